"""Columns of an own table, written one a line with what their cells may hold, and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from specs.domain.attribute import Column, Kind
from specs.domain.drafting.lines import COLUMN_KINDS, LABEL_LIMIT, column_kind, lines_of, say
from specs.domain.drafting.words import free_slug, slug, typed_line
from specs.domain.values.figures import figure_problem, read_figure
from specs.domain.values.text import Invalid

MOST_COLUMNS = 12
RESERVED = frozenset({"row", "scores"})  # under which a row keeps what is no cell
UNIT_LIMIT = 30
ANY, NUMBERS = frozenset(COLUMN_KINDS), frozenset({Kind.NUMBER})
FIGURES = frozenset({Kind.NUMBER, Kind.PERCENT})
# What may follow the kind of a column: of which kinds, and whether it says more.
MARKS: Mapping[str, tuple[frozenset[Kind], bool]] = {
    "required": (ANY, False),
    "whole": (NUMBERS, False),
    "from": (FIGURES, True),
    "to": (FIGURES, True),
    "in": (NUMBERS, True),
    "name": (ANY, True),
}
MARK_WORDS = "required, whole, from 0, to 100, in EUR, name budget"


def read_columns(typed: str, part: str) -> tuple[Column, ...]:
    """Lines of ``title | kind | …``, where all but the title may be left out."""
    found: list[Column] = []
    for number, line in lines_of(typed, part):
        found.append(_read_column(line, number, found, part))
    if not found:
        raise Invalid("Name at least one column.", part)
    if len(found) > MOST_COLUMNS:
        raise Invalid(f"A table has at most {MOST_COLUMNS} columns.", part)
    return tuple(found)


def _read_column(line: str, number: int, found: Sequence[Column], part: str) -> Column:
    title, *more = [typed_line(piece, part, LABEL_LIMIT) for piece in line.split("|")]
    if not title or not all(more):
        say(number, "write a title, or title | kind, or title | kind | required.", part)
    kind, options = column_kind(more[0] if more else "short text", number, part)
    taken = {*RESERVED, *(column.key for column in found)}
    column = Column(free_slug(title, taken, f"column_{number}"), title, kind, options)
    for mark in more[1:]:
        column = _marked(column, mark, number, part)
    if title.casefold() in {held.title.casefold() for held in found}:
        say(number, f"there are two columns “{title}”.", part)
    if column.key in taken:
        say(number, f"a column cannot be named “{column.key}” here: that is taken.", part)
    if column.min is not None and column.max is not None and column.min > column.max:
        say(number, "the largest value is below the smallest.", part)
    return column


def _marked(column: Column, mark: str, number: int, part: str) -> Column:
    """The column with what one mark says of it."""
    word, _space, rest = mark.partition(" ")
    kinds, has_more = MARKS.get(word.lower(), (frozenset(), False))
    if not kinds or has_more != bool(rest.strip()):
        say(number, f"“{mark}” says nothing about a column. There are {MARK_WORDS}.", part)
    if column.kind not in kinds:
        say(number, f"“{mark}” is for numbers.", part)
    return replace(column, **_read_mark(word.lower(), rest.strip(), number, part))


def _read_mark(word: str, rest: str, number: int, part: str) -> dict[str, Any]:
    match word:
        case "required":
            return {"required": True}
        case "whole":
            return {"integer": True}
        case "in":
            return {"unit": typed_line(rest, part, UNIT_LIMIT)}
        case "name":
            if rest != slug(rest):
                say(number, f"the name “{rest}” may hold small letters, figures and _ only.", part)
            return {"key": rest}
    figure = read_figure(rest)
    if figure is None or "E" in str(figure):  # which definitions cannot hold
        say(number, figure_problem(rest) or "At most six decimals.", part)
    return {"min" if word == "from" else "max": figure}


def write_columns(columns: Sequence[Column]) -> str:
    """The text that gives these columns when it is read."""
    taken: set[str] = set(RESERVED)
    written = []
    for number, column in enumerate(columns, start=1):
        kind = column.kind.value.replace("_", " ")
        if column.options:
            kind += ": " + ", ".join(option.label for option in column.options)
        parts = [column.title, kind, *_marks(column)]
        if column.key != free_slug(column.title, taken, f"column_{number}"):
            parts.append(f"name {column.key}")
        taken.add(column.key)
        written.append(" | ".join(parts))
    return "\n".join(written)


def _marks(column: Column) -> list[str]:
    limits = (("from", column.min), ("to", column.max))
    return [
        *(["required"] if column.required else []),
        *(["whole"] if column.integer else []),
        *(f"{word} {figure:f}" for word, figure in limits if figure is not None),
        *([f"in {column.unit}"] if column.unit else []),
    ]
