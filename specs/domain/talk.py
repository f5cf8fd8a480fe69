"""Talking about a spec: what a thread hangs on, and who is named in a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LONGEST_QUOTE = 4_000
LONGEST_COMMENT = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a thread hangs on: a row, a finding, a field, a section, or the whole spec."""

    section: str = ""
    key: str = ""
    item: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in words, and what stands there."""

    place: Place
    words: str
    quote: str = ""


def cut(text: str) -> str:
    """Return a value as it is quoted: whole, unless it is very long."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def find_named(text: str, names: Iterable[str]) -> set[str]:
    """Return which of the names stand behind an @ in a comment."""
    known = tuple(sorted(set(names)))
    if "@" not in text or not known:
        return set()
    by_folded = {name.casefold(): name for name in known}
    return {by_folded[found[1].casefold()] for found in _pattern(known).finditer(text)}


def mark_named(text: str, names: Iterable[str], opening: str, closing: str) -> str:
    """Return the text with marks round each name that stands behind an @."""
    known = tuple(sorted(set(names)))
    if "@" not in text or not known:
        return text
    return _pattern(known).sub(lambda found: f"{opening}{found[0]}{closing}", text)


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """The longest name first, so that Ann Lee is not taken for Ann; no part of an address."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w@])@({listed})(?!\w)", re.IGNORECASE)
