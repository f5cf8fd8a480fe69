"""MLF: whether this should be machine learning at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, Finding, run
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

YES: Json = {"answer": "yes", "note": ""}
NO: Json = {"answer": "no", "note": ""}
EXCUSED: Json = {"not_applicable": "Decided by the group."}


def found(code: str, changes: dict[str, Json]) -> tuple[Finding, ...]:
    return BY_CODE[code](the_example(changes, template="full_spec"))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("MLF001", {"mlfit.avoid_when>data_weak": {"answer": "unsure"}}),
        ("MLF001", {"mlfit.avoid_when": None}),
        (
            "MLF002",
            {"mlfit.use_when>world_changes": NO, "mlfit.use_when>errors_tolerable": NO},
        ),
        ("MLF002", {"mlfit.use_when": None}),
        ("MLF003", {"mlfit.use_when": EXCUSED}),
        ("MLF003", {"mlfit.avoid_when": EXCUSED}),
        ("MLF004", {"mlfit.decision": None}),
        ("MLF004", {"mlfit.decision": "use_ml", "mlfit.use_when>data_exists>answer": ""}),
        ("MLF004", {"mlfit.decision": "use_ml", "problem.business_kpi": "Less fraud"}),
        ("MLF005", {"mlfit.non_ml_alternative": EXCUSED}),
        ("MLF006", {"mlfit.rules_reach_kpi": True, "mlfit.decision": "use_rules"}),
        ("MLF006", {"mlfit.rules_reach_kpi": None}),
        ("MLF007", {"risk.containment": None}),
        ("MLF007", {"mlfit.avoid_when>errors_catastrophic": YES}),
        ("MLF008", {"mlfit.decision": None, "mlfit.decision_reason": None}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert found(code, changes) == ()


def test_every_flag_without_an_answer_is_a_cell() -> None:
    changes: dict[str, Json] = {
        "mlfit.avoid_when>rules_good_enough": {"answer": "yes", "note": "  "},
        "mlfit.avoid_when>roi_negative": {"answer": "yes"},
    }

    [finding] = found("MLF001", changes)

    assert finding.cells == ((0, "note"), (4, "note"))
    assert finding.message.endswith(
        "Rules or simple statistics reach an acceptable KPI, "
        "The return does not justify lasting maintenance."
    )


def test_two_reasons_for_ml_are_few() -> None:
    changes: dict[str, Json] = {
        "mlfit.use_when>complex_patterns>answer": "unsure",
        "mlfit.use_when>errors_tolerable": NO,
    }

    [finding] = BY_CODE["MLF002"](the_churn_spec(changes, "full_spec"))

    assert finding.key == "mlfit.use_when"


def test_open_lines_of_both_lists_are_named_at_the_first() -> None:
    changes: dict[str, Json] = {
        "mlfit.use_when>world_changes": {},
        "mlfit.avoid_when>data_weak>answer": "unsure",
    }

    [finding] = found("MLF003", changes)

    assert finding.key == "mlfit.use_when"
    assert finding.message == (
        "Open or unsure: The world changes, Data is weak, or there is no way to collect it."
    )


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "use_ml_with_safeguards"),
        ({"mlfit.avoid_when>black_box_unacceptable": NO}, "use_ml"),
        ({"mlfit.avoid_when>black_box_unacceptable": YES}, "use_rules"),
        ({"mlfit.rules_reach_kpi": True}, "use_rules"),
        ({"mlfit.avoid_when>data_weak": YES}, "collect_data_first"),
        ({"mlfit.avoid_when>errors_catastrophic": YES}, "do_not_use_ml"),
        ({"mlfit.use_when>repeats_at_scale": NO}, "start_with_rules"),
        ({"mlfit.use_when>world_changes>answer": "unsure"}, "run_poc"),
    ],
)
def test_the_decision_is_held_against_the_tree(changes: dict[str, Json], verdict: str) -> None:
    others = {"use_ml_with_safeguards", "use_ml", "use_rules", "run_poc"} - {verdict}

    assert found("MLF004", {**changes, "mlfit.decision": verdict}) == ()
    for other in others:
        [finding] = found("MLF004", {**changes, "mlfit.decision": other})
        assert finding.key == "mlfit.decision"


def test_the_tree_waits_for_a_kpi_with_number_and_timeframe() -> None:
    changes: dict[str, Json] = {"mlfit.decision": "use_ml", "problem.kpi_timeframe": None}
    open_end: dict[str, Json] = {**changes, "problem.business_kpi": "Lose 30% less"}

    assert found("MLF004", open_end) == ()
    assert found("MLF004", changes) != ()  # its text says within 6 months


def test_the_tree_takes_the_kpi_for_granted_where_it_is_not_asked_for() -> None:
    document = the_example({"mlfit.decision": "use_ml"}, template="full_spec")
    sections = tuple(
        replace(s, items=tuple(i for i in s.items if i.key != "problem.business_kpi"))
        for s in document.template.sections
    )
    template = replace(document.template, sections=sections)

    assert BY_CODE["MLF004"](replace(document, template=template)) != ()


@pytest.mark.parametrize("decision", ["use_ml", "use_ml_with_safeguards"])
def test_rules_that_are_good_enough_rule_out_a_model(decision: str) -> None:
    changes: dict[str, Json] = {
        "mlfit.decision": decision,
        "mlfit.rules_reach_kpi": None,
        "mlfit.avoid_when>rules_good_enough": YES,
    }

    [finding] = found("MLF006", changes)

    assert finding.key == "mlfit.decision"


def test_an_alternative_left_out_is_told_once() -> None:
    document = the_example({"mlfit.non_ml_alternative": None}, template="full_spec")

    assert [finding.code for finding in run(document)] == ["MLF005"]
