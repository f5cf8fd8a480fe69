"""MET: the value to ship, and the baseline it has to beat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from specs.domain.amounts import above, below
from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.derived import (
    as_metric,
    confidence,
    direction,
    gain,
    half_width,
    is_better,
    primary_metric,
    surpasses,
)
from specs.domain.document import Document
from specs.domain.metrics import Metric
from specs.domain.reading import Row

METRIC = "evaluation.primary_metric"
DIRECTION = "evaluation.metric_direction"
TARGET = "evaluation.ship_threshold"
BASELINE = "evaluation.baseline"
BASELINE_TYPE = "evaluation.baseline_type"
REQUIREMENTS = "requirements.performance"
SUBGROUPS = "evaluation.subgroups"
CONFIDENCE = "evaluation.subgroup_confidence"
EXAMPLES = "data.available_examples_per_class"


@check(
    "MET002",
    "No value to ship",
    Severity.BLOCKER,
    needs=(TARGET,),
    presence=True,
    message="The metric has no minimum value.",
    fix="Give the least value that is enough for commercial use.",
    source="000 §4; 001 §5",
)
def no_value_to_ship(document: Document) -> Iterator[At]:
    """The primary metric has no value that the model must reach.

    Without it the model is good enough when time runs out. The value is agreed before anybody
    has seen a result, so that the result cannot move it.
    """
    if document.number(TARGET) is None:
        yield At(TARGET)


@check(
    "MET003",
    "No baseline",
    Severity.BLOCKER,
    needs=(BASELINE,),
    presence=True,
    message="Nothing says what the model has to beat.",
    fix="Measure the present way, a simple rule, people, or chance.",
    source="000 §4; 001 §5; 003 §8",
)
def no_baseline(document: Document) -> Iterator[At]:
    """Nobody measured how well things go without the model.

    A recall of 0.70 is a great step where rules find half as much, and a waste where people
    already find more. Only a baseline tells which.
    """
    if document.number(BASELINE) is None:
        yield At(BASELINE)


@check(
    "MET004",
    "Target is not better than the baseline",
    Severity.BLOCKER,
    needs=(TARGET, BASELINE),
    reads=(DIRECTION, METRIC),
    message="Shipping at the target would not improve on what exists.",
    fix="Raise the target; a model below the baseline is not viable.",
    source="001 §5",
)
def target_not_above_baseline(document: Document) -> Iterator[At]:
    """The value to ship is no better than what exists, in the direction of the metric.

    A model could pass the gate and leave everything as it is, or make it worse, at the price of
    building and running it.
    """
    target, baseline = document.number(TARGET), document.number(BASELINE)
    if target is None or baseline is None or is_better(document, target, baseline):
        return
    yield At(TARGET)


@check(
    "MET025",
    "Value outside the range of the metric",
    Severity.BLOCKER,
    needs=(TARGET, BASELINE, METRIC),
    reads=("phases.poc_threshold", "phases.mvp_threshold"),
    message="Impossible value for the primary metric: {items}.",
    fix="Most metrics lie between 0 and 1; write 0.88, not 88.",
    source="001 §5 (derived)",
)
def impossible_metric_value(document: Document) -> Iterator[At]:
    """A target or baseline lies outside what the metric can be.

    Mostly a percentage was typed where a share from 0 to 1 belongs. Left so, no model could
    ever pass, or every one would.
    """
    metric = primary_metric(document)
    if metric is None:
        return
    keys = (TARGET, BASELINE, "phases.poc_threshold", "phases.mvp_threshold")
    outside = [key for key in keys if _is_outside(document.number(key), metric)]
    if outside:
        yield At(TARGET, tuple(document.label(key) for key in outside))


@check(
    "MET026",
    "Perfect target",
    Severity.WARNING,
    needs=(TARGET,),
    reads=(METRIC,),
    message="The target asks for perfection.",
    fix="Set a value that data can reach and that the KPI needs.",
    source="001 §5 (derived)",
)
def perfect_target(document: Document) -> Iterator[At]:
    """The value to ship is the best that the metric can be.

    No model on real data reaches it without leaking the answer into the training data. A target
    that cannot be met is given up at the first test, and nothing takes its place.
    """
    metric, target = primary_metric(document), document.number(TARGET)
    if metric and target is not None and target == metric.best:
        yield At(TARGET)


@check(
    "MET033",
    "Source of the baseline unknown",
    Severity.WARNING,
    needs=(BASELINE, BASELINE_TYPE),
    message="The baseline has a value and no origin.",
    fix="Say whether it comes from people, statistics, chance, rules or the present system.",
    source="001 §5",
)
def baseline_of_unknown_source(document: Document) -> Iterator[At]:
    """The value to beat is there, and nobody said where it comes from.

    To beat chance is easy, to beat the people who do the work today may be impossible. The
    number means nothing without its source.
    """
    if document.is_blank(BASELINE_TYPE) and document.number(BASELINE) is not None:
        yield At(BASELINE_TYPE)


@check(
    "MET035",
    "Performance table contradicts the ship threshold",
    Severity.WARNING,
    needs=(REQUIREMENTS, METRIC, TARGET),
    reads=(DIRECTION,),
    message="The requirement is weaker than the value to ship: {items}.",
    fix="Make both equal.",
    source="002 §1; 000 §4 (derived)",
)
def requirement_weaker_than_target(document: Document) -> Iterable[At]:
    """The table of requirements asks for less of the primary metric than the value to ship.

    Two readers then hold the model against two numbers. One signs a model that the other may
    not release.
    """
    metric, target = document.text(METRIC), document.number(TARGET)
    if target is None:
        return ()
    rows = document.rows_where(REQUIREMENTS, _asks_for_less, target, metric, direction(document))
    return at_rows(REQUIREMENTS, rows, "measure", "value")


@check(
    "MET041",
    "Too few positives to tell the target from the baseline",
    Severity.WARNING,
    needs=(TARGET, BASELINE, METRIC),
    reads=(SUBGROUPS, EXAMPLES, CONFIDENCE),
    message="The confidence interval is wider than the step from baseline to target: {items}.",
    fix="Collect more positive cases, or claim a larger step.",
    source="000 §4 (derived; Wilson interval, CALC-10)",
)
def too_few_positives(document: Document) -> Iterator[At]:
    """So few positive cases are there that the improvement could be chance.

    If the interval round the measured value reaches from target to baseline, a model no better
    than today's passes by luck, and a good one fails.
    """
    step, metric = gain(document), primary_metric(document)
    if step is None or metric is None or not metric.is_share:
        return
    level = confidence(document)
    rows = document.rows_where(SUBGROUPS, _is_uncertain, step, level)
    items = [row.text("subgroup") or f"line {row.place + 1}" for row in rows]
    if above(half_width(document.number(TARGET), document.number(EXAMPLES), level), step):
        items.append(document.label(EXAMPLES))
    if items:
        yield At(TARGET, tuple(items))


def _is_outside(value: Decimal | None, metric: Metric) -> bool:
    return below(value, metric.min) or above(value, metric.max)


def _asks_for_less(row: Row, target: Decimal, metric: str, direction: str) -> bool:
    if row.cells.get("aspect") != "quality":
        return False
    return surpasses(target, as_metric(row, "measure", "value", metric), direction)


def _is_uncertain(row: Row, step: Decimal, confidence: str) -> bool:
    """What is measured on the cases of the row may be off by more than the step."""
    return above(half_width(row.number("threshold"), row.number("positives"), confidence), step)
