"""MET: error costs, limits, several goals and live metrics."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE
from tests.specs.example import the_example

METRIC = "evaluation.primary_metric"
LIMITS = "evaluation.satisficing"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("MET006", {METRIC: "accuracy", "errors.costlier": "balanced"}),
        ("MET007", {METRIC: "precision", "errors.costlier": "false_positive"}),
        ("MET009", {"errors.fn_cost": None, "framing.output_type": "regression"}),
        ("MET010", {"errors.fp_cost": {"value": "500", "unit": "EUR"}}),
        ("MET010", {"errors.costlier": None}),
        ("MET017", {"evaluation.metric_rationale": "one two three four five six seven eight"}),
        ("MET022", {METRIC: "pr_auc"}),  # a floor stands in the limits
        ("MET023", {METRIC: "roc_auc", "data.positive_rate": "5"}),
        ("MET028", {"errors.burden_accepted": "", "errors.costlier": "balanced", METRIC: "f1"}),
        ("MET030", {"objectives.conflicting": False, "objectives.decoupled": False}),
        ("MET032", {"evaluation.operating_precision": "0.3"}),
        ("MET034", {"evaluation.online_target": "", "evaluation.online_metric": ""}),
        (
            "MET035",
            {"requirements.performance>0>value": "70", "requirements.performance>0>unit": "%"},
        ),
        ("MET037", {f"{LIMITS}>0>unit": ""}),
        ("MET038", {f"{LIMITS}>1>comparator": ">=", f"{LIMITS}>1>measure": "Latency saved"}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](the_example(changes, template="full_spec")) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("MET010", {"errors.costlier": "balanced"}),
        ("MET017", {"evaluation.metric_rationale": "one two three four five six seven"}),
        ("MET023", {METRIC: "roc_auc", "data.positive_rate": "4.9"}),
        ("MET032", {"evaluation.operating_precision": "0.29"}),
        (
            "MET035",
            {"requirements.performance>0>value": "69", "requirements.performance>0>unit": "%"},
        ),
        ("MET038", {f"{LIMITS}>0>comparator": "<"}),
        ("MET038", {f"{LIMITS}>2>comparator": ">"}),
    ],
)
def test_it_fires_just_beyond(code: str, changes: dict[str, Json]) -> None:
    [finding] = BY_CODE[code](the_example(changes, template="full_spec"))

    assert finding.code == code
