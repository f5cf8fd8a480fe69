"""MON: monitoring, retraining, operations."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

SIGNALS = "monitoring.signals"
TRIGGERS = "monitoring.retraining_triggers"
LATENCY, QUALITY = f"{SIGNALS}>3", f"{SIGNALS}>0"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("MON002", {SIGNALS: []}),  # MON001 says it
        ("MON005", {f"{LATENCY}>signal_type": "other", "deployment.serving_mode": "batch"}),
        ("MON006", {f"{QUALITY}>threshold": "0"}),
        ("MON008", {f"{LATENCY}>threshold": "60"}),
        ("MON008", {f"{LATENCY}>threshold": "61", f"{LATENCY}>unit": "lines"}),
        ("MON008", {f"{LATENCY}>threshold": "90", f"{LATENCY}>metric": "Median latency"}),
        ("MON008", {f"{LATENCY}>threshold": "90", "deployment.p99": None}),
        ("MON009", {f"{QUALITY}>threshold": "0.55"}),
        ("MON009", {f"{QUALITY}>threshold": "55", f"{QUALITY}>unit": "% recall"}),
        ("MON009", {f"{QUALITY}>threshold": "0.4", f"{QUALITY}>comparator": ">"}),
        ("MON009", {f"{QUALITY}>threshold": "0.4", "evaluation.primary_metric": "precision"}),
        ("MON011", {TRIGGERS: ["manual"], "monitoring.retraining_cadence": None}),
        ("MON012", {"data.freshness_max_age": {"value": "1", "unit": "months"}}),
        ("MON013", {TRIGGERS: ["scheduled"], SIGNALS: []}),
        ("MON014", {TRIGGERS: ["manual", "scheduled"]}),
        ("MON014", {TRIGGERS: ["manual"], "data.freshness_max_age": None}),
        (
            "MON015",
            {
                "monitoring.retraining_approval": "automatic",
                "monitoring.retraining_approver": None,
            },
        ),
        ("MON022", {f"{LATENCY}>comparator": "<", f"{LATENCY}>unit": "requests"}),
        ("MON023", {"operations.oncall": "The platform roster"}),
        ("MON023", {"operations.oncall": "Somebody from 8 to 18"}),
        ("MON024", {"monitoring.retraining_approval": "automatic"}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](the_example(changes, template="full_spec")) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("MON008", {f"{LATENCY}>threshold": "0.061", f"{LATENCY}>unit": "seconds"}),
        ("MON009", {f"{QUALITY}>threshold": "54", f"{QUALITY}>unit": "% recall"}),
        ("MON012", {"monitoring.retraining_cadence": {"value": "5", "unit": "years"}}),
        ("MON022", {f"{QUALITY}>comparator": ">="}),
        ("MON023", {"operations.oncall": "Whoever is there"}),
        (
            "MON024",
            {
                "monitoring.retraining_approval": "automatic",
                "risk.register>0>category": "compliance",
            },
        ),
        (
            "MON024",
            {"monitoring.retraining_approval": "automatic", "constraints.compliance": ["ecoa"]},
        ),
    ],
)
def test_it_fires_just_beyond(code: str, changes: dict[str, Json]) -> None:
    [finding] = BY_CODE[code](the_example(changes, template="full_spec"))

    assert finding.code == code


def test_lower_may_be_better() -> None:
    late = the_churn_spec({f"{SIGNALS}>0>threshold": "0.35"}, template="full_spec")
    turned = the_churn_spec({f"{SIGNALS}>0>comparator": "<"}, template="full_spec")

    assert [f.cells for f in BY_CODE["MON009"](late)] == [((0, "threshold"),)]
    assert [f.message for f in BY_CODE["MON022"](turned)] == [
        "The alert comes when things go well: Log loss."
    ]


def test_each_kind_of_drift_that_is_missing_is_named() -> None:
    both = the_example(
        {"monitoring.data_drift": "", "monitoring.model_drift": ""}, template="full_spec"
    )

    [finding] = BY_CODE["MON020"](both)

    assert len(finding.message.split(",")) == 2
