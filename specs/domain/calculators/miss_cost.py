"""CALC-20: what missed cases cost in a year, for the old recall and the new (001 §9, derived)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Given,
    Impossible,
    Input,
    Outcome,
    Shown,
    plain,
    shown,
)
from specs.domain.calculators.filling import figure_from, money_from, number
from specs.domain.calculators.review_load import check_rates
from specs.domain.charts import Bar, Bars, Sheet, Tone
from specs.domain.document import Document

DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Misses:
    """What is missed in a day, and what that costs in a year."""

    per_day: Decimal
    yearly_cost: Decimal


def yearly_misses(
    volume: Decimal, positive_rate: Decimal, recall: Decimal, fn_cost: Decimal
) -> Misses:
    """volume x p/100 x (1 - recall), times its cost, times 365."""
    check_rates(positive_rate, recall, Decimal(1))
    if volume < 0 or fn_cost < 0:
        raise Impossible("Volume and cost cannot be below 0.", "volume")
    missed = volume * positive_rate / HUNDRED * (1 - recall)
    return Misses(missed, missed * fn_cost * DAYS_A_YEAR)


def compute(given: Given) -> Outcome:
    volume, rate = given.figure("volume"), given.figure("positive_rate")
    fn_cost = given.figure("fn_cost")
    old, new = given.figure("recall"), given.maybe("new_recall")
    before = yearly_misses(volume, rate, old, fn_cost)
    named = [(f"Recall {plain(old)}", old, before)]
    figures, headline = [], f"Misses cost {shown(before.yearly_cost, 0)} a year."
    if new is not None:
        after = yearly_misses(volume, rate, new, fn_cost)
        named.append((f"Recall {plain(new)}", new, after))
        difference = shown(after.yearly_cost - before.yearly_cost, 0)
        headline += f" With a recall of {plain(new)} it is {shown(after.yearly_cost, 0)}."
        figures.append(Shown("Difference in a year", difference))
    said = [(n, shown(m.per_day, 1), shown(m.yearly_cost, 0)) for n, _, m in named]
    lines = [Shown(n, f"missed {missed}/day, yearly cost {cost}") for n, missed, cost in said]
    return Outcome(
        headline=headline,
        figures=(*lines, *figures),
        steps=tuple(
            f"{shown(volume, 0)} × {plain(rate)}% × (1 − {plain(recall)}) = "
            f"{shown(found.per_day, 1)} a day, × {plain(fn_cost)} × {DAYS_A_YEAR} = "
            f"{shown(found.yearly_cost, 0)}"
            for _, recall, found in named
        ),
        picture=Bars(
            title="Yearly cost of misses",
            words="Bars of the yearly cost of misses: "
            + ", ".join(f"{name.lower()} {cost}" for name, _, cost in said)
            + ".",
            sheet=Sheet(("Recall", "Missed per day", "Yearly cost"), tuple(said)),
            bars=tuple(
                Bar(name, found.yearly_cost, shown(found.yearly_cost, 0), tone)
                for (name, _, found), tone in zip(named, (Tone.PLAIN, Tone.FAIR), strict=False)
            ),
            most=max(found.yearly_cost for _, _, found in named),
        ),
    )


def recall_before(document: Document) -> str:
    """The baseline, where the metric that decides is recall."""
    is_recall = document.text("evaluation.primary_metric") == "recall"
    return number("evaluation.baseline", document) if is_recall else ""


CALCULATOR = Calculator(
    code="CALC-20",
    title="Yearly cost of misses",
    question="What do missed cases cost in a year, with the old target and the new?",
    formula="missed per day = volume × p/100 × (1 − recall); yearly = missed × C_FN × 365",
    source="001 §9 (derived)",
    serves=("governance.renegotiation_trigger", "evaluation.operating_recall"),
    inputs=(
        figure_from("volume", "Predictions per day", "deployment.daily_predictions"),
        figure_from("positive_rate", "Share of positive cases", "data.positive_rate", unit="%"),
        Input(
            "recall",
            "Recall now",
            ("evaluation.baseline",),
            recall_before,
        ),
        figure_from("new_recall", "Recall wanted", "evaluation.operating_recall", is_needed=False),
        money_from("fn_cost", "Cost of one false negative", "errors.fn_cost"),
    ),
    compute=compute,
)
