"""FRM: framing, from the business objective down to the prediction."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, Finding, Severity, run
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

LEVEL = {"level": "high", "reason": "Path"}
LIST_GROWS: dict[str, Json] = {
    "framing.label_space_growth": "monthly",
    "framing.label_space_strategy": "fixed_class_ids",
    "framing.task_type": "high_cardinality",
}


def found(code: str, changes: dict[str, Json]) -> tuple[Finding, ...]:
    return BY_CODE[code](the_example(changes, template="full_spec"))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("FRM001", {"problem.objective": {"not_applicable": "A study for the university."}}),
        ("FRM002", {"problem.business_kpi": "Lower fraud loss"}),  # the target has the figure
        ("FRM002", {"problem.business_kpi": "9.9M", "problem.kpi_target": None}),
        ("FRM002", {"problem.business_kpi": None, "problem.kpi_target": None}),
        ("FRM003", {"problem.business_kpi": "Lower fraud loss"}),  # the field has the timeframe
        ("FRM003", {"problem.business_kpi": "-30% by Q3", "problem.kpi_timeframe": None}),
        ("FRM003", {"problem.business_kpi": "-30% in 2 Years", "problem.kpi_timeframe": None}),
        ("FRM003", {"problem.business_kpi": None, "problem.kpi_timeframe": None}),
        ("FRM004", {"problem.kpi_target": {"value": "14.19", "unit": "M USD per year"}}),
        ("FRM004", {"problem.kpi_target": {"value": "15", "unit": "EUR per year"}}),
        ("FRM004", {"problem.kpi_target": {"value": "15", "unit": ""}}),
        (
            "FRM004",
            {"problem.kpi_direction": None, "problem.kpi_target": {"value": "15", "unit": "M"}},
        ),
        ("FRM004", {"problem.kpi_current": None}),
        ("FRM005", {"problem.kpi_target": {"value": "9.9", "unit": " m usd  per YEAR"}}),
        ("FRM005", {"problem.kpi_current": None}),
        ("FRM006", {"problem.objective": "Cut loss by 3.5% (e.g.at night); keep approvals!"}),
        ("FRM006", {"problem.objective": "Cut the loss by 30%. "}),
        ("FRM006", {"problem.objective": None}),
        ("FRM007", {"problem.statement": "Fraud costs money. Rules catch half."}),
        ("FRM007", {"problem.statement": "One.\nTwo? Three! Four. Five."}),
        ("FRM007", {"problem.statement": None}),
        ("FRM008", {"framing.product_outcome": None}),  # the workflow change tells level 1
        ("FRM008", {"problem.objective": None, "policy.statement": None}),
        ("FRM009", {"policy.types": {"not_applicable": "Analysts read the score."}}),
        ("FRM010", {"framing.model_goal": "P(fraud)"}),
        ("FRM010", {"framing.model_goal": "Expected loss of the payment"}),
        ("FRM010", {"framing.model_goal": None}),
        ("FRM011", {"problem.current_performance": "Rules find 1 of 2."}),
        ("FRM011", {"problem.current_performance": None}),
        ("FRM012", LIST_GROWS | {"framing.label_space_growth": "yearly"}),
        ("FRM012", LIST_GROWS | {"framing.label_space_strategy": "retrieve_then_rank"}),
        ("FRM012", LIST_GROWS | {"framing.task_type": "value_regression"}),
        ("FRM013", {"framing.task_type": "multiclass", "framing.label_space_size": "999"}),
        ("FRM013", {"framing.task_type": "multilabel", "framing.label_space_size": "1000"}),
        ("FRM013", {"framing.task_type": "multiclass", "framing.label_space_size": None}),
        ("FRM014", {"framing.archetype": None, "framing.guardrails": None}),
        ("FRM015", {"framing.guardrails": ["audits"]}),
        ("FRM016", {"framing.guardrails": ["audits"]}),
        ("FRM017", {"framing.task_type": "multilabel"}),
        ("FRM017", {"framing.task_type": None}),
        ("FRM017", {"framing.output_type": None, "framing.task_type": "ranking"}),
        (
            "FRM018",
            {"framing.output_type": "generation", "framing.generation_controls": "40 prompts"},
        ),
        ("FRM019", {"problem.output_consumers": ["downstream_system"]}),
        ("FRM019", {"problem.output_consumers": None}),
        ("FRM020", {"problem.output_consumers": None, "problem.implied_requirements": None}),
        ("FRM021", {"framing.failures_ruled_out": {"not_applicable": "Asked elsewhere."}}),
        ("FRM022", {"problem.correct_answer": None}),
        ("FRM023", {"framing.archetype": "augmentation", "deployment.rollback_time": None}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert found(code, changes) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("FRM003", {"problem.business_kpi": "-30% soon", "problem.kpi_timeframe": None}),
        ("FRM003", {"problem.business_kpi": "Within a year", "problem.kpi_timeframe": None}),
        ("FRM004", {"problem.kpi_target": {"value": "14.2", "unit": "m usd per year"}}),
        ("FRM004", {"problem.kpi_direction": "increase"}),
        ("FRM005", {"problem.kpi_target": {"value": "9.9", "unit": ""}}),
        ("FRM006", {"problem.objective": "Cut the loss\nRaise approvals"}),
        ("FRM007", {"problem.statement": "A. B. C. D. E. F."}),
        ("FRM009", {"policy.types": []}),
        ("FRM010", {"framing.model_goal": "Underscored payments"}),
        ("FRM012", LIST_GROWS),
        ("FRM012", LIST_GROWS | {"framing.label_space_strategy": None}),
        ("FRM013", {"framing.task_type": "multiclass", "framing.label_space_size": "1000"}),
        ("FRM017", {"framing.task_type": "anomaly"}),
        ("FRM018", {"framing.output_type": "generation", "framing.generation_controls": " "}),
        ("FRM019", {"problem.output_consumers": ["end_users"]}),
        (
            "FRM019",
            {"problem.decision_mode": "enables", "framing.archetype": "human_in_the_loop"},
        ),
    ],
)
def test_it_fires_at_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert [finding.code for finding in found(code, changes)] == [code]


@pytest.mark.parametrize(
    ("target", "is_rise"), [("2040", False), ("2040.01", True), ("2000", False)]
)
def test_a_kpi_that_should_go_up_needs_a_higher_target(target: str, *, is_rise: bool) -> None:
    amount: Json = {"value": target, "unit": "customers per year"}

    findings = BY_CODE["FRM004"](the_churn_spec({"problem.kpi_target": amount}, "full_spec"))

    assert (findings == ()) is is_rise


def test_amounts_of_money_are_compared_in_one_unit() -> None:
    target: Json = {"value": "15000", "unit": "k USD per year"}

    assert [f.code for f in found("FRM004", {"problem.kpi_target": target})] == ["FRM004"]
    assert [f.code for f in found("FRM005", {"problem.kpi_target": target})] == ["FRM005"]


def test_every_empty_level_above_the_policy_is_named() -> None:
    changes: dict[str, Json] = {
        "problem.objective": None,
        "framing.product_outcome": None,
        "problem.workflow_change": " ",
        "framing.model_goal": None,
    }

    [finding] = found("FRM008", changes)

    assert finding.key == "framing.product_outcome"
    assert finding.message.endswith(
        "level 0 business objective, level 1 product outcome, level 2 model goal."
    )


def test_guardrails_that_are_missing_are_called_by_their_names() -> None:
    [finding] = found("FRM014", {"framing.guardrails": ["audits", "other"]})

    assert finding.message == (
        "The product acts alone but lacks: Safety constraints, Staged rollout."
    )


def test_people_in_the_loop_need_queue_and_confidence_levels() -> None:
    changes: dict[str, Json] = {"framing.guardrails": None}

    [finding] = BY_CODE["FRM015"](the_churn_spec(changes, "full_spec"))

    assert finding.message.endswith("missing is: Work queue for people, Confidence thresholds.")


def test_what_the_use_implies_is_named_line_by_line() -> None:
    rows: list[Json] = [
        {"row": "accuracy", **LEVEL},
        {"row": "latency", "level": "", "reason": "Path"},
    ]

    [finding] = found("FRM020", {"problem.implied_requirements": rows})

    assert finding.message.endswith("what follows for: Latency, Interpretability.")


def test_a_failure_that_nobody_ruled_out_is_a_cell() -> None:
    changes: dict[str, Json] = {
        "framing.failures_ruled_out>offline_only>answer": "no",
        "framing.failures_ruled_out>ignored_constraint": {},
    }

    [finding] = found("FRM021", changes)

    assert finding.cells == ((1, "answer"), (5, "answer"))
    assert "A good offline number would also move the business KPI, No known" in finding.message


def test_what_an_autonomous_product_needs_is_called_by_its_name() -> None:
    [finding] = found("FRM023", {"deployment.rollback_time": None, "risk.register": []})

    assert finding.key == "framing.archetype"
    assert finding.message.endswith("Missing: Risk register, Rollback time.")


def test_a_missing_objective_is_told_once() -> None:
    document = the_example({"problem.objective": None}, template="one_page_kickoff")

    [finding] = [f for f in run(document) if f.key == "problem.objective"]

    assert (finding.code, finding.severity) == ("FRM001", Severity.BLOCKER)
