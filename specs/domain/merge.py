"""Three-way merge of text, by paragraph and then by line; what is doubtful is a clash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple, TypeAlias

# The spec is locked while texts are compared. One of so many pieces, or pieces that repeat so
# often, would take long: it is not merged, and both versions are shown.
TOKENS_LIMIT = 2_000
PAIRS_LIMIT = 20_000

Token: TypeAlias = tuple[str, ...]  # lines that are merged as one


class Clash(Exception):
    """Both sides changed the same place in different ways."""


class Hunk(NamedTuple):
    """One change: the tokens from ``start`` to ``end`` of the base, and what replaced them."""

    start: int
    end: int
    new: tuple[Token, ...]


def merge(*, base: str, mine: str, theirs: str) -> str:
    """The text with the changes of both sides. Raises Clash where they meet."""
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    # A blank line below lets one side add a paragraph while the other changes the last one.
    sides = [[*text.split("\n"), ""] for text in (base, mine, theirs)]
    return "\n".join([*_merge_paragraphs(*sides)][:-1])


def _merge_paragraphs(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[str]:
    """Paragraphs that only one side changed; inside one that both changed, lines."""
    tokens = [_paragraphs(lines) for lines in (base, mine, theirs)]
    for region in _regions(*tokens):
        if region.agreed is not None:
            yield from _lines(region.agreed)
            continue
        lines = [[(line,) for line in _lines(side)] for side in region.sides]
        for part in _regions(*lines):
            if part.agreed is None:
                raise Clash
            yield from _lines(part.agreed)


def _paragraphs(lines: Sequence[str]) -> list[Token]:
    """Runs of lines, each with the blank lines that follow it."""
    paragraphs: list[list[str]] = [[]]
    for before, line in pairwise(["", *lines]):
        if line.strip() and not before.strip():
            paragraphs.append([])
        paragraphs[-1].append(line)
    return [tuple(paragraph) for paragraph in paragraphs if paragraph]


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield from token


class Region(NamedTuple):
    """A stretch of the base with what became of it: ``agreed``, or None and three ``sides``."""

    agreed: Sequence[Token] | None
    sides: tuple[Sequence[Token], ...] = ()


def _regions(
    base: Sequence[Token], mine: Sequence[Token], theirs: Sequence[Token]
) -> Iterator[Region]:
    """The base from start to end, cut where changes begin and end."""
    position = 0
    for start, end, ours, others in _meetings(_diff(base, mine), _diff(base, theirs)):
        yield Region(base[position:start])
        old = base[start:end]
        left, right = _apply(ours, base, start, end), _apply(others, base, start, end)
        if left == right or not others:
            yield Region(left)
        elif not ours:
            yield Region(right)
        else:
            yield Region(None, (old, left, right))
        position = end
    yield Region(base[position:])


def _meetings(
    mine: list[Hunk], theirs: list[Hunk]
) -> Iterator[tuple[int, int, list[Hunk], list[Hunk]]]:
    """Changes of both sides in order; those that overlap or touch come together."""
    changes = sorted(
        [(hunk, True) for hunk in mine] + [(hunk, False) for hunk in theirs],
        key=lambda change: change[0][:2],
    )
    together: list[tuple[Hunk, bool]] = []
    end = -1
    for change in changes:
        if together and change[0].start > end:
            yield _meeting(together, end)
            together = []
        together.append(change)
        end = max(end, change[0].end)
    if together:
        yield _meeting(together, end)


def _meeting(
    together: list[tuple[Hunk, bool]], end: int
) -> tuple[int, int, list[Hunk], list[Hunk]]:
    mine = [hunk for hunk, is_mine in together if is_mine]
    theirs = [hunk for hunk, is_mine in together if not is_mine]
    return together[0][0].start, end, mine, theirs


def _apply(hunks: list[Hunk], base: Sequence[Token], start: int, end: int) -> list[Token]:
    changed: list[Token] = []
    for hunk in hunks:
        changed += [*base[start : hunk.start], *hunk.new]
        start = hunk.end
    return [*changed, *base[start:end]]


def _diff(base: Sequence[Token], changed: Sequence[Token]) -> list[Hunk]:
    first = _common(base, changed)
    last = _common(base[first:][::-1], changed[first:][::-1])
    old, new = base[first : len(base) - last], changed[first : len(changed) - last]
    counts = Counter(old)
    if max(len(old), len(new)) > TOKENS_LIMIT:
        raise Clash
    if sum(counts[token] for token in new) > PAIRS_LIMIT:
        raise Clash
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Hunk(first + start, first + end, tuple(new[new_start:new_end]))
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _common(left: Sequence[Token], right: Sequence[Token]) -> int:
    """How many tokens at the beginning are equal."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))
