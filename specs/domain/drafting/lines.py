"""Options and given lines of an own attribute, written one a line, and read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, NoReturn

from specs.domain.attribute import Kind, Line, Option
from specs.domain.drafting.words import free_slug, slug, typed_line
from specs.domain.values.text import Invalid

MOST_LINES = 60
LABEL_LIMIT = 120
COLUMN_KINDS = (
    Kind.SHORT_TEXT,
    Kind.LONG_TEXT,
    Kind.NUMBER,
    Kind.PERCENT,
    Kind.CHOICE,
    Kind.DATE,
)
COLUMN_WORDS = "short text, long text, number, percent, date, or choice: one, two, three"


class Named(NamedTuple):
    """A line with the key that stands for it."""

    key: str
    label: str
    help: str


def read_named(typed: str, part: str, least: int, missing: str) -> tuple[Named, ...]:
    """Lines of ``label`` or ``key | label | help``; raises Invalid with the line."""
    found: list[Named] = []
    taken: set[str] = set()
    for number, line in lines_of(typed, part):
        parts = [typed_line(piece, part, LABEL_LIMIT) for piece in line.split("|")]
        if len(parts) > 3 or not all(parts[:2]):
            say(number, "write a label, or key | label | help.", part)
        key = parts[0] if len(parts) > 1 else free_slug(parts[0], taken, f"line_{number}")
        label = parts[1] if len(parts) > 1 else parts[0]
        if key != slug(key):
            say(number, f"the key “{key}” may hold small letters, figures and _ only.", part)
        if key in taken or label.casefold() in {held.label.casefold() for held in found}:
            say(number, f"“{label}” is there twice.", part)
        taken.add(key)
        found.append(Named(key, label, parts[2] if len(parts) > 2 else ""))
    if len(found) < least:
        raise Invalid(missing, part)
    return tuple(found)


def column_kind(typed: str, number: int, part: str) -> tuple[Kind, tuple[Option, ...]]:
    name, colon, listed = typed.partition(":")
    try:
        kind = Kind(slug(name))
    except ValueError:
        kind = Kind.TABLE
    if kind not in COLUMN_KINDS:
        say(number, f"“{name.strip()}” is no kind of column. There are {COLUMN_WORDS}.", part)
    labels = [label.strip() for label in listed.split(",") if label.strip()]
    if kind is Kind.CHOICE and len(labels) < 2:
        say(number, "name two options or more, as in choice: low, high.", part)
    if kind is not Kind.CHOICE and colon:
        say(number, "only a choice has options.", part)
    taken: set[str] = set()
    options = []
    for place, label in enumerate(labels):
        key = free_slug(label, taken, f"option_{place + 1}")
        taken.add(key)
        options.append(Option(key, label))
    return kind, tuple(options)


def say(number: int, words: str, part: str) -> NoReturn:
    """Raise Invalid about one line."""
    raise Invalid(f"Line {number}: {words}", part)


def lines_of(typed: str, part: str) -> Iterator[tuple[int, str]]:
    lines = [(n, line.strip()) for n, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise Invalid(f"At most {MOST_LINES} lines; there are {len(lines)}.", part)
    yield from lines


def write_named(lines: Sequence[Line] | Sequence[Option]) -> str:
    """The text that gives these lines when it is read."""
    written = []
    for line in lines:
        key = line.value if isinstance(line, Option) else line.key
        parts = [key, line.label, line.help] if line.help else [key, line.label]
        written.append(" | ".join(parts) if line.help or slug(line.label) != key else line.label)
    return "\n".join(written)
