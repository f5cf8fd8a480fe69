"""CALC-14: how many cases a day people have to look at (derived from 001 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Given,
    Impossible,
    Outcome,
    Shown,
    plain,
    rounded,
    shown,
)
from specs.domain.calculators.filling import figure_from
from specs.domain.charts import Bar, Bars, Sheet, Tone


@dataclass(frozen=True, slots=True)
class ReviewLoad:
    """Cases per day; the utilisation of those who look at them in percent."""

    flagged: Decimal
    false_alarms: Decimal
    utilisation: Decimal | None


def flagged_per_day(
    volume: Decimal, positive_rate: Decimal, recall: Decimal, precision: Decimal
) -> Decimal | None:
    """volume x p/100 x recall / precision; None where there is no such precision."""
    if recall == 0:
        return Decimal(0)
    if precision <= 0:
        return None
    return volume * positive_rate / HUNDRED * recall / precision


def review_load(
    volume: Decimal,
    positive_rate: Decimal,
    recall: Decimal,
    precision: Decimal,
    capacity: Decimal | None = None,
) -> ReviewLoad:
    """What is flagged, how much of it is a false alarm, and how busy that keeps people."""
    check_rates(positive_rate, recall, precision)
    if volume < 0:
        raise Impossible("The predictions per day cannot be fewer than none.", "volume")
    flagged = flagged_per_day(volume, positive_rate, recall, precision)
    if flagged is None:
        raise Impossible("Where positive cases are found, the precision is above 0.", "precision")
    if flagged > volume:
        raise Impossible("More cases would be flagged than there are.", "precision")
    if capacity is not None and capacity <= 0:
        raise Impossible("The review capacity must be above 0.", "capacity")
    used = None if capacity is None else flagged / capacity * HUNDRED
    return ReviewLoad(flagged, flagged * (1 - precision), used)


def check_rates(positive_rate: Decimal, recall: Decimal, precision: Decimal) -> None:
    """Raise ``Impossible`` where a rate lies outside its range."""
    if not 0 <= positive_rate <= HUNDRED:
        raise Impossible("The share of positive cases lies between 0 and 100%.", "positive_rate")
    for name, rate in (("recall", recall), ("precision", precision)):
        if not 0 <= rate <= 1:
            raise Impossible("Recall and precision lie between 0 and 1.", name)


def compute(given: Given) -> Outcome:
    volume, rate = given.figure("volume"), given.figure("positive_rate")
    recall, precision = given.figure("recall"), given.figure("precision")
    capacity = given.maybe("capacity")
    found = review_load(volume, rate, recall, precision, capacity)
    flagged, alarms = shown(found.flagged, 0), shown(found.false_alarms, 0)
    figures = [Shown("Flagged per day", flagged), Shown("False alarms per day", alarms)]
    steps = [
        f"Flagged = {shown(volume, 0)} × {plain(rate)}% × {plain(recall)} / {plain(precision)} = "
        f"{flagged}",
        f"False alarms = flagged × (1 − {plain(precision)}) = {alarms}",
    ]
    headline, tone = f"People look at {flagged} cases a day, {alarms} in vain.", Tone.PLAIN
    bars = [
        Bar("Flagged", found.flagged, flagged),
        Bar("Of these false alarms", found.false_alarms, alarms, Tone.FAIR),
    ]
    if found.utilisation is not None and capacity is not None:
        used = f"{shown(found.utilisation, 1)}%"
        tone = Tone.BAD if found.utilisation > HUNDRED else Tone.GOOD
        figures.append(Shown("Utilisation of the capacity", used))
        steps.append(f"Utilisation = flagged / {shown(capacity, 0)} = {used}")
        headline += f" That is {used} of what they can check."
        bars.append(Bar("Capacity", capacity, shown(capacity, 0)))
    words = ", ".join(f"{bar.label.lower()} {bar.text}" for bar in bars)
    return Outcome(
        headline=headline,
        tone=tone,
        figures=tuple(figures),
        steps=tuple(steps),
        notes=("All that is flagged counts as review, unless a block band takes part of it.",),
        picture=Bars(
            title="Cases a day",
            words=f"Bars of cases a day: {words}.",
            sheet=Sheet(("What", "Cases a day"), tuple((b.label, b.text) for b in bars)),
            bars=tuple(bars),
            most=max(bar.value for bar in bars),
        ),
        results={"policy.review_volume": plain(rounded(found.flagged, 0))},
    )


CALCULATOR = Calculator(
    code="CALC-14",
    title="Review load",
    question="How many cases a day do people have to look at?",
    formula="flagged = volume × p/100 × recall / precision; "
    "false alarms = flagged × (1 − precision); utilisation = flagged / capacity",
    source="001 §4 (derived)",
    serves=("policy.review_volume", "policy.review_capacity", "evaluation.operating_precision"),
    inputs=(
        figure_from("volume", "Predictions per day", "deployment.daily_predictions"),
        figure_from("positive_rate", "Share of positive cases", "data.positive_rate", unit="%"),
        figure_from("recall", "Recall", "evaluation.operating_recall"),
        figure_from("precision", "Precision", "evaluation.operating_precision"),
        figure_from(
            "capacity", "Review capacity per day", "policy.review_capacity", is_needed=False
        ),
    ),
    compute=compute,
    writes=("policy.review_volume",),
)
