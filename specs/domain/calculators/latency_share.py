"""CALC-05: how much of the surrounding latency budget the model takes (002 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Entry,
    Given,
    Impossible,
    Input,
    Outcome,
    Shown,
    Sort,
    plain,
    shown,
)
from specs.domain.calculators.filling import time_from
from specs.domain.charts import Part, Sheet, Stack, Tone
from specs.domain.document import Document
from specs.domain.parameters import DEFAULTS

BREAKDOWN = "deployment.latency_breakdown"


class Fit(StrEnum):
    """What is to be said of a share."""

    TOO_BIG = "does not fit"
    TOO_MUCH = "too much"
    USUAL = "usual"
    LITTLE = "little"


TONES = {
    Fit.TOO_BIG: Tone.BAD,
    Fit.TOO_MUCH: Tone.BAD,
    Fit.USUAL: Tone.GOOD,
    Fit.LITTLE: Tone.FAIR,
}


@dataclass(frozen=True, slots=True)
class Share:
    """The model's part of the budget, and what it usually gets, in the unit of the budget."""

    fraction: Decimal
    usual_from: Decimal
    usual_to: Decimal
    fit: Fit

    @property
    def percent(self) -> Decimal:
        return self.fraction * HUNDRED


def latency_share(
    model: Decimal,
    budget: Decimal,
    least: Decimal = DEFAULTS.latency_share_min,
    most: Decimal = DEFAULTS.latency_share_max,
) -> Share:
    """p99 / budget, both in one unit; both ends of the usual share are usual."""
    if model < 0:
        raise Impossible("The latency of the model cannot be negative.", "p99")
    if budget <= 0:
        raise Impossible("The budget of the surrounding system must be above 0.", "budget")
    fraction = model / budget
    if fraction > 1:
        fit = Fit.TOO_BIG
    elif fraction > most:
        fit = Fit.TOO_MUCH
    else:
        fit = Fit.USUAL if fraction >= least else Fit.LITTLE
    return Share(fraction, least * budget, most * budget, fit)


def compute(given: Given) -> Outcome:
    model, budget = given.figure("p99"), given.figure("budget")
    limits = given.parameters.latency_share_min, given.parameters.latency_share_max
    found = latency_share(model, budget, *limits)
    others = given.lines("others")
    if any(entry.figures[0] < 0 for entry in others):
        raise Impossible("No component takes less than no time.", "others")
    share = f"{shown(found.percent, 1)}%"
    usual = f"{shown(found.usual_from, 1)}-{shown(found.usual_to, 1)} ms"
    return Outcome(
        headline=f"The model takes {share} of the budget: {found.fit.value}.",
        tone=TONES[found.fit],
        figures=(
            Shown("Share of the budget", share),
            Shown("Usual allotment", usual),
            Shown("Verdict", found.fit.value),
        ),
        steps=(
            f"Share = {plain(model)} ms / {plain(budget)} ms = {share}",
            f"Usual = {plain(limits[0])} to {plain(limits[1])} × {plain(budget)} ms = {usual}",
        ),
        picture=_picture(model, budget, others),
    )


def _picture(model: Decimal, budget: Decimal, others: list[Entry]) -> Stack:
    parts = [Part("Model", model, f"{plain(model)} ms", is_main=True)]
    parts += [Part(e.label, e.figures[0], f"{plain(e.figures[0])} ms") for e in others]
    total = sum((part.value for part in parts), Decimal(0))
    rest = budget - total
    rows = [
        (f"{number} {part.label}", part.text, _percent(part.value, budget))
        for number, part in enumerate(parts, 1)
    ]
    left = "Left" if rest >= 0 else "Beyond the budget"
    rows += [
        (left, f"{plain(abs(rest))} ms", _percent(abs(rest), budget)),
        ("Budget of the surrounding system", f"{plain(budget)} ms", "100.0%"),
    ]
    named = ", ".join(f"{part.label} {part.text}" for part in parts)
    return Stack(
        title="Where the latency budget goes",
        words=f"A bar of the latency budget of {plain(budget)} ms: {named}. "
        f"{left} are {plain(abs(rest))} ms.",
        sheet=Sheet(("Component", "P99", "Share"), tuple(rows)),
        parts=tuple(parts),
        whole=budget,
        whole_label=f"{plain(budget)} ms",
    )


def _percent(value: Decimal, budget: Decimal) -> str:
    return f"{shown(value / budget * HUNDRED, 1)}%"


def other_components(document: Document) -> str:
    """What else takes time, line by line; the model has an input of its own."""
    lines = []
    for row in document.rows(BREAKDOWN):
        label, time = row.text("component"), row.number("p99_ms")
        if time is not None and label.lower() != "model":
            lines.append(f"{label}: {plain(time)}")
    return "\n".join(lines)


CALCULATOR = Calculator(
    code="CALC-05",
    title="Latency budget share",
    question="How much of the surrounding latency budget does the model take?",
    formula="share = P99 / budget; usual are 0.3 to 0.6 of the budget",
    source="002 §4",
    serves=("deployment.p99", "deployment.system_budget_p99"),
    inputs=(
        time_from("p99", "Model latency P99", "deployment.p99"),
        time_from("budget", "P99 budget of the surrounding system", "deployment.system_budget_p99"),
        Input(
            "others",
            "Other components",
            (BREAKDOWN,),
            other_components,
            "ms",
            Sort.LINES,
            figures=1,
            is_needed=False,
            help="One a line: name, colon, milliseconds.",
        ),
    ),
    compute=compute,
)
