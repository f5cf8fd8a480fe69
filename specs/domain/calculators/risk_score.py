"""CALC-09: the score and band of a risk (000 §5; the scores were added)."""

from __future__ import annotations

from specs.domain.calculators.calculator import (
    Calculator,
    Given,
    Impossible,
    Input,
    Outcome,
    Shown,
    Sort,
)
from specs.domain.charts import Tone
from specs.domain.document import Document
from specs.domain.risks import FIVE_LEVELS, THREE_LEVELS, Band, band, score

REGISTER = "risk.register"
SCALES = {"three": THREE_LEVELS, "five": FIVE_LEVELS}
LEVELS = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
LEVELS_OF_FIVE = tuple((level, level) for level in FIVE_LEVELS.levels)
TONES = {Band.LOW: Tone.GOOD, Band.MEDIUM: Tone.FAIR}


def compute(given: Given) -> Outcome:
    scale = SCALES[given.option("scale") or "three"]
    probability, impact = given.choice("probability"), given.choice("impact")
    product = score(probability, impact, scale)
    if product is None:
        levels = ", ".join(scale.levels)
        raise Impossible(f"On this scale the levels are {levels}.", "probability")
    found = band(product, scale)
    ranks = [scale.levels.index(level) + 1 for level in (probability, impact)]
    return Outcome(
        headline=f"Score {product}, {found.value}.",
        tone=TONES.get(found, Tone.BAD),
        figures=(Shown("Score", str(product)), Shown("Band", found.value)),
        steps=(
            f"{probability} × {impact} = {ranks[0]} × {ranks[1]} = {product}",
            "; ".join(f"up to {highest} {name}" for name, highest in scale.highest),
        ),
    )


def worst(document: Document) -> tuple[str, str]:
    """The levels of the worst risk in the register."""
    rated = [(row.text("probability"), row.text("impact")) for row in document.rows(REGISTER)]
    return max(rated, key=lambda levels: score(*levels) or 0, default=("", ""))


CALCULATOR = Calculator(
    code="CALC-09",
    title="Risk score",
    question="How serious is a risk?",
    formula="score = probability × impact; three levels: 1-2 low, 3-4 medium, 6 high, 9 critical; "
    "five levels: 1-4 low, 5-9 medium, 10-16 high, 20-25 critical",
    source="000 §5 (scores added)",
    serves=(REGISTER,),
    inputs=(
        Input(
            "probability",
            "Probability",
            (REGISTER,),
            lambda document: worst(document)[0],
            sort=Sort.CHOICE,
            options=(*LEVELS, *LEVELS_OF_FIVE),
            help="That of the worst risk, to begin with.",
        ),
        Input(
            "impact",
            "Impact",
            (REGISTER,),
            lambda document: worst(document)[1],
            sort=Sort.CHOICE,
            options=(*LEVELS, *LEVELS_OF_FIVE),
        ),
        Input(
            "scale",
            "Scale",
            fill=lambda _document: "three",
            sort=Sort.CHOICE,
            options=(("three", "Three levels"), ("five", "Five levels")),
        ),
    ),
    compute=compute,
)
