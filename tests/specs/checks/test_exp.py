"""EXP: experiment and rollout."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE
from specs.domain.document import Document
from specs.domain.parameters import Parameters
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NOT_APPLICABLE: Json = {"not_applicable": "Nobody is served."}
STAGES = "experiment.rollout_stages"
DIAGNOSIS = "experiment.kpi_diagnosis"
OUTCOME = "experiment.kpi_outcome"
DELAY = "labels.arrival_delay"
DESIGN = "experiment.design"


def _example(changes: dict[str, Json]) -> Document:
    return the_example(changes, template="full_spec")


def _days(value: str) -> Json:
    return {"value": value, "unit": "days"}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("EXP001", {f"{STAGES}>2>traffic": "1"}),  # as before
        ("EXP001", {f"{STAGES}>2>traffic": "0"}),  # a pause is no live stage
        ("EXP001", {f"{STAGES}>2>traffic": "many"}),
        ("EXP001", {STAGES: None}),
        ("EXP002", {f"{STAGES}>4>traffic": "90"}),
        ("EXP002", {STAGES: None}),
        ("EXP003", {f"{STAGES}>1>traffic": "5"}),
        ("EXP003", {f"{STAGES}>1>traffic": "0", f"{STAGES}>2>traffic": "5"}),
        ("EXP003", {STAGES: None}),
        ("EXP004", {DESIGN: "staged_rollout"}),
        ("EXP004", {"evaluation.online_measurement": None}),
        ("EXP005", {"experiment.guardrail_metrics>0>stop_limit": None}),
        ("EXP005", {"experiment.guardrail_metrics": NOT_APPLICABLE}),
        ("EXP006", {STAGES: [{"stage": "", "entry": " "}]}),  # not begun
        ("EXP007", {f"{DIAGNOSIS}>0>response": ""}),
        ("EXP007", {DIAGNOSIS: NOT_APPLICABLE}),
        ("EXP008", {"experiment.baseline_arm": NOT_APPLICABLE}),
        ("EXP009", {DELAY: _days("86")}),
        ("EXP009", {DELAY: None}),
        ("EXP009", {DELAY: {"value": "900", "unit": "moons"}}),
        ("EXP009", {DELAY: {"value": "2064", "unit": "hours"}}),
        ("EXP010", {f"{STAGES}>0>traffic": "0.0"}),
        ("EXP010", {STAGES: None}),
        ("EXP011", {STAGES: [{"traffic": "100"}], "framing.guardrails": ["human_review"]}),
        ("EXP011", {STAGES: [{"traffic": "1"}, {"traffic": "100"}]}),
        ("EXP012", {OUTCOME: "moved"}),
        ("EXP012", {OUTCOME: None}),
        ("EXP012", {OUTCOME: "moved_partly", f"{DIAGNOSIS}>3>found": "yes"}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](_example(changes)) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("EXP001", {f"{STAGES}>2>traffic": "0", f"{STAGES}>3>traffic": "0.9"}),
        ("EXP002", {f"{STAGES}>4>traffic": "89.9"}),
        ("EXP002", {f"{STAGES}>4>traffic": ""}),
        ("EXP003", {f"{STAGES}>1>traffic": "5.1"}),
        ("EXP003", {f"{STAGES}>0>traffic": "6"}),
        ("EXP003", {f"{STAGES}>1>traffic": "0", f"{STAGES}>2>traffic": "5.1"}),
        ("EXP004", {DESIGN: "none"}),
        ("EXP004", {DESIGN: None}),
        ("EXP004", {"evaluation.online_measurement": "before_after"}),
        ("EXP005", {"experiment.guardrail_metrics": [{"metric": " "}]}),
        ("EXP009", {DELAY: _days("86.5")}),
        ("EXP009", {DELAY: {"value": "3", "unit": "months"}}),
        ("EXP009", {DELAY: _days("80"), f"{STAGES}>1>days": None}),
        ("EXP010", {f"{STAGES}>0>traffic": None}),
        ("EXP011", {f"{STAGES}": [{"stage": "Half"}, {"traffic": "100"}]}),
        ("EXP012", {OUTCOME: "moved_partly", f"{DIAGNOSIS}>0>found": "no"}),
    ],
)
def test_it_speaks_at_the_limit(code: str, changes: dict[str, Json]) -> None:
    assert len(BY_CODE[code](_example(changes))) == 1


def test_stages_where_the_traffic_falls_are_named() -> None:
    document = the_churn_spec({f"{STAGES}>1>traffic": "34"}, template="full_spec")

    [finding] = BY_CODE["EXP001"](document)

    assert finding.message == "Traffic falls at: Two call centres."
    assert finding.cells == ((2, "traffic"),)


def test_the_limits_of_an_organisation_are_used() -> None:
    limits = Parameters(first_slice_max=Decimal(3), holdout_max=Decimal(5))
    document = replace(the_churn_spec(template="full_spec"), parameters=limits)

    assert [finding.cells for finding in BY_CODE["EXP003"](document)] == [((1, "traffic"),)]
    assert [finding.cells for finding in BY_CODE["EXP002"](document)] == [((3, "traffic"),)]


def test_a_template_that_does_not_ask_for_the_design_does_not_miss_it() -> None:
    assert BY_CODE["EXP004"](the_example({DESIGN: None}, template="design_doc")) == ()


def test_a_stage_tells_which_of_its_cells_are_open() -> None:
    document = _example(
        {f"{STAGES}>1>entry": " ", f"{STAGES}>1>decides": "", f"{STAGES}>2>decides": None}
    )

    [finding] = BY_CODE["EXP006"](document)

    assert finding.message == "Not defined for: Slice, Early."
    assert finding.cells == ((1, "entry"), (1, "decides"), (2, "decides"))


def test_causes_without_a_sign_are_called_by_their_names() -> None:
    document = _example({f"{DIAGNOSIS}>0>sign": "", f"{DIAGNOSIS}>4": {}})

    [finding] = BY_CODE["EXP007"](document)

    assert finding.message == (
        "No sign named for: The prediction came too late to act on, Users adapt (feedback loop)."
    )
