"""Which way a threshold is stricter, and whether moving it asks for less."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json, Kind
from specs.domain.metrics import HIGHER, LOWER
from specs.domain.thresholds import Move, is_measure, is_threshold, stricter_way, weigh
from tests.specs.example import the_example


@pytest.mark.parametrize(
    ("kind", "old", "new", "way", "move"),
    [
        (Kind.NUMBER, "0.90", "0.82", HIGHER, Move.LOOSENED),
        (Kind.NUMBER, "0.82", "0.90", HIGHER, Move.TIGHTENED),
        (Kind.NUMBER, "0.90", "0.9", HIGHER, Move.SAME),
        (Kind.NUMBER, "0.30", "0.35", LOWER, Move.LOOSENED),
        (Kind.NUMBER, "0.90", None, HIGHER, Move.LOOSENED),
        (Kind.NUMBER, "0.90", {"not_applicable": "Nobody asks."}, HIGHER, Move.LOOSENED),
        (Kind.NUMBER, None, "0.90", HIGHER, Move.TIGHTENED),
        (Kind.NUMBER, "0.90", "0.82", "", Move.UNCLEAR),
        (
            Kind.DURATION,
            {"value": "60", "unit": "ms"},
            {"value": "0.08", "unit": "s"},
            LOWER,
            Move.LOOSENED,
        ),
        (
            Kind.DURATION,
            {"value": "60", "unit": "s"},
            {"value": "1", "unit": "min"},
            LOWER,
            Move.SAME,
        ),
        (
            Kind.NUMBER_UNIT,
            {"value": "2", "unit": "k USD"},
            {"value": "1500", "unit": "USD"},
            LOWER,
            Move.TIGHTENED,
        ),
        (
            Kind.NUMBER_UNIT,
            {"value": "2", "unit": "USD"},
            {"value": "2", "unit": "GB"},
            LOWER,
            Move.UNCLEAR,
        ),
    ],
)
def test_a_change_is_weighed(kind: Kind, old: Json, new: Json, way: str, move: Move) -> None:
    assert weigh(kind, old, new, way) is move


def test_the_value_to_ship_is_stricter_where_its_metric_is_better() -> None:
    higher = the_example()
    lower = the_example(
        {"evaluation.primary_metric": "log_loss", "evaluation.metric_direction": None}
    )
    stated = the_example({"evaluation.metric_direction": "lower"})

    ways = [stricter_way(one, "evaluation.ship_threshold") for one in (higher, lower, stated)]

    assert ways == [HIGHER, LOWER, LOWER]


def test_the_target_of_the_kpi_follows_its_direction() -> None:
    document = the_example({"problem.kpi_direction": "decrease"}, template="full_spec")

    assert stricter_way(document, "problem.kpi_target") == LOWER
    unknown = the_example({"problem.kpi_direction": None}, template="full_spec")
    assert stricter_way(unknown, "problem.kpi_target") == ""


@pytest.mark.parametrize(
    ("key", "column", "comparator", "way"),
    [
        ("evaluation.satisficing", "limit", ">=", HIGHER),
        ("evaluation.satisficing", "limit", "<", LOWER),
        ("requirements.performance", "value", "<=", LOWER),
        # "Alert when below 0.35" says less when it is lowered.
        ("evaluation.secondary_metrics", "alert_threshold", "<", HIGHER),
        ("monitoring.signals", "threshold", ">", LOWER),
        ("experiment.guardrail_metrics", "stop_limit", ">=", LOWER),
        ("evaluation.satisficing", "limit", "", ""),
    ],
)
def test_a_row_is_stricter_by_its_comparison(
    key: str, column: str, comparator: str, way: str
) -> None:
    assert stricter_way(the_example(), key, column, {"comparator": comparator}) == way


def test_what_is_held_against_something_and_what_says_how_it_is_measured() -> None:
    assert is_threshold("deployment.p99")
    assert is_threshold("evaluation.subgroups", "threshold")
    assert not is_threshold("evaluation.subgroups", "positives")
    assert not is_threshold("policy.threshold")  # of a decision: neither side of it is stricter
    assert is_measure("evaluation.primary_metric")
    assert is_measure("monitoring.signals", "comparator")
    assert not is_measure("io.inputs", "comparator")
