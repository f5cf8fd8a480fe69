"""How texts are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.domain.wording import (
    LONG,
    NO_REMARKS,
    Terms,
    gist,
    has_limit,
    is_unit_range,
    remarks,
    similar,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A random split", ("random",)),
        ("RANDOM-walk", ("random",)),  # a hyphen ends a word
        ("randomised", ()),
        ("Out  of\ntime, later", ("out of time",)),
        ("About 20% of it", ("%",)),
    ],
)
def test_terms_are_found_as_whole_words(text: str, found: tuple[str, ...]) -> None:
    assert Terms(("random", "out of time", "%")).listed(text) == found


def test_hyphens_may_join_words() -> None:
    terms = Terms(("fast",), hyphens_join=True)

    assert terms.is_in("A fast lane")
    assert not terms.is_in("A fast-track lane")


def test_a_text_without_anything_to_say_of_it_shares_one_answer() -> None:
    assert remarks("432,000 payments a day") is NO_REMARKS
    assert remarks("") is NO_REMARKS


def test_a_long_text_is_read_to_its_end() -> None:
    text = "Payments of the last day. " * LONG + "TBD"

    assert remarks(text).placeholders == ("tbd",)
    assert gist(text).words == 5 * LONG + 1


@given(st.text())
def test_every_text_can_be_read(text: str) -> None:
    said = remarks(text)

    assert all(said.placeholders)
    assert is_unit_range(text) in (True, False)
    assert gist(text).normal == gist(gist(text).normal).normal or not text.isascii()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Age band", "age  BAND"),
        ("Age", "Age band"),
        ("Band of age", "age"),
        ("Card country group (ISO)", "card country"),
        ("Over-65s", "65s"),
        ("wage, age", "age"),
    ],
)
def test_texts_are_similar_when_one_holds_the_other_as_words(first: str, second: str) -> None:
    assert similar(first, second)
    assert similar(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Age", "Wages"),
        ("Age", "Agent"),
        ("Gender", "Age band"),
        ("", "Age"),
        ("Age", " "),
        ("", ""),
    ],
)
def test_parts_of_words_do_not_make_texts_similar(first: str, second: str) -> None:
    assert not similar(first, second)
    assert not similar(second, first)


@pytest.mark.parametrize(
    "text",
    ["Loss is at  least 20 lower", "p99 <= 60 ms", "Down by 20%", "No open blocker", "Below 3"],
)
def test_a_limit_is_told_by_its_words_and_signs(text: str) -> None:
    assert has_limit(text)


@pytest.mark.parametrize(
    "text", ["", "It ran for 8 weeks", "Overall good", "Everything thereunder"]
)
def test_a_figure_alone_is_no_limit(text: str) -> None:
    assert not has_limit(text)


@given(st.text(), st.text())
def test_no_text_makes_the_comparison_fail(first: str, second: str) -> None:
    assert similar(first, second) == similar(second, first)
    has_limit(first)
