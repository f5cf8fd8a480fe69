"""Thresholds: which way each is stricter, and whether moving one asks for less than before.

A threshold is what a model, a service or a business case is held against. Most have one stricter
side by nature; that of a metric hangs on the metric, that of a row on its comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from specs.domain.amounts import above, amount, in_seconds
from specs.domain.attribute import Json, Kind
from specs.domain.conversion import convert
from specs.domain.derived import direction
from specs.domain.document import Document
from specs.domain.metrics import HIGHER, LOWER


class Move(StrEnum):
    """What a change of a threshold asks for, beside what was asked before."""

    LOOSENED = "loosened"
    TIGHTENED = "tightened"
    SAME = "same"
    UNCLEAR = "unclear"  # what is measured changed, or the values cannot be compared


# Stricter where the figure is higher, whatever is measured.
FLOORS = frozenset(
    (
        "evaluation.operating_precision",
        "evaluation.operating_recall",
        "labels.iaa_minimum",
        "labels.semi_auto_confidence",
        "data.min_examples_total",
        "data.min_examples_per_class",
        "data.label_verified_required",
        "policy.surface_confidence",
        "deployment.availability",
        "deployment.shadow_duration",
    )
)
# Stricter where it is lower.
CEILINGS = frozenset(
    (
        "evaluation.subgroup_margin",
        "fairness.max_gap",
        "io.output_variance_limit",
        "data.max_class_share_required",
        "data.freshness_max_age",
        "deployment.p50",
        "deployment.p99",
        "deployment.system_budget_p99",
        "deployment.timeout",
        "deployment.rollback_time",
        "constraints.cost_ceiling",
        "policy.action_deadline",
    )
)
# Values of the primary metric: stricter in its own direction.
OF_METRIC = frozenset(("evaluation.ship_threshold", "phases.poc_threshold", "phases.mvp_threshold"))
KPI = "problem.kpi_target"
# Cells of rows, by key and column.
CELLS_OF_METRIC = frozenset((("evaluation.subgroups", "threshold"),))
# What has to hold: "at least" is stricter where it is higher.
PROMISED = frozenset((("evaluation.satisficing", "limit"), ("requirements.performance", "value")))
# When somebody is told: "alert when below" is stricter where it is higher.
ALERTING = frozenset(
    (
        ("evaluation.secondary_metrics", "alert_threshold"),
        ("monitoring.signals", "threshold"),
        ("experiment.guardrail_metrics", "stop_limit"),
    )
)
# What is measured at all, and which way: after a change of these no two figures compare.
MEASURES = frozenset(
    (
        "evaluation.primary_metric",
        "evaluation.metric_definition",
        "evaluation.metric_direction",
        "problem.business_kpi",
        "problem.kpi_direction",
    )
)
COMPARATOR = "comparator"
OF_METRIC_DEFINED_BY = frozenset(
    ("evaluation.primary_metric", "evaluation.metric_definition", "evaluation.metric_direction")
)
OF_KPI_DEFINED_BY = frozenset(("problem.business_kpi", "problem.kpi_direction"))


def is_threshold(key: str, column: str = "") -> bool:
    """Something is held against this figure."""
    if column:
        return (key, column) in CELLS_OF_METRIC | PROMISED | ALERTING
    return key in FLOORS | CEILINGS | OF_METRIC or key == KPI


def is_measure(key: str, column: str = "") -> bool:
    """It says what is measured, so that a change of it changes what a threshold means."""
    if column:
        return column == COMPARATOR and any(held == key for held, _column in PROMISED | ALERTING)
    return key in MEASURES


def stricter_way(
    document: Document, key: str, column: str = "", row: Mapping[str, Json] | None = None
) -> str:
    """Which way it is stricter as the document has it; empty where that is not known."""
    if column:
        return _way_of_cell(document, key, column, row or {})
    if key in OF_METRIC:
        return direction(document)
    if key == KPI:
        ways = {"increase": HIGHER, "decrease": LOWER}
        return ways.get(document.text("problem.kpi_direction"), "")
    return HIGHER if key in FLOORS else LOWER if key in CEILINGS else ""


def _way_of_cell(document: Document, key: str, column: str, row: Mapping[str, Json]) -> str:
    if (key, column) in CELLS_OF_METRIC:
        return direction(document)
    sign = str(row.get(COMPARATOR) or "")[:1]
    ways = {">": HIGHER, "<": LOWER}
    if (key, column) in PROMISED:
        return ways.get(sign, "")
    if (key, column) in ALERTING:
        return {HIGHER: LOWER, LOWER: HIGHER}.get(ways.get(sign, ""), "")
    return ""


def weigh(kind: Kind, old: Json, new: Json, way: str) -> Move:
    """Say what a change from the old value to the new one does to what is asked for.

    A threshold that is given up is loosened, one that was not there before is tightened.
    """
    if old == new:
        return Move.SAME
    before, after = figure_of(kind, old), figure_of(kind, new, unit_of(old))
    if before is None and after is None:
        return Move.UNCLEAR
    if after is None:
        return Move.UNCLEAR if figure_of(kind, new) is not None else Move.LOOSENED
    if before is None:
        return Move.TIGHTENED
    if not (above(before, after) or above(after, before)):
        return Move.SAME
    if way not in (HIGHER, LOWER):
        return Move.UNCLEAR
    return Move.TIGHTENED if above(after, before) == (way == HIGHER) else Move.LOOSENED


def figure_of(kind: Kind, value: Json, into: str = "") -> Decimal | None:
    """The figure of a stored value, in a unit if one is given; None where there is none."""
    if isinstance(value, str):
        return amount(value)
    if not isinstance(value, dict) or not isinstance(value.get("value"), str):
        return None
    written, unit = str(value["value"]), unit_of(value)
    if kind is Kind.DURATION:
        return in_seconds(written, unit)
    figure = amount(written)
    if figure is None or not into or into == unit:
        return figure
    return convert(figure, unit, into)


def unit_of(value: Json) -> str:
    """The unit of an amount; empty where it has none."""
    unit = value.get("unit") if isinstance(value, dict) else None
    return unit.strip() if isinstance(unit, str) else ""
