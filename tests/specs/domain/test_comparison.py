"""Two texts or answers compared word by word."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.comparison import How, Piece, compare_answers, compare_text

SAME, INSERTED, DELETED = How.SAME, How.INSERTED, How.DELETED


def test_one_changed_number_is_all_that_is_marked() -> None:
    pieces = compare_text("It answers within 80 ms.", "It answers within 60 ms.")

    assert pieces == [
        Piece(SAME, "It answers within "),
        Piece(DELETED, "80"),
        Piece(INSERTED, "60"),
        Piece(SAME, " ms."),
    ]


def test_neighbouring_changed_words_are_one_change() -> None:
    pieces = compare_text("rolled back in 15 minutes by us", "rolled back in 2 hours by us")

    assert [piece.text for piece in pieces if piece.kind is DELETED] == ["15 minutes"]
    assert [piece.text for piece in pieces if piece.kind is INSERTED] == ["2 hours"]


def test_texts_without_a_word_in_common_stand_one_after_the_other() -> None:
    assert compare_text("Block it.", "Ask a human first") == [
        Piece(DELETED, "Block it."),
        Piece(INSERTED, "Ask a human first"),
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("a b", "a  b"), ("same", "same"), ("one\ntwo", "one \ntwo")]
)
def test_spaces_alone_are_no_change(old: str, new: str) -> None:
    assert compare_text(old, new) == [Piece(SAME, new)]


def test_a_text_that_is_new_is_inserted_whole() -> None:
    assert compare_text("", "New.") == [Piece(INSERTED, "New.")]
    assert compare_text("Old.", "") == [Piece(DELETED, "Old.")]


def test_huge_texts_are_not_compared_word_by_word() -> None:
    old, new = "word " * 4_000, "other " * 4_000

    assert compare_text(old, new) == [Piece(DELETED, old), Piece(INSERTED, new)]


words = st.lists(st.sampled_from(["a", "b", "c", "\n", " ", "  "]), max_size=12).map("".join)


@given(old=words, new=words)
@example(old="a aaa", new="a\na\naaa")
@example(old="b b", new="b\na\nb")
def test_what_is_not_deleted_is_the_new_text(old: str, new: str) -> None:
    pieces = compare_text(old, new)

    assert "".join(p.text for p in pieces if p.kind is not DELETED).split() == new.split()
    assert "".join(p.text for p in pieces if p.kind is not INSERTED).split() == old.split()


@pytest.mark.parametrize(
    ("key", "old", "new", "shown"),
    [
        ("evaluation.ship_threshold", "0.90", "0.82", [(DELETED, "0.90"), (INSERTED, "0.82")]),
        (
            "deployment.p99",
            {"value": "80", "unit": "ms"},
            {"value": "60", "unit": "ms"},
            [(DELETED, "80 ms"), (INSERTED, "60 ms")],
        ),
        ("deployment.shadow_mode", None, True, [(INSERTED, "Yes")]),
        ("deployment.shadow_mode", True, None, [(DELETED, "Yes")]),
    ],
)
def test_figures_are_shown_former_and_new(
    key: str, old: Json, new: Json, shown: list[tuple[How, str]]
) -> None:
    change = compare_answers(catalogue.attributes()[key], old, new, {})

    assert [(piece.kind, piece.text) for piece in change.pieces] == shown


def test_an_answer_that_says_the_same_is_no_change() -> None:
    attribute = catalogue.attributes()["evaluation.ship_threshold"]

    assert not compare_answers(attribute, "0.90", "0.90", {})
