"""What changed between two texts or answers, word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.values import display

TOKEN = re.compile(r"\n|[^\S\n]+|\S+")
MOST_TOKENS = 6_000  # together; more would take seconds, so the texts are shown one after the other
LEAST_ALIKE = 0.25  # below it nothing is gained by looking at single words


class How(StrEnum):
    """What became of some words."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, came or went."""

    kind: How
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One answer then and now, in words; nothing of it when both say the same."""

    former: str
    now: str
    pieces: tuple[Piece, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pieces)


def compare_text(old: str, new: str) -> list[Piece]:
    """The new text with what came and went marked; without the deleted pieces it is the new text.

    Spaces alone are no change: they are shown as they stand now.
    """
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if before == after or old.split() == new.split():
        return [Piece(How.SAME, new)] if new else []
    if not old.split() or not new.split() or len(before) + len(after) > MOST_TOKENS:
        return _one_after_the_other(old, new)
    words = SequenceMatcher(None, before, after, autojunk=False)
    if words.ratio() < LEAST_ALIKE:
        return _one_after_the_other(old, new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in words.get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if tag == "equal" or (not gone.strip() and not come.strip()):
            _add(pieces, How.SAME, come)
            continue
        _add(pieces, How.DELETED, gone)
        _add(pieces, How.INSERTED, come)
    return _joined_over_spaces(pieces)


def compare_answers(attribute: Attribute, old: Json, new: Json, roles: Mapping[str, str]) -> Change:
    """One answer then and now; figures and options as a whole, longer texts word by word."""
    former = "" if old is None else display(attribute, old, roles)
    now = "" if new is None else display(attribute, new, roles)
    if former == now:
        return Change(former, now)
    if attribute.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT) and isinstance(old, str):
        return Change(former, now, tuple(compare_text(former, now)))
    return Change(former, now, tuple(_one_after_the_other(former, now)))


def _one_after_the_other(old: str, new: str) -> list[Piece]:
    pieces = (Piece(How.DELETED, old), Piece(How.INSERTED, new))
    return [piece for piece in pieces if piece.text.strip()]


def _add(pieces: list[Piece], kind: How, text: str) -> None:
    if text and pieces and pieces[-1].kind is kind:
        pieces[-1] = Piece(kind, pieces[-1].text + text)
    elif text:
        pieces.append(Piece(kind, text))


def _joined_over_spaces(pieces: list[Piece]) -> list[Piece]:
    """Runs of changed words that only spaces part, as one deletion and one insertion."""
    joined: list[Piece] = []
    gone = come = ""
    for place, piece in enumerate(pieces):
        if piece.kind is How.DELETED:
            gone += piece.text
        elif piece.kind is How.INSERTED:
            come += piece.text
        elif _is_only_between(pieces, place):
            gone, come = gone + piece.text, come + piece.text
        else:
            _flush(joined, gone, come)
            gone = come = ""
            _add(joined, How.SAME, piece.text)
    _flush(joined, gone, come)
    return joined


def _is_only_between(pieces: list[Piece], place: int) -> bool:
    text = pieces[place].text
    return not text.strip() and "\n" not in text and 0 < place < len(pieces) - 1


def _flush(joined: list[Piece], gone: str, come: str) -> None:
    if gone.strip():
        _add(joined, How.DELETED, gone)
    elif gone and come.strip():
        # The space that parted two words goes on doing so before what came in between.
        come, space = come.lstrip(), come[: len(come) - len(come.lstrip())]
        _add(joined, How.SAME, space)
    if come.strip():
        _add(joined, How.INSERTED, come)
    else:
        _add(joined, How.SAME, come)
