"""What can be wrong with one part of a value: a text, an option, a percentage, a cell."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from specs.domain.attribute import Column, Json, Kind, Option
from specs.domain.values.figures import day_problem, figure_problem
from specs.domain.values.text import SHORT_LIMIT, long_problem, short_problem

ANSWERS = ("yes", "no", "unsure")
STATUSES = ("green", "amber", "red")
SCORES = ("1", "2", "3", "4", "5")


class Problem(NamedTuple):
    """What is wrong, and in which part: "unit", or "2.owner" for a cell of the third row."""

    part: str
    message: str


def line_problem(text: Json, limit: int = SHORT_LIMIT) -> str:
    return short_problem(text, limit) if isinstance(text, str) else "Not a text."


def note_problem(text: Json) -> str:
    return long_problem(text) if isinstance(text, str) else "Not a text."


def option_problem(options: tuple[Option, ...], text: Json) -> str:
    if any(option.value == text for option in options):
        return ""
    shown = text if isinstance(text, str) and len(text) <= 60 else "This"
    return f"{shown} is not one of the options. Choose one of the list."


def percent_problem(text: Json, least: Decimal | None, most: Decimal | None) -> str:
    least = Decimal(0) if least is None else least
    most = Decimal(100) if most is None else most
    return figure_problem(text, least=least, most=most)


def cell_problem(column: Column, text: Json) -> str:
    """What is wrong with one cell, or nothing; a blank cell is never wrong."""
    if text is None or text == "":
        return ""
    match column.kind:
        case Kind.NUMBER:
            return figure_problem(text, least=column.min, most=column.max, integer=column.integer)
        case Kind.PERCENT:
            return percent_problem(text, column.min, column.max)
        case Kind.CHOICE:
            return option_problem(column.options, text)
        case Kind.DATE:
            return day_problem(text)
        case Kind.LONG_TEXT:
            return note_problem(text)
        case _:
            return line_problem(text)
