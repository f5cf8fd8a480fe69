"""MET: metrics that are watched."""

from __future__ import annotations

from collections.abc import Iterable

from specs.domain.checks.check import At, Severity, check, name_of
from specs.domain.document import Document
from specs.domain.metrics import HIGHER, LOWER, METRICS, OTHER
from specs.domain.reading import Row

METRIC = "evaluation.primary_metric"
SECONDARY = "evaluation.secondary_metrics"


@check(
    "MET019",
    "Secondary metric without an alert value",
    Severity.WARNING,
    needs=(SECONDARY,),
    message="Watched, but nobody knows when to worry: {items}.",
    fix="Give the value that starts an investigation.",
    source="000 §4",
)
def no_alert_value(document: Document) -> Iterable[At]:
    """A secondary metric is watched without a value from which somebody acts.

    A curve that anybody may find worrying or not is looked at twice and then forgotten.
    """
    rows = document.rows_where(SECONDARY, Row.lacks_number, "alert_threshold")
    return _at_metrics(rows, "alert_threshold")


@check(
    "MET020",
    "Primary metric listed as secondary",
    Severity.ADVICE,
    needs=(SECONDARY, METRIC),
    message="The primary metric stands in the list of secondary ones.",
    fix="Remove it there.",
    source="000 §4; 003 §7",
)
def primary_metric_listed_twice(document: Document) -> Iterable[At]:
    """The metric that decides is watched as a secondary one, too.

    It then has two limits, and a reader cannot tell which of them stops the launch.
    """
    primary = document.text(METRIC)
    if not primary or primary == OTHER:
        return ()
    rows = document.rows_where(SECONDARY, Row.says, "metric", primary)
    return _at_metrics(rows, "metric")


@check(
    "MET039",
    "Alert on the good side of a secondary metric",
    Severity.WARNING,
    needs=(SECONDARY,),
    message="The alert comes when things go well: {items}.",
    fix="Turn the comparison round.",
    source="000 §4 (derived)",
)
def alert_when_all_is_well(document: Document) -> Iterable[At]:
    """The alert of a secondary metric comes when the metric improves.

    It rings on good days until somebody switches it off, and is silent on the day it was made
    for.
    """
    rows = document.rows_where(SECONDARY, _alerts_on_good_side)
    return _at_metrics(rows, "comparator")


def _alerts_on_good_side(row: Row) -> bool:
    metric = METRICS.get(row.text("metric"))
    if metric is None or metric.key == OTHER:
        return False
    good_side = {HIGHER: (">", ">="), LOWER: ("<", "<=")}[metric.direction]
    return row.text("comparator") in good_side


def _at_metrics(rows: tuple[Row, ...], column: str) -> tuple[At, ...]:
    """The place of these secondary metrics, if there are any, called by their names."""
    if not rows:
        return ()
    cells = tuple((row.place, column) for row in rows)
    return (At(SECONDARY, tuple(_name(row) for row in rows), cells),)


def _name(row: Row) -> str:
    metric = METRICS.get(row.text("metric"))
    return metric.name if metric else name_of(row, "metric")
