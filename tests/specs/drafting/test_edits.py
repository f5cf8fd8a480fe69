"""What may be done to a draft: nothing is lost on the way, and the roles follow."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Template
from specs.domain.drafting import edits
from specs.domain.values.text import Invalid

KICKOFF = catalogue.template("one_page_kickoff")
MODEL = catalogue.template("ml_model_spec")


def keys(template: Template) -> list[str]:
    return [section.key for section in template.sections]


def test_sections_change_places_and_stay_numbered_in_a_row() -> None:
    moved = edits.move_section(MODEL, "s2", -1)

    assert keys(moved)[1:3] == ["s2", "s1"]
    assert [s.number for s in moved.sections] == [s.number for s in MODEL.sections]


@pytest.mark.parametrize(("key", "step"), [("head", -1), ("sign_off", 1)])
def test_the_ends_of_the_list_hold(key: str, step: int) -> None:
    ends = {"head": KICKOFF.sections[0].key, "sign_off": KICKOFF.sections[-1].key}

    assert edits.move_section(KICKOFF, ends[key], step) == KICKOFF


def test_a_role_that_signs_nothing_any_more_need_not_sign() -> None:
    template = KICKOFF
    for section in KICKOFF.sections:
        template = edits.change_section(
            template, section.key, title=section.title, intro="", signed_by=["finance"]
        )

    assert (template.sign_off, template.optional_sign_off) == (("finance",), ())


def test_a_role_that_may_stay_away_stays_so_through_other_changes() -> None:
    template = edits.choose_optional(KICKOFF, ["ml_engineer"])

    moved = edits.move_section(template, "decision", 1)

    assert moved.optional_sign_off == ("ml_engineer",)
    assert "ml_engineer" not in moved.sign_off


def test_an_attribute_goes_to_another_section_as_it_is() -> None:
    item = KICKOFF.items["problem.decision"]

    sent = edits.send_attribute(KICKOFF, "problem.decision", "kpi")

    assert sent.section_of["problem.decision"] == "kpi"
    assert sent.items["problem.decision"] is item
    assert len(sent.items) == len(KICKOFF.items)


def test_a_printed_table_loses_the_rows_of_what_is_no_longer_asked() -> None:
    home = next(s for s in MODEL.sections if s.tables)
    key = next(key for row in home.tables[0].rows for key in row.cells if key)

    left = edits.remove_attribute(MODEL, key)

    section = left.section(home.key)
    assert section is not None
    assert all(key not in row.cells for table in section.tables for row in table.rows)


def test_the_same_attribute_is_never_asked_twice() -> None:
    attribute = catalogue.attributes()["project.title"]
    other = catalogue.attributes()["data.sources"]

    added = edits.add_attributes(KICKOFF, "kpi", [attribute, other, other])

    assert added.section_of["project.title"] == "head"
    assert [item.key for item in added.sections[1].items].count("data.sources") <= 1


@pytest.mark.parametrize("key", ["", "nothing", "../head", "\x00"])
def test_what_is_not_there_is_refused_in_words(key: str) -> None:
    with pytest.raises(Invalid, match="not there any more"):
        edits.remove_section(KICKOFF, key)
    with pytest.raises(Invalid, match="not there any more"):
        edits.move_attribute(KICKOFF, key, 1)


deeds = st.lists(
    st.tuples(
        st.sampled_from(["up", "down", "section-up", "section-down", "send"]),
        st.sampled_from(sorted(KICKOFF.items)),
        st.sampled_from(keys(KICKOFF)),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(deeds)
def test_however_it_is_arranged_nothing_is_lost(done: list[tuple[str, str, str]]) -> None:
    template = KICKOFF
    for deed, key, section in done:
        match deed:
            case "up" | "down":
                template = edits.move_attribute(template, key, 1 if deed == "down" else -1)
            case "send":
                template = edits.send_attribute(template, key, section)
            case _:
                step = 1 if deed == "section-down" else -1
                template = edits.move_section(template, section, step)

    assert {**template.items} == {**KICKOFF.items}
    assert set(keys(template)) == set(keys(KICKOFF))
    assert Template.from_definition(template.definition()) == template
