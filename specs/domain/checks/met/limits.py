"""MET: the limits that hold while the primary metric is pushed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from specs.domain import words
from specs.domain.amounts import below
from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.wording import Terms

METRIC = "evaluation.primary_metric"
LIMITS = "evaluation.satisficing"
POLICY = "policy.types"
PRECISION = "evaluation.operating_precision"
RECALL = "evaluation.operating_recall"
FLOORS = ("precision_floor", "recall_floor")
AMOUNTS = ("latency", "cost")
WITHOUT_THRESHOLD = ("roc_auc", "pr_auc")
CUTTING = ("threshold", "block_allow", "top_k")
ABOVE, BELOW = (">", ">="), ("<", "<=")
BETTER_WHEN_HIGHER = Terms(words.BETTER_WHEN_HIGHER)
WORSE_WHEN_HIGHER = Terms(words.WORSE_WHEN_HIGHER)


@check(
    "MET021",
    "No satisficing constraints",
    Severity.WARNING,
    needs=(LIMITS,),
    presence=True,
    message=(
        "Nothing protects latency, precision, fairness or safety while the primary metric is "
        "pushed."
    ),
    fix="Add the limits that must hold.",
    source="003 §7",
)
def no_limits(document: Document) -> Iterator[At]:
    """One metric is maximised and nothing else has to stay good enough.

    What is optimised is bought with all that is not looked at: slower answers, more false
    alarms, one group worse off. A limit says how much may be paid.
    """
    if not document.rows(LIMITS):
        yield At(LIMITS)


@check(
    "MET022",
    "Threshold-free metric for a threshold policy",
    Severity.WARNING,
    needs=(METRIC, POLICY, LIMITS),
    message="An AUC says nothing about the threshold, or the top K, at which you act.",
    fix="Add a precision or recall floor at the threshold, or change the primary metric.",
    source="001 §4",
)
def metric_ignores_threshold(document: Document) -> Iterator[At]:
    """The policy acts at a threshold or on the top K, and an area under a curve decides.

    The area averages over all thresholds, most of which nobody will use. Two models with the
    same area can differ by half at the one that counts.
    """
    if document.text(METRIC) not in WITHOUT_THRESHOLD:
        return
    is_cutting = any(document.has(POLICY, option) for option in CUTTING)
    if is_cutting and not document.rows_where(LIMITS, _is_floor):
        yield At(METRIC)


@check(
    "MET032",
    "Planned precision breaks the floor",
    Severity.BLOCKER,
    needs=(LIMITS, PRECISION, RECALL),
    message="The planning value is below the constraint: {items}.",
    fix="Move the threshold or the floor.",
    source="003 §7; 001 §4",
)
def plan_breaks_floor(document: Document) -> Iterable[At]:
    """Staff and costs are planned with a precision or recall that the spec itself forbids.

    Either the plan is wrong or the floor is. A model that keeps to the plan could never ship.
    """
    planned = (document.number(PRECISION), document.number(RECALL))
    rows = document.rows_where(LIMITS, _is_above_plan, *planned)
    return at_rows(LIMITS, rows, "measure", "limit")


@check(
    "MET037",
    "Limit without a unit",
    Severity.WARNING,
    needs=(LIMITS,),
    message="A time or an amount of money without its unit: {items}.",
    fix="Add the unit. Shares, ratios and counts need none.",
    source="003 §7 (derived)",
)
def limit_without_unit(document: Document) -> Iterable[At]:
    """A limit on time or money is a bare number.

    60 milliseconds and 60 seconds are both possible, and somebody will build for the wrong one.
    """
    rows = document.rows_where(LIMITS, _lacks_unit)
    return at_rows(LIMITS, rows, "measure", "unit")


@check(
    "MET038",
    "Constraint reads the wrong way round",
    Severity.WARNING,
    needs=(LIMITS,),
    message="The comparison would allow what it should forbid: {items}.",
    fix="Turn the comparison round, or name the measure so that more is better.",
    source="003 §7 (derived)",
)
def limit_turned_round(document: Document) -> Iterable[At]:
    """A limit asks for at least so much of something bad, or at most so much of something good.

    Whoever tests it takes the sign as it stands: a slow model passes and a fast one fails. The
    words of the measure tell which way it was meant.
    """
    rows = document.rows_where(LIMITS, _is_turned_round)
    return at_rows(LIMITS, rows, "measure", "comparator")


def _is_floor(row: Row) -> bool:
    return row.text("kind") in FLOORS


def _is_above_plan(row: Row, precision: Decimal | None, recall: Decimal | None) -> bool:
    """The row is a floor, and what is planned lies below it."""
    if row.cells.get("kind") not in FLOORS:
        return False
    planned = precision if row.cells["kind"] == FLOORS[0] else recall
    return below(planned, row.number("limit"))


def _lacks_unit(row: Row) -> bool:
    is_amount = row.cells.get("kind") in AMOUNTS and row.number("limit") is not None
    return is_amount and not row.text("unit")


def _is_turned_round(row: Row) -> bool:
    kind, comparator, measure = row.text("kind"), row.text("comparator"), row.text("measure")
    if kind in FLOORS:
        return comparator in BELOW
    if comparator not in ABOVE or BETTER_WHEN_HIGHER.is_in(measure):
        return False
    return kind in AMOUNTS or WORSE_WHEN_HIGHER.is_in(measure)
