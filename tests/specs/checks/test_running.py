"""How checks are run: presence, general and specific, after a change, and never a crash."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Attribute, Json, Kind, Template
from specs.domain.checks import (
    BY_CODE,
    CHECKS,
    RULES_VERSION,
    Severity,
    checks_of,
    checks_reading,
    run,
    run_again,
    run_some,
)
from specs.domain.checks.check import NAMED, At, Check, listed
from specs.domain.document import Document
from specs.domain.outline import outline_of
from tests.specs.churn import the_churn_spec
from tests.specs.example import DAY, fixtures, the_example
from tests.specs.strategies import FULL_SPEC, ML_MODEL_SPEC, documents, values_of

SMALL = catalogue.template("one_page_kickoff")


def _codes(document: Document) -> list[str]:
    return [finding.code for finding in run(document)]


def test_a_specific_check_is_shown_instead_of_the_general_one() -> None:
    document = the_example({"io.inputs": [], "versioning.model": None})

    assert [(f.code, f.key) for f in run(document)] == [
        ("REQ001", "versioning.model"),
        ("IOC001", "io.inputs"),
    ]


def test_a_specific_check_of_a_table_is_shown_instead_of_the_unfinished_line() -> None:
    document = the_example({"io.inputs>0>source": "", "io.inputs>0>type": ""})

    assert _codes(document) == ["IOC003"]


def test_a_remark_on_the_wording_does_not_hide_an_unfinished_line() -> None:
    document = the_example(
        {
            "monitoring.signals>0>signal": "Regularly",
            "monitoring.signals>0>unit": "",
        }
    )

    assert _codes(document) == ["REQ002", "TXT004"]


def test_a_missing_answer_that_the_template_leaves_open_is_advice() -> None:
    changes: dict[str, Json] = {"evaluation.subgroups": None}

    required = run(the_example(changes))
    optional = run(_without_requiring(the_example(changes), "evaluation.subgroups"))

    assert [(f.code, f.severity) for f in required] == [("MET011", Severity.BLOCKER)]
    assert [(f.code, f.severity) for f in optional] == [("MET011", Severity.ADVICE)]


def test_an_answer_that_is_there_keeps_the_severity_of_a_presence_check() -> None:
    rows: list[Json] = [{"subgroup": "All", "dimension": "None", "threshold": "0.70"}]
    document = the_example({"evaluation.subgroups": rows})

    [finding] = run(_without_requiring(document, "evaluation.subgroups"))

    assert finding.severity is Severity.BLOCKER


PRESENT = [check for check in CHECKS if check.presence]
ANCHORS = {
    fixture.code: fixture.anchor
    for family in dict.fromkeys(check.family for check in PRESENT)
    for fixture in fixtures(family)
}
ANCHORS = {
    fixture.code: fixture.anchor
    for family in dict.fromkeys(check.family for check in PRESENT)
    for fixture in fixtures(family)
}


@pytest.mark.parametrize("check", PRESENT, ids=lambda check: check.code)
def test_a_reason_why_it_does_not_apply_silences_what_is_absent(check: Check) -> None:
    anchor = ANCHORS[check.code]
    absent = the_example({anchor: None}, template="full_spec")
    excused = the_example({anchor: {"not_applicable": "It is a study."}}, template="full_spec")

    assert [finding.key for finding in check(absent)] == [anchor]
    assert not [f for f in run(excused) if f.code == check.code]
    assert not [f for f in run(excused) if f.key == anchor and f.code in ("REQ001", "REQ002")]


def test_a_check_runs_only_where_all_that_it_needs_is_asked_for() -> None:
    document = the_example({"io.inputs": []}, template="one_page_kickoff")

    assert not document.asks("io.inputs")
    assert BY_CODE["IOC001"](document) == ()
    assert run_some(document, [BY_CODE["IOC001"]]) == ()
    assert BY_CODE["IOC001"] not in checks_of(document.template)


def test_a_check_of_some_templates_runs_in_no_other() -> None:
    check = replace(BY_CODE["REQ001"], templates=("one_page_kickoff",))

    assert check.runs_in(SMALL)
    assert not check.runs_in(ML_MODEL_SPEC)


def test_a_change_concerns_the_checks_that_read_it_or_what_it_hides() -> None:
    codes = {check.code for check in checks_reading("framing.output_type", ML_MODEL_SPEC)}

    # MET005 and MET041 read shares of classes, which only some output types have.
    assert {"MET027", "IOC018", "RSK006", "MET005", "MET041", "REQ001"} <= codes
    assert not codes & {"IOC001", "RSK001", "TXT001", "REQ002"}
    assert checks_reading("nothing.asked", ML_MODEL_SPEC) == ()


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        # The specific finding goes with the metric, and the general one comes back.
        ({"evaluation.metric_definition": None}, "evaluation.primary_metric", None),
        ({"risk.register>0>owner": "", "risk.register>0>impact_description": ""}, "io.inputs", []),
        ({"data.max_class_share_required": None}, "framing.output_type", "ranking"),
        ({"project.title": "Churn"}, "project.title", "Card payment fraud detection"),
    ],
)
def test_what_a_change_cannot_touch_need_not_run_again(
    before: dict[str, Json], key: str, after: Json
) -> None:
    earlier, later = the_example(before), the_example({**before, key: after})

    assert run_again(later, key, run(earlier)) == run(later)


def test_rows_are_asked_by_functions_that_are_the_same_in_every_run() -> None:
    document = the_example(template="full_spec")
    run(document)

    readings = [document.reading(key) for key in FULL_SPEC.items]
    asked = {function for reading in readings for function, _ in reading.asked}

    assert len(asked) > 50
    assert not [function for function in asked if "<" in function.__qualname__]


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_running_again_finds_what_running_all_finds(data: st.DataObject) -> None:
    document = data.draw(documents(ML_MODEL_SPEC, typed=False))
    key = data.draw(st.sampled_from(list(ML_MODEL_SPEC.items)))
    value = data.draw(values_of(ML_MODEL_SPEC.attributes[key]))
    changed = replace(document, values={**document.values, key: value})

    assert run_again(changed, key, run(document)) == run(changed)


@pytest.mark.parametrize("template", [ML_MODEL_SPEC, FULL_SPEC, SMALL], ids=lambda t: t.key)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_document_makes_a_check_fail(template: Template, data: st.DataObject) -> None:
    document = data.draw(documents(template, typed=False))

    findings = run(document)

    order = {key: place for place, key in enumerate(template.items)}
    places = [(list(BY_CODE).index(f.code), order.get(f.key, -1)) for f in findings]
    assert places == sorted(places)
    assert len({(f.code, f.key) for f in findings}) == len(findings)
    assert not any("{items}" in f.message or f.message.endswith(": .") for f in findings)
    assert run(replace(document)) == findings


def test_an_empty_spec_is_told_everything_that_is_missing_and_no_more() -> None:
    document = Document(ML_MODEL_SPEC, {}, on=DAY)

    findings = run(document)

    required = {key for key in ML_MODEL_SPEC.required_keys if document.is_required(key)}
    assert required <= {finding.key for finding in findings}
    assert not {finding.code[:3] for finding in findings} & {"TXT"}


def test_a_long_list_says_how_many_more_there_are() -> None:
    items = tuple(f"line {number}" for number in range(NAMED + 3))

    assert listed(items).endswith("line 19 and 3 more")


def test_what_people_typed_is_never_taken_for_a_gap() -> None:
    document = the_churn_spec({"io.inputs>0>input": "{items} {0}", "io.inputs>0>source": ""})

    [finding] = BY_CODE["IOC003"](document)

    assert finding.message == "Where do these come from: {items} {0}?"


def test_the_version_of_the_rules_is_short_and_the_same_everywhere() -> None:
    assert len(RULES_VERSION) == 16
    assert int(RULES_VERSION, 16) > 0


def test_a_finding_of_a_presence_check_needs_its_place_in_the_template() -> None:
    for check in PRESENT:
        assert all(at.key in check.needs for at in check.find(Document(FULL_SPEC, {}, on=DAY)))


def test_templates_of_an_organisation_are_told_apart_by_their_content() -> None:
    document = the_example()
    other = _without_requiring(document, "io.inputs")

    assert outline_of(document.template) is outline_of(the_example().template)
    assert "io.inputs" not in outline_of(other.template).required


def _without_requiring(document: Document, key: str) -> Document:
    """The same document under a template that leaves one answer open."""
    sections = tuple(
        replace(
            section,
            items=tuple(replace(i, required=i.required and i.key != key) for i in section.items),
        )
        for section in document.template.sections
    )
    return replace(document, template=replace(document.template, sections=sections))


def test_an_attribute_of_its_own_is_checked_like_any_other() -> None:
    own = Attribute(
        key="ours.ticket",
        title="Ticket",
        kind=Kind.SHORT_TEXT,
        section="ours",
        help="",
        roles=(),
        source="",
    )
    head, *rest = ML_MODEL_SPEC.sections
    items = (*head.items, replace(head.items[0], attribute=own, required=True))
    template = replace(ML_MODEL_SPEC, sections=(replace(head, items=items), *rest))
    document = replace(the_example(), template=template)

    assert [(f.code, f.key) for f in run(document)] == [("REQ001", "ours.ticket")]
    assert At("ours.ticket", ("Ticket",)) in list(BY_CODE["REQ001"].find(document))
