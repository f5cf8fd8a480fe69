"""DEP: deployment, environments and dependencies."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE
from specs.domain.parameters import Parameters
from specs.domain.use_cases import USUAL_BUDGETS
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NOT_APPLICABLE: Json = {"not_applicable": "A study that nobody serves."}


def _ms(value: str) -> Json:
    return {"value": value, "unit": "ms"}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("DEP001", {"deployment.p99": None, "deployment.serving_mode": "batch"}),
        ("DEP001", {"deployment.p99": NOT_APPLICABLE}),
        ("DEP001", {"deployment.p99": {"value": "60", "unit": "blinks"}}),  # REQ003 says it
        ("DEP002", {"deployment.p99": _ms("20")}),
        ("DEP002", {"deployment.p50": None, "deployment.p99": _ms("1")}),
        ("DEP003", {"deployment.p99": _ms("90")}),  # 60%, both ends included
        ("DEP003", {"deployment.p99": _ms("150.1")}),  # DEP004 says it
        ("DEP003", {"deployment.p99": _ms("90"), "deployment.system_budget_p99": _ms("0")}),
        ("DEP003", {"deployment.p99": _ms("90"), "deployment.system_budget_p99": _ms("-9")}),
        ("DEP004", {"deployment.p99": _ms("150")}),
        ("DEP004", {"deployment.p99": {"value": "0.1", "unit": "s"}}),
        ("DEP004", {"deployment.p99": _ms("900"), "deployment.system_budget_p99": None}),
        ("DEP005", {"deployment.p99": _ms("45"), "phases.poc_result": "0.66"}),  # 30%
        ("DEP005", {"deployment.p99": _ms("30"), "phases.poc_result": "0.70"}),  # reached
        ("DEP005", {"deployment.p99": _ms("30"), "phases.poc_result": None}),
        ("DEP006", {"deployment.system_budget_p99": _ms("50")}),
        ("DEP006", {"deployment.system_budget_p99": {"value": "0.2", "unit": "s"}}),
        ("DEP006", {"deployment.system_budget_p99": _ms("1"), "deployment.use_case": "other"}),
        ("DEP006", {"deployment.system_budget_p99": None}),
        ("DEP007", {"deployment.latency_breakdown>0>p99_ms": "45"}),  # 150 in all
        ("DEP007", {"deployment.latency_breakdown>0>p99_ms": ""}),
        ("DEP007", {"deployment.latency_breakdown": []}),
        ("DEP008", {"deployment.timeout_behaviour": NOT_APPLICABLE}),
        ("DEP009", {"deployment.timeout": _ms("150")}),
        ("DEP009", {"deployment.timeout": _ms("60")}),
        ("DEP009", {"deployment.timeout": None}),
        ("DEP010", {"deployment.peak_qps": None, "deployment.serving_mode": "batch"}),
        ("DEP010", {"deployment.peak_qps": "0"}),
        ("DEP011", {"deployment.peak_qps": "5"}),
        ("DEP011", {"deployment.peak_qps": "3", "deployment.average_qps": None}),
        ("DEP012", {"deployment.peak_qps": "250"}),  # 50 times
        ("DEP012", {"deployment.average_qps": "0"}),
        ("DEP012", {"deployment.peak_qps": "400", "deployment.serving_mode": "batch"}),
        ("DEP013", {"deployment.peak_qps": None, "deployment.serving_mode": "batch"}),
        ("DEP013", {"deployment.total_population": NOT_APPLICABLE}),
        ("DEP014", {"deployment.dau": "2400000"}),
        ("DEP015", {"deployment.burst_handling": "", "deployment.serving_mode": "batch"}),
        ("DEP016", {"deployment.rollback_time": None, "deployment.rollback_possible": False}),
        ("DEP017", {"deployment.rollback_time": {"value": "1", "unit": "hours"}}),
        ("DEP018", {"deployment.rollback_possible": None}),
        ("DEP019", {"deployment.shadow_mode": NOT_APPLICABLE}),
        ("DEP020", {"deployment.memory": NOT_APPLICABLE}),
        ("DEP021", {"deployment.max_model_size": {"value": "8192", "unit": "MB"}}),
        ("DEP021", {"deployment.max_model_size": {"value": "20", "unit": "layers"}}),
        ("DEP022", {"deployment.hosting": NOT_APPLICABLE}),
        ("DEP023", {"deployment.integrations": NOT_APPLICABLE}),
        ("DEP024", {"environments.experiment_repo": NOT_APPLICABLE}),
        ("DEP025", {"versioning.data": NOT_APPLICABLE}),
        ("DEP026", {"versioning.experiments": NOT_APPLICABLE}),
        (
            "DEP027",
            {"constraints.negative>4>applies": "yes", "deployment.hosting": "on_premises"},
        ),
        ("DEP027", {"constraints.negative>4>applies": "yes", "deployment.hosting": None}),
        ("DEP027", {"constraints.negative>4>applies": "unknown"}),
        ("DEP028", {"deployment.monthly_cost": {"value": "18000", "unit": "USD per month"}}),
        ("DEP028", {"deployment.monthly_cost": {"value": "25000", "unit": "EUR per month"}}),
        ("DEP028", {"deployment.monthly_cost": {"value": "25000", "unit": ""}}),
        ("DEP029", {"deployment.availability": "0"}),
        ("DEP030", {"constraints.dependencies>0>status": "at_risk"}),
        ("DEP031", {"constraints.dependencies>0>needed_by": "2026-06-15"}),  # on the day
        (
            "DEP031",
            {
                "constraints.dependencies>0>needed_by": "2026-12-01",
                "constraints.dependencies>0>status": "done",
            },
        ),
        ("DEP031", {"constraints.dependencies>0>needed_by": "soon"}),
        ("DEP031", {"project.target_launch": None}),
        (
            "DEP032",
            {"evaluation.satisficing>1>limit": "0.06", "evaluation.satisficing>1>unit": "s"},
        ),
        ("DEP032", {"evaluation.satisficing>1>limit": "9", "evaluation.satisficing>1>unit": ""}),
        (
            "DEP032",
            {"evaluation.satisficing>1>limit": "9", "evaluation.satisficing>1>comparator": ">="},
        ),
        (
            "DEP032",
            {
                "evaluation.satisficing>1>limit": "9",
                "evaluation.satisficing>1>measure": "Median latency",
            },
        ),
        (
            "DEP032",
            {"evaluation.satisficing>1>limit": "9", "evaluation.satisficing>1>kind": "cost"},
        ),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](the_example(changes, template="full_spec")) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("DEP001", {"deployment.p99": None, "deployment.serving_mode": None}),
        ("DEP002", {"deployment.p50": {"value": "1", "unit": "s"}}),
        ("DEP003", {"deployment.p99": _ms("90.1")}),
        ("DEP003", {"deployment.p99": _ms("150")}),  # all of it, and no more
        ("DEP004", {"deployment.p99": _ms("150.1")}),
        ("DEP005", {"deployment.p99": _ms("44.9"), "phases.poc_result": "0.699"}),
        (
            "DEP005",
            {
                "deployment.p99": _ms("30"),
                "evaluation.metric_direction": "lower",
                "phases.poc_result": "0.71",
            },
        ),
        ("DEP006", {"deployment.system_budget_p99": _ms("49.9")}),
        ("DEP006", {"deployment.system_budget_p99": _ms("200.1")}),
        ("DEP007", {"deployment.latency_breakdown>0>p99_ms": "45.1"}),
        ("DEP009", {"deployment.timeout": _ms("59.9")}),
        ("DEP009", {"deployment.timeout": _ms("150.1")}),
        ("DEP010", {"deployment.peak_qps": None, "deployment.serving_mode": "streaming"}),
        ("DEP011", {"deployment.peak_qps": "4.9"}),
        ("DEP012", {"deployment.peak_qps": "250.1"}),
        ("DEP014", {"deployment.total_population": "0"}),
        ("DEP016", {"deployment.rollback_time": None, "deployment.rollback_possible": None}),
        ("DEP017", {"deployment.rollback_time": {"value": "60.1", "unit": "min"}}),
        ("DEP019", {"deployment.shadow_mode": None}),
        ("DEP021", {"deployment.max_model_size": {"value": "8192.1", "unit": "mb"}}),
        ("DEP022", {"deployment.hosting": None}),
        ("DEP024", {"environments.serving_repo": " Fraud-RESEARCH "}),
        ("DEP024", {"environments.experiment_repo": ""}),
        ("DEP026", {"versioning.experiments": ""}),
        ("DEP028", {"deployment.monthly_cost": {"value": "18000.1", "unit": "usd  per month"}}),
        ("DEP032", {"evaluation.satisficing>1>limit": "59.9"}),
        (
            "DEP032",
            {
                "evaluation.satisficing>1>limit": "0.05",
                "evaluation.satisficing>1>unit": "Seconds",
                "evaluation.satisficing>1>comparator": None,
            },
        ),
    ],
)
def test_it_tells_the_fault_at_the_boundary(code: str, changes: dict[str, Json]) -> None:
    [finding] = BY_CODE[code](the_example(changes, template="full_spec"))

    assert finding.key in BY_CODE[code].needs


def test_what_a_batch_does_without_is_not_listed_as_missing() -> None:
    document = the_churn_spec({"deployment.dau": None}, template="full_spec")

    [finding] = BY_CODE["DEP013"](document)

    assert finding.message == "Missing: Daily active users."


def test_everything_that_is_missing_is_named_at_one_place() -> None:
    changes: dict[str, Json] = {
        "deployment.instance": "",
        "deployment.max_model_size": {"value": "", "unit": "MB"},
        "versioning.code": None,
        "versioning.model": None,
    }
    document = the_churn_spec(changes, template="full_spec")

    [machines], [versions] = BY_CODE["DEP020"](document), BY_CODE["DEP025"](document)

    assert machines.key == "deployment.compute_type"
    assert machines.message == "Missing: Instance type and count, Largest model size for serving."
    assert versions.message == "Not versioned: Code versioning, Model versioning."


def test_dependencies_at_fault_are_named_with_their_cells() -> None:
    changes: dict[str, Json] = {
        "constraints.dependencies>0>status": "blocked",
        "constraints.dependencies>1>needed_by": "2026-06-16",
    }
    document = the_example(changes, template="full_spec")

    [blocked], [late] = BY_CODE["DEP030"](document), BY_CODE["DEP031"](document)

    assert blocked.cells == ((0, "status"),)
    assert late.message == "Needed after the launch date: Case tool queue interface."
    assert late.cells == ((1, "needed_by"),)


def test_a_stricter_limit_of_the_organisation_counts() -> None:
    document = the_example(template="full_spec")
    strict = replace(document, parameters=Parameters(latency_share_max=Decimal("0.39")))

    assert BY_CODE["DEP003"](document) == ()
    assert [finding.key for finding in BY_CODE["DEP003"](strict)] == ["deployment.p99"]


def test_the_usual_budgets_are_those_of_the_catalogue() -> None:
    theirs = {
        str(case["key"]): tuple(case[end] for end in ("p99_min_ms", "p99_max_ms"))
        for case in catalogue.library("latency_use_cases")
        if case.get("p99_min_ms") is not None
    }
    ours = {key: tuple(end * 1000 for end in ends) for key, ends in USUAL_BUDGETS.items()}

    assert ours == {key: tuple(Decimal(str(end)) for end in ends) for key, ends in theirs.items()}
