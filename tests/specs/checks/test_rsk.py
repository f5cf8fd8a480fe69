"""RSK: the risk register."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

OTHER: dict[str, Json] = {"risk.register>3>category": "other"}  # the adversary of the example
# Words that tell of fraud stand in these, and only these, answers of the example.
HARMLESS: dict[str, Json] = {
    "project.title": "Weld inspection",
    "problem.statement": "Line 4 makes 1,900 trays a day and 12% of bad seams get through.",
    "problem.decision": "Pass a seam or hold it",
}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("RSK001", {"risk.register": {"not_applicable": "A study that nobody uses."}}),
        ("RSK002", {"risk.register>0>mitigation": "", "risk.register>0>status": "closed"}),
        (
            "RSK002",
            {
                "risk.register>0>mitigation": "",
                "risk.register>0>impact": "medium",
                "risk.register>0>probability": "low",
            },
        ),
        ("RSK003", {"risk.register>2>owner": None, "risk.register>2>status": "closed"}),
        ("RSK004", {"risk.register": []}),
        ("RSK005", {"risk.register": []}),
        ("RSK006", {"risk.register": []}),
        (
            "RSK007",
            {"feasibility.killers>5>applies": "unknown", "risk.register>3>category": "other"},
        ),
        ("RSK007", {"feasibility.killers": [], "risk.register": []}),
        ("RSK008", {"risk.register>0>category": "other"}),  # false negatives are there
        ("RSK009", {"risk.register>2>mitigation": "Drift detection, weekly"}),
        ("RSK009", {"risk.register>2>mitigation": ""}),
        ("RSK010", {"risk.shift_handling": {"not_applicable": "It runs once."}}),
        ("RSK011", {"scope.kill_criteria": {"not_applicable": "It is law."}}),
        ("RSK012", {"risk.register>2>impact": "high", "risk.register>2>status": "open"}),
        ("RSK012", {"risk.register>2>status": "accepted"}),
        ("RSK013", {"risk.containment": {"not_applicable": "It runs once."}}),
        ("RSK014", OTHER),  # RSK006 says it
        ("RSK014", HARMLESS),
        (
            "RSK014",
            {
                **HARMLESS,
                **OTHER,
                "problem.decision_mode": "enables",
                "problem.output_consumers": ["internal_teams"],
            },
        ),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](the_example(changes, template="full_spec")) == ()


@pytest.mark.parametrize("register", [None, [{"category": "skew", "failure_mode": "Late tickets"}]])
def test_an_opponent_of_the_audit_belongs_into_the_register(register: Json) -> None:
    killers: Json = [{"row": "adversarial", "applies": "yes"}]
    changes: dict[str, Json] = {"feasibility.killers": killers, "risk.register": register}

    [finding] = BY_CODE["RSK007"](the_churn_spec(changes, template="full_spec"))

    assert (finding.key, finding.severity.value) == ("risk.register", "blocker")


@pytest.mark.parametrize(
    ("code", "key"), [("RSK011", "scope.kill_criteria"), ("RSK013", "risk.containment")]
)
def test_a_blank_answer_is_found(code: str, key: str) -> None:
    [finding] = BY_CODE[code](the_churn_spec({key: " "}, template="full_spec"))

    assert finding.key == key


def test_a_high_risk_needs_mitigation_and_owner() -> None:
    changes: dict[str, Json] = {"risk.register>1>probability": "high"}
    document = the_churn_spec(changes)

    [unanswered], [unowned] = BY_CODE["RSK002"](document), BY_CODE["RSK003"](document)

    assert unanswered.message == "High and unanswered: Support tickets are loaded a day late."
    assert unanswered.cells == ((1, "mitigation"),)
    assert unowned.cells == ((1, "owner"),)


@pytest.mark.parametrize(
    "sign",
    [
        {"framing.output_type": "generation"},
        {"evaluation.primary_metric": "task_success_rate"},
        {"problem.output_consumers": ["end_users"]},
        {"project.title": "Stop the spammers"},
        {"problem.decision": "Which cases of money  laundering are reported"},
    ],
)
def test_what_tells_of_an_opponent_asks_for_a_line(sign: dict[str, Json]) -> None:
    document = the_churn_spec(sign)

    assert [finding.key for finding in BY_CODE["RSK006"](document)] == ["risk.register"]
    assert BY_CODE["RSK014"](document) == ()


@pytest.mark.parametrize(
    "sign",
    [
        {"evaluation.primary_metric": "human_rating"},  # for lists as well
        {"project.title": "Botswana: phone contracts"},
        {"problem.statement": "A robotspam-free line."},
    ],
)
def test_what_only_looks_like_an_opponent_asks_for_nothing(sign: dict[str, Json]) -> None:
    assert BY_CODE["RSK006"](the_churn_spec(sign)) == ()


@pytest.mark.parametrize(
    "sign",
    [
        {"problem.decision_mode": "automates"},
        {"problem.output_consumers": ["automated_decision"]},
    ],
)
def test_a_model_that_decides_by_itself_raises_the_question(sign: dict[str, Json]) -> None:
    [finding] = BY_CODE["RSK014"](the_churn_spec(sign))

    assert finding.severity.value == "advice"


def test_a_standard_mitigation_is_known_in_any_spelling() -> None:
    words = "  drift detection that FEEDS a retraining pipeline"

    [finding] = BY_CODE["RSK009"](the_churn_spec({"risk.register>0>mitigation": words}))

    assert finding.cells == ((0, "mitigation"),)
