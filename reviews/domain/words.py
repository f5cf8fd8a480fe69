"""How lists, counts and labels are put into a sentence."""

from __future__ import annotations

from collections.abc import Iterable


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    held = list(words)
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} and {held[-1]}" if held else ""


def in_sentence(label: str) -> str:
    """Begin a label in lower case, unless it is an abbreviation: "product manager", "SRE"."""
    first = label.split(" ", 1)[0]
    return label if first.isupper() or first[1:2].isupper() else label[:1].lower() + label[1:]


def count(number: int, thing: str) -> str:
    """Say how many there are of a thing: "1 finding", "3 findings"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
