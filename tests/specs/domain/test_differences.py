"""Two texts of a spec compared by section, field, row and column."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Attribute, Json
from specs.domain.comparison import How
from specs.domain.differences import (
    SPACES_ONLY,
    Fate,
    FieldPair,
    SectionPair,
    Side,
    compare_field,
    compare_rows,
    compare_sides,
    moved_keys,
)
from tests.specs.example import example_values
from tests.specs.strategies import values_of

TEMPLATE = catalogue.templates()["ml_model_spec"]
RISKS = TEMPLATE.attributes["risk.register"]
P99 = TEMPLATE.attributes["deployment.p99"]
WHY = TEMPLATE.attributes["problem.statement"]


def example() -> dict[str, Json]:
    return {key: value for key, value in example_values().items() if key in TEMPLATE.items}


def compare(former: Mapping[str, Json], now: Mapping[str, Json]) -> tuple[SectionPair, ...]:
    return compare_sides(Side(TEMPLATE, former), Side(TEMPLATE, now))


def changed(pairs: tuple[SectionPair, ...]) -> list[FieldPair]:
    return [one for pair in pairs for one in pair.fields if one.is_changed]


def risk(name: str, mode: str) -> dict[str, Json]:
    return {"id": name, "cells": {"failure_mode": mode}}


def test_the_same_text_has_no_changes() -> None:
    pairs = compare(example(), example())

    assert [pair.section.key for pair in pairs] == [s.key for s in TEMPLATE.sections]
    assert sum(pair.changes for pair in pairs) == 0


def test_a_figure_tells_both_values_and_how_far_they_are_apart() -> None:
    one = compare_field(P99, {"value": "60", "unit": "ms"}, {"value": "65", "unit": "ms"}, {})

    assert one is not None
    assert (one.fate, one.pair.former, one.pair.now) == (Fate.CHANGED, "60 ms", "65 ms")
    assert one.pair.delta == "+5 ms, +8.3%"


def test_the_words_of_a_long_text_are_marked_on_both_sides() -> None:
    one = compare_field(WHY, "Fraud is found too late.", "Fraud is found far too late.", {})

    assert one is not None
    assert "".join(piece.text for piece in one.pair.then_pieces) == "Fraud is found too late."
    assert [p.text for p in one.pair.now_pieces if p.kind is How.INSERTED] == ["far "]


@pytest.mark.parametrize(
    ("old", "new", "fate"),
    [
        (None, "New.", Fate.ADDED),
        ("Old.", None, Fate.REMOVED),
        ("Old.", {"not_applicable": "Nobody asks."}, Fate.CHANGED),
        ("Same.", "Same.", Fate.SAME),
    ],
)
def test_a_field_comes_goes_changes_or_stays(old: Json, new: Json, fate: Fate) -> None:
    one = compare_field(WHY, old, new, {})

    assert one is not None
    assert one.fate is fate


def test_what_is_blank_in_both_is_left_out() -> None:
    assert compare_field(WHY, None, "", {}) is None


def test_a_change_of_spaces_alone_is_told_as_one() -> None:
    one = compare_field(WHY, "Found too late.", "Found  too late.", {})

    assert one is not None
    assert (one.fate, one.pair.delta) == (Fate.CHANGED, SPACES_ONLY)


def test_rows_are_known_by_their_id_wherever_they_stand() -> None:
    old: Json = [risk("a", "Fraud"), risk("b", "Drift"), risk("c", "Load")]
    new: Json = [risk("c", "Load"), risk("a", "Fraud missed"), risk("d", "Leak")]

    rows = compare_rows(RISKS, old, new)

    assert [(row.title, row.fate) for row in rows] == [
        ("Load", Fate.MOVED),
        ("Fraud missed", Fate.CHANGED),
        ("Leak", Fate.ADDED),
        ("Drift", Fate.REMOVED),
    ]
    assert [cell.title for cell in rows[1].changes_only().cells] == ["Failure mode"]


def test_a_section_that_the_template_no_longer_asks_for_is_told() -> None:
    kickoff = catalogue.templates()["one_page_kickoff"]

    pairs = compare_sides(Side(TEMPLATE, example()), Side(kickoff, {}))

    gone = {pair.section.key for pair in pairs if pair.fate is Fate.REMOVED}
    assert gone
    assert all(one.fate is Fate.REMOVED for pair in pairs for one in pair.fields)


def test_only_changes_are_kept_when_one_asks_for_them() -> None:
    now = example() | {"deployment.p99": {"value": "65", "unit": "ms"}}

    pairs = [pair.changes_only() for pair in compare(example(), now) if pair.changes]

    assert [[one.key for one in pair.fields] for pair in pairs] == [["deployment.p99"]]


keys = st.lists(st.sampled_from("abcdefgh"), max_size=8).map(
    lambda found: list(dict.fromkeys(found))
)


@given(keys, keys)
def test_what_did_not_move_stands_in_the_same_order(before: list[str], after: list[str]) -> None:
    moved = moved_keys(before, after)
    common = set(before) & set(after)

    assert moved <= common
    stayed = common - moved
    assert [k for k in before if k in stayed] == [k for k in after if k in stayed]
    assert not common or stayed


some = st.sampled_from(list(TEMPLATE.attributes.values())).flatmap(
    lambda a: st.tuples(st.just(a), values_of(a), values_of(a))
)


@settings(max_examples=150)
@given(some)
def test_any_answer_can_be_compared_and_both_sides_say_what_they_held(
    found: tuple[Attribute, Json, Json],
) -> None:
    attribute, old, new = found
    one, same = compare_field(attribute, old, new, {}), compare_field(attribute, new, new, {})
    back = compare_field(attribute, new, old, {})

    assert same is None or not same.is_changed
    assert (one is None) == (back is None)
    if one and back and not one.is_table:
        assert one.is_changed == back.is_changed
        assert (one.pair.former, one.pair.now) == (back.pair.now, back.pair.former)
