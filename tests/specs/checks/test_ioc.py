"""IOC: inputs, outputs and edge cases."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, Severity
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NOT_APPLICABLE: Json = {"not_applicable": "Nothing is served."}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("IOC001", {"io.inputs": NOT_APPLICABLE}),
        ("IOC002", {"io.outputs": NOT_APPLICABLE}),
        ("IOC003", {"io.inputs>0": {"input": "", "source": " "}}),  # not begun
        ("IOC004", {"io.inputs>0>serving_available": "unknown"}),
        ("IOC005", {"io.serving_features_confirmed": NOT_APPLICABLE}),
        ("IOC006", {"io.serving_features_confirmed": False, "io.inputs>1>serving_available": "no"}),
        ("IOC006", {"io.inputs": []}),
        ("IOC007", {"io.on_missing_input": NOT_APPLICABLE}),
        ("IOC008", {"io.on_out_of_distribution": "return_uncertainty"}),
        ("IOC009", {"io.on_latency_exceeded": "error"}),
        ("IOC010", {"io.on_missing_input": "reject", "io.missing_input_default": ""}),
        (
            "IOC011",
            {
                "io.fallback": None,
                "framing.guardrails": [],
                "io.on_latency_exceeded": "cached",
                "deployment.timeout_behaviour": None,
            },
        ),
        ("IOC012", {"io.outputs>1>type": None}),
        ("IOC013", {"io.output_variance_limit": "0"}),
        ("IOC014", {"io.on_latency_exceeded": "cached"}),
        ("IOC014", {"io.on_latency_exceeded": None, "deployment.timeout_behaviour": "error"}),
        ("IOC015", {"policy.review_capacity": "0"}),
        ("IOC015", {"policy.review_capacity": None, "io.on_out_of_distribution": "fallback"}),
        ("IOC016", {"io.inputs>0>input": "", "io.inputs>1>input": ""}),
        ("IOC017", {"io.outputs>0>range": ""}),
        ("IOC017", {"io.outputs>1>range": "0-100"}),  # a label
        ("IOC018", {"io.outputs": []}),
        ("IOC018", {"framing.output_type": None}),
        ("IOC018", {"framing.output_type": "regression"}),  # a probability will do
        ("IOC019", {"io.on_out_of_distribution": None, "io.ood_detection": ""}),
        ("IOC020", {"io.missing_input_default": "Passed on to an analyst"}),
        ("IOC020", {"io.missing_input_default": "allow", "io.on_missing_input": "reject"}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](the_example(changes, template="full_spec")) == ()


@pytest.mark.parametrize("said", [None, False])
def test_only_a_yes_confirms_the_inputs(said: Json) -> None:
    document = the_churn_spec({"io.serving_features_confirmed": said}, template="full_spec")

    assert [finding.severity for finding in BY_CODE["IOC005"](document)] == [Severity.BLOCKER]


@pytest.mark.parametrize("said", ["no", "unknown", ""])
def test_a_confirmation_covers_every_input(said: str) -> None:
    changes: dict[str, Json] = {"io.inputs>0>serving_available": said}

    [finding] = BY_CODE["IOC006"](the_churn_spec(changes, template="full_spec"))

    assert finding.key == "io.serving_features_confirmed"
    assert finding.message == "Confirmed as a whole, but not in the table: months_left."


def test_cases_for_people_need_people() -> None:
    changes: dict[str, Json] = {
        "io.on_out_of_distribution": "human_review",
        "policy.review_capacity": None,
    }

    [finding] = BY_CODE["IOC015"](the_churn_spec(changes, template="full_spec"))

    assert finding.key == "policy.review_capacity"


@pytest.mark.parametrize(
    "shown",
    ["0-100", "0 to 100%", "1 to 5", "-1 to 1", "up to 100", "0.5-1.5", "percent: 12 or 80"],
)
def test_a_probability_has_to_go_from_0_to_1(shown: str) -> None:
    [finding] = BY_CODE["IOC017"](the_example({"io.outputs>0>range": shown}))

    assert finding.cells == ((0, "range"),)


@pytest.mark.parametrize(
    "shown", ["0-1", "[0,1]", "0.0-1.0", "between 0 and 1", "any", "0-1, calibrated in 20 bins"]
)
def test_a_probability_may_go_from_0_to_1(shown: str) -> None:
    assert BY_CODE["IOC017"](the_example({"io.outputs>0>range": shown})) == ()


@pytest.mark.parametrize(
    ("timeout", "late"), [("error", "cached"), ("error", "fallback"), ("fallback", "error")]
)
def test_timeout_and_contract_must_agree(timeout: str, late: str) -> None:
    changes: dict[str, Json] = {
        "deployment.timeout_behaviour": timeout,
        "io.on_latency_exceeded": late,
    }

    [finding] = BY_CODE["IOC014"](the_example(changes))

    assert finding.key == "io.on_latency_exceeded"


@pytest.mark.parametrize(
    "promise",
    [
        {"io.on_latency_exceeded": "fallback"},
        {"io.on_out_of_distribution": "fallback"},
        {"deployment.timeout_behaviour": "fallback"},
    ],
)
def test_every_promise_of_a_fallback_asks_for_its_description(promise: dict[str, Json]) -> None:
    [finding] = BY_CODE["IOC011"](the_churn_spec({**promise, "io.fallback": None}))

    assert finding.key == "io.fallback"


def test_names_are_compared_without_case_and_spaces() -> None:
    document = the_example({"io.inputs>3>input": " AMOUNT_EUR "})

    [finding] = BY_CODE["IOC016"](document)

    assert finding.message == "Listed more than once: amount_eur."
    assert finding.cells == ((0, "input"), (3, "input"))


def test_a_line_without_a_name_is_called_by_its_number() -> None:
    document = the_example({"io.inputs>1>input": "", "io.inputs>1>source": ""})

    [finding] = BY_CODE["IOC003"](document)

    assert finding.message == "Where do these come from: line 2?"


@pytest.mark.parametrize("default", ["Approve", " ok! ", "Let  through.", "0"])
def test_a_default_must_not_let_everything_pass(default: str) -> None:
    [finding] = BY_CODE["IOC020"](the_example({"io.missing_input_default": default}))

    assert finding.severity is Severity.WARNING


def test_a_default_that_is_hidden_is_not_asked_for() -> None:
    document = the_churn_spec({"io.missing_input_default": "pass"})

    assert BY_CODE["IOC010"](document) == ()
    assert BY_CODE["IOC020"](document) == ()


def test_a_missing_limit_is_advice_where_the_template_leaves_it_open() -> None:
    [finding] = BY_CODE["IOC013"](the_example({"io.output_variance_limit": None}))

    assert finding.severity is Severity.ADVICE
