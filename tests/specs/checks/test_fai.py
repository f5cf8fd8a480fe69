"""FAI: fairness and bias."""

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

NOT_APPLICABLE: Json = {"not_applicable": "No person is concerned."}
CONCERNS = "fairness.concerns_people"
ASSESSMENT = "fairness.assessment_planned"
PROTECTED = "fairness.protected_attributes"
GROUPS = "fairness.representation"
MEASURE = "fairness.measure"
MAX_GAP = "fairness.max_gap"
SUBGROUPS = "evaluation.subgroups"
IMPERSONAL: dict[str, Json] = {
    CONCERNS: False,
    "data.pii_in_training": "none",
    "constraints.compliance": ["gdpr"],
    "io.inputs": [{"input": "vibration", "personal_data": "unknown"}],
}


def _example(changes: dict[str, Json]) -> Document:
    return the_example(changes, template="full_spec")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("FAI001", {CONCERNS: False, ASSESSMENT: False}),
        ("FAI001", {CONCERNS: None, ASSESSMENT: None}),
        ("FAI001", {ASSESSMENT: NOT_APPLICABLE}),
        ("FAI002", {PROTECTED: [{"attribute": "Age"}]}),
        ("FAI002", {PROTECTED: [], "constraints.negative": None}),
        ("FAI003", {f"{PROTECTED}>0>used_as_input": "unknown"}),
        (
            "FAI003",
            {f"{PROTECTED}>0>used_as_input": "yes", f"{PROTECTED}>0>legal_basis": "Consent"},
        ),
        ("FAI004", {f"{GROUPS}>0>training_share": "9.6"}),  # 0.8 of 12.0
        ("FAI004", {f"{GROUPS}>0>training_share": None}),
        ("FAI004", {f"{GROUPS}>0>training_share": "0", f"{GROUPS}>0>production_share": "0"}),
        ("FAI004", {f"{GROUPS}>0>training_share": "0", f"{GROUPS}>0>production_share": None}),
        ("FAI005", {MAX_GAP: "0"}),
        ("FAI005", {MAX_GAP: None, MEASURE: "subgroup_thresholds"}),
        ("FAI005", {MAX_GAP: None, ASSESSMENT: False}),
        ("FAI005", {MAX_GAP: None, CONCERNS: False}),
        ("FAI006", {f"{PROTECTED}>0>attribute": ""}),
        ("FAI006", {f"{PROTECTED}>0>attribute": "age"}),
        ("FAI006", {PROTECTED: None, SUBGROUPS: None}),
        ("FAI007", {GROUPS: None, ASSESSMENT: None}),
        ("FAI007", {GROUPS: None, CONCERNS: False}),
        ("FAI008", IMPERSONAL),
        ("FAI008", {**IMPERSONAL, CONCERNS: None, "data.pii_in_training": "raw"}),
        ("FAI008", {**IMPERSONAL, "data.pii_in_training": "anonymised"}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](_example(changes)) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("FAI001", {ASSESSMENT: None}),
        ("FAI002", {PROTECTED: [{"attribute": " "}]}),
        ("FAI003", {f"{PROTECTED}>1>used_as_input": "yes", f"{PROTECTED}>1>legal_basis": " "}),
        ("FAI004", {f"{GROUPS}>0>training_share": "9.59"}),
        ("FAI004", {f"{GROUPS}>1>training_share": "0"}),
        ("FAI005", {MEASURE: None}),
        ("FAI005", {MAX_GAP: "small"}),
        ("FAI006", {SUBGROUPS: [{"subgroup": "Under 25", "dimension": "Age band"}]}),
        ("FAI006", {f"{PROTECTED}>0>attribute": "Wage band"}),
        ("FAI008", {**IMPERSONAL, "data.pii_in_training": "pseudonymised"}),
        ("FAI008", {**IMPERSONAL, "constraints.compliance": ["gdpr", "ecoa"]}),
        ("FAI008", {**IMPERSONAL, "io.inputs": [{"personal_data": "yes"}]}),
    ],
)
def test_it_speaks_at_the_limit(code: str, changes: dict[str, Json]) -> None:
    assert len(BY_CODE[code](_example(changes))) == 1


def test_groups_too_rare_are_named() -> None:
    document = the_churn_spec(
        {f"{GROUPS}>0>training_share": "5", f"{GROUPS}>1>training_share": "13"},
        template="full_spec",
    )

    [finding] = BY_CODE["FAI004"](document)

    assert finding.message.endswith(": Customers under 26, Customers over 65.")
    assert finding.cells == ((0, "training_share"), (1, "training_share"))


def test_an_organisation_may_ask_for_equal_shares() -> None:
    document = replace(_example({}), parameters=Parameters(representation_ratio=Decimal(1)))

    [finding] = BY_CODE["FAI004"](document)

    assert "Cardholders over 65" not in finding.message


def test_an_attribute_without_subgroups_is_named_where_the_groups_are() -> None:
    document = the_churn_spec({SUBGROUPS: None}, template="full_spec")

    [finding] = BY_CODE["FAI006"](document)

    assert (finding.key, finding.cells) == (SUBGROUPS, ())
    assert finding.message == "Not evaluated as a subgroup dimension: Age."
