"""GOV: requirements, constraints, people and sign-off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, run
from specs.domain.checks.check import SIGN_OFF
from specs.domain.signing import SEVERAL
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NEGATIVE = "constraints.negative"
PEOPLE = "governance.stakeholders"
NEED = "constraints.interpretability"
SHIP = "evaluation.ship_threshold"
CREDIT: dict[str, Json] = {
    "problem.statement": "Who asks for a personal loan waits 2 days.",
    NEED: "overall",
    "problem.output_usage": "Officers see a score.",
    "policy.statement": "Above 0.3 refuse.",
    "requirements.functional": [],
    "constraints.compliance_notes": "",
    "constraints.black_box_mitigation": "",
}
LINE: dict[str, Json] = {"date": "2026-02-12", "target": "Recall", "old": "0.75", "new": "0.7"}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("GOV005", {f"{NEGATIVE}>3>applies": "yes"}),
        ("GOV006", {f"{NEGATIVE}>3>verification": ""}),  # it does not apply
        ("GOV007", {"constraints.model_transparency": "transparent_only"}),
        ("GOV007", {"constraints.model_transparency": "black_box", NEED: "overall"}),
        ("GOV008", {NEED: "none", f"{NEGATIVE}>5>applies": "no"}),
        ("GOV009", {"constraints.compliance": ["ecoa"], NEED: "reason_codes_by_law"}),
        ("GOV011", {f"{PEOPLE}>3>resolved": "no", f"{PEOPLE}>3>would_block": ""}),
        ("GOV012", {"ctx>signers>platform_engineer": ""}),  # signs only where somebody may
        ("GOV013", {"ctx>signoffs>0": None}),  # asked when it is to be approved
        ("GOV014", {"ctx>signoffs>0>revision": "2", "ctx>signoffs>0>carried_over": True}),
        ("GOV014", {"ctx>signoffs>0>revision": "2", "ctx>signoffs>0>decision": "blocked"}),
        ("GOV015", {"ctx>signoffs>1>decision": "approved_with_conditions"}),
        ("GOV017", {"ctx>signers>finance": "Sam Ortiz"}),
        ("GOV019", {"governance.renegotiation_participants": ["finance", "data_engineer"]}),
        ("GOV020", {"ctx>prev": {SHIP: "0.70"}}),
        ("GOV020", {"ctx>prev": {"problem.kpi_target": {"value": "4", "unit": "bananas"}}}),
        (
            "GOV020",
            {
                "ctx>prev": {SHIP: "0.75"},
                "ctx>last_signed": "2026-02-12",
                "governance.target_changes": [LINE],
            },
        ),
        ("GOV022", {"constraints.algorithm_justification": ""}),
        ("GOV024", {**CREDIT, "policy.statement": "Above 0.3 refuse, with the main reasons."}),
        ("GOV024", {**CREDIT, NEED: "reason_codes_by_law"}),
        ("GOV024", {**CREDIT, "problem.statement": "Loaned bicycles come back late."}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](the_example(changes, template="full_spec")) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("GOV006", {f"{NEGATIVE}>0>verification": "None"}),
        ("GOV007", {"constraints.model_transparency": "black_box"}),
        ("GOV008", {NEED: None}),
        ("GOV019", {"governance.renegotiation_participants": ["legal_compliance"]}),
        ("GOV020", {"ctx>prev": {SHIP: "0.75"}, "ctx>last_signed": "2026-02-13",
                    "governance.target_changes": [LINE]}),
        ("GOV024", CREDIT),
    ],
)  # fmt: skip
def test_it_fires_just_beyond(code: str, changes: dict[str, Json]) -> None:
    [finding] = BY_CODE[code](the_example(changes, template="full_spec"))

    assert finding.code == code


def test_nothing_is_said_of_signers_while_nobody_looked_them_up() -> None:
    document = the_churn_spec(template="full_spec")

    assert document.signers is None
    assert SIGN_OFF not in {finding.key for finding in run(document)}
    named = replace(document, signers={"product_manager": "Noor Haddad"})
    assert [f.key for f in BY_CODE["GOV012"](named)] == [SIGN_OFF]


def test_several_people_for_a_role_are_not_one_person() -> None:
    document = the_churn_spec(template="full_spec")
    signers = dict.fromkeys(document.template.sign_off, SEVERAL)

    assert BY_CODE["GOV017"](replace(document, signers=signers)) == ()


def test_any_recorded_change_counts_while_the_day_of_signing_is_not_known() -> None:
    document = replace(the_churn_spec(template="full_spec"), previous={SHIP: "0.25"})

    assert BY_CODE["GOV020"](document) == ()
    assert BY_CODE["GOV020"](replace(document, last_signed=date(2026, 7, 21)))
