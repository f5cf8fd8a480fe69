"""Merging what two people wrote into one text."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs.domain.merge import Clash, merge

LINES = st.sampled_from(["", "", "red", "green", "blue", " ", "white"])
TEXTS = st.lists(LINES, max_size=9).map("\n".join)
FREE = st.text(alphabet="ab\n ", max_size=30)


def attempt(base: str, mine: str, theirs: str) -> str | None:
    try:
        return merge(base=base, mine=mine, theirs=theirs)
    except Clash:
        return None


@given(TEXTS | FREE, TEXTS | FREE)
def test_a_change_of_one_side_is_taken_as_it_is(base: str, changed: str) -> None:
    assert merge(base=base, mine=changed, theirs=base) == changed
    assert merge(base=base, mine=base, theirs=changed) == changed
    assert merge(base=base, mine=changed, theirs=changed) == changed


@settings(max_examples=300)
@given(TEXTS, TEXTS, TEXTS)
def test_no_line_that_either_side_added_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = attempt(base, mine, theirs)

    if merged is not None:
        kept, before = Counter(merged.split("\n")), Counter(base.split("\n"))
        for side in (mine, theirs):
            added = Counter(side.split("\n")) - before
            assert not {line: n for line, n in added.items() if line and kept[line] < n}


@settings(max_examples=300)
@given(TEXTS, TEXTS, TEXTS)
def test_nothing_comes_back_that_one_side_deleted(base: str, mine: str, theirs: str) -> None:
    merged = attempt(base, mine, theirs)

    if merged is not None:
        written = set((mine + "\n" + theirs).split("\n"))
        assert set(merged.split("\n")) <= written
        gone = set(base.split("\n")) - set(mine.split("\n")) - set(theirs.split("\n"))
        assert not gone & set(merged.split("\n"))


@settings(max_examples=300)
@given(TEXTS, TEXTS, TEXTS)
def test_it_makes_no_difference_who_saves_first(base: str, mine: str, theirs: str) -> None:
    assert attempt(base, mine, theirs) == attempt(base, theirs, mine)


@given(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=6, unique=True), st.data())
def test_changes_of_different_paragraphs_are_merged(names: list[str], data: st.DataObject) -> None:
    paragraphs = [f"{name} one\n{name} two" for name in names]
    first = data.draw(st.integers(0, len(names) - 2))
    second = data.draw(st.integers(first + 1, len(names) - 1))
    mine, theirs, both = paragraphs.copy(), paragraphs.copy(), paragraphs.copy()
    mine[first] = both[first] = "mine\nnow"
    theirs[second] = both[second] = "theirs"

    merged = merge(base="\n\n".join(paragraphs), mine="\n\n".join(mine), theirs="\n\n".join(theirs))

    assert merged == "\n\n".join(both)


def test_a_paragraph_is_added_while_the_last_one_changes() -> None:
    merged = merge(base="Old.", mine="Old.\n\nMore.", theirs="New.")

    assert merged == "New.\n\nMore."


def test_lines_of_one_paragraph_are_merged_when_they_lie_apart() -> None:
    merged = merge(base="a\nb\nc", mine="A\nb\nc", theirs="a\nb\nC")

    assert merged == "A\nb\nC"


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("a", "b", "c"),
        ("a\nb", "A\nb", "a\nB"),
        ("a\nb", "a\nb\nmine", "a\nb\ntheirs"),
        ("", "mine", "theirs"),
        ("a\n\nb", "a", "a\n\nB"),
    ],
)
def test_changes_that_meet_clash(base: str, mine: str, theirs: str) -> None:
    with pytest.raises(Clash):
        merge(base=base, mine=mine, theirs=theirs)


def test_the_same_change_of_both_is_made_once() -> None:
    merged = merge(base="a\n\nb\n\nc", mine="A\n\nb\n\nC", theirs="A\n\nb\n\nc")

    assert merged == "A\n\nb\n\nC"


@pytest.mark.parametrize("line", ["a\n", "a\n\n", "\n"])
def test_a_text_that_repeats_itself_takes_no_long_time(line: str) -> None:
    base = line * (100_000 // len(line))
    started = time.monotonic()

    merged = attempt(base, "mine\n" + base + "x", base[:-4] + "theirs")

    assert merged is None or "theirs" in merged
    assert time.monotonic() - started < 5
