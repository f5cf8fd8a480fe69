"""CALC-18: how much of what is needed is answered (the product's own rule)."""

from __future__ import annotations

from decimal import Decimal

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Given,
    Impossible,
    Input,
    Outcome,
    Shown,
    shown,
)
from specs.domain.charts import Tone
from specs.domain.completeness import completeness


def percent_answered(answered: Decimal, needed: Decimal) -> int:
    """floor(answered / needed x 100); 100 where nothing is needed, never while one is missing."""
    if answered < 0 or needed < 0 or answered > needed:
        raise Impossible("There cannot be more answers than are needed.", "answered")
    if any(count != count.to_integral_value() for count in (answered, needed)):
        raise Impossible("Answers are counted in whole numbers.", "answered")
    return int(answered * HUNDRED // needed) if needed else 100


def compute(given: Given) -> Outcome:
    answered, needed = given.figure("answered"), given.figure("needed")
    percent = percent_answered(answered, needed)
    return Outcome(
        headline=f"{percent}% is answered.",
        tone=Tone.GOOD if percent == 100 else Tone.FAIR,
        figures=(
            Shown("Answered", f"{percent}%"),
            Shown("Still needed", shown(needed - answered, 0)),
        ),
        steps=(f"{shown(answered, 0)} / {shown(needed, 0)} × 100, rounded down = {percent}%",),
        notes=("An open blocker keeps the percentage of a spec below 100.",),
    )


CALCULATOR = Calculator(
    code="CALC-18",
    title="Completeness",
    question="How much of what is needed is answered?",
    formula="floor(answered / needed × 100); 100 where nothing is needed",
    source="product",
    serves=(),
    inputs=(
        Input(
            "answered",
            "Needed and answered",
            fill=lambda document: str(completeness(document, ()).answered),
        ),
        Input(
            "needed",
            "Needed",
            fill=lambda document: str(completeness(document, ()).total),
        ),
    ),
    compute=compute,
)
