"""CALC-17: how far the target lies from the baseline (001 §5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Given,
    Input,
    Outcome,
    Shown,
    Sort,
    plain,
    shown,
)
from specs.domain.calculators.filling import figure_from
from specs.domain.charts import Tone
from specs.domain.derived import direction, primary_metric
from specs.domain.document import Document
from specs.domain.metrics import HIGHER, LOWER


@dataclass(frozen=True, slots=True)
class Gain:
    """The gain, and the same in percent of the baseline and of what is left to gain."""

    gain: Decimal
    relative: Decimal | None
    error_reduction: Decimal | None

    @property
    def is_viable(self) -> bool:
        return self.gain > 0


def target_gain(
    baseline: Decimal, target: Decimal, direction: str = HIGHER, *, is_share: bool = True
) -> Gain:
    """target - baseline, or the other way round where lower is better.

    The error reduction exists for metrics from 0 to 1 with higher better.
    """
    gain = target - baseline if direction == HIGHER else baseline - target
    relative = gain / abs(baseline) * HUNDRED if baseline else None
    left = 1 - baseline
    reduces = is_share and direction == HIGHER and 0 <= baseline < 1 and 0 <= target <= 1
    return Gain(gain, relative, gain / left * HUNDRED if reduces else None)


def compute(given: Given) -> Outcome:
    baseline, target = given.figure("baseline"), given.figure("target")
    way = given.choice("direction")
    is_share = given.option("is_share") != "no"
    found = target_gain(baseline, target, way, is_share=is_share)
    first, second = (target, baseline) if way == HIGHER else (baseline, target)
    gain = shown(found.gain, 4)
    figures = [Shown("Gain", gain)]
    steps = [f"Gain = {plain(first)} − {plain(second)} = {gain}"]
    if found.relative is not None:
        relative = f"{shown(found.relative, 1)}%"
        figures.append(Shown("Relative", relative))
        steps.append(f"Relative = {gain} / |{plain(baseline)}| = {relative}")
    if found.error_reduction is not None:
        reduction = f"{shown(found.error_reduction, 1)}%"
        figures.append(Shown("Error reduction", reduction))
        steps.append(f"Error reduction = {gain} / (1 − {plain(baseline)}) = {reduction}")
    figures.append(Shown("Viable", "yes" if found.is_viable else "no"))
    word = "beats" if found.is_viable else "does not beat"
    return Outcome(
        headline=f"The target {word} the baseline by {shown(abs(found.gain), 4)}."
        if found.is_viable
        else "The target does not beat the baseline.",
        tone=Tone.GOOD if found.is_viable else Tone.BAD,
        figures=tuple(figures),
        steps=tuple(steps),
    )


def _is_share(document: Document) -> str:
    metric = primary_metric(document)
    return "no" if metric is not None and not metric.is_share else "yes"


CALCULATOR = Calculator(
    code="CALC-17",
    title="Target against baseline",
    question="Does the target beat what there is, and by how much?",
    formula="gain = target − baseline (or baseline − target where lower is better); "
    "relative = gain / |baseline| × 100; error reduction = gain / (1 − baseline) × 100",
    source="001 §5",
    serves=("evaluation.ship_threshold", "evaluation.baseline"),
    inputs=(
        figure_from("baseline", "Baseline", "evaluation.baseline"),
        figure_from("target", "Target", "evaluation.ship_threshold"),
        Input(
            "direction",
            "Better is",
            ("evaluation.metric_direction", "evaluation.primary_metric"),
            direction,
            sort=Sort.CHOICE,
            options=((HIGHER, "Higher"), (LOWER, "Lower")),
        ),
        Input(
            "is_share",
            "The metric goes from 0 to 1",
            ("evaluation.primary_metric",),
            _is_share,
            sort=Sort.CHOICE,
            options=(("yes", "Yes"), ("no", "No")),
            is_needed=False,
        ),
    ),
    compute=compute,
)
