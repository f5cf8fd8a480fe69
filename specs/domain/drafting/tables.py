"""The shape of an own table: its columns, the rows that are given, those one begins with."""

from __future__ import annotations

from typing import Any

from specs.domain.attribute import Attribute, Kind, Line
from specs.domain.drafting.columns import read_columns
from specs.domain.drafting.examples import read_rows, write_row
from specs.domain.drafting.lines import MOST_LINES, read_named, write_named
from specs.domain.values.text import Invalid

YES = "yes"
NO_ROOM = "Every row is given. Let authors add rows, or leave this blank."


def read_table(said: Any, take: Any) -> dict[str, Any]:
    """What is typed of a table, as the fields of an attribute; ``take`` notes what is wrong."""
    fixed = take(read_named, said("fixed_rows"), "fixed_rows", 0, "")
    shape: dict[str, Any] = {
        "columns": take(read_columns, said("columns"), "columns"),
        "fixed_rows": tuple(Line(*line) for line in fixed),
        "allow_extra_rows": bool(fixed) and said("allow_extra_rows") == YES,
        "min_rows": take(_count, said("min_rows"), "min_rows") or 0,
    }
    if shape["columns"]:
        shape["default_rows"] = tuple(take(_begun_with, shape, said("default_rows")))
        take(_room, shape)
    return shape


def _begun_with(shape: dict[str, Any], typed: str) -> list[dict[str, str]]:
    part = "default_rows"
    if not typed.strip():
        return []
    if len(typed.splitlines()) > MOST_LINES:
        raise Invalid(f"At most {MOST_LINES} lines.", part)
    try:
        return read_rows(_bare(shape), typed, part)
    except Invalid as problem:
        raise Invalid(problem.message, part) from None


def _bare(shape: dict[str, Any]) -> Attribute:
    """A table of that shape that has no other purpose than to read its rows."""
    columns = shape["columns"]
    return Attribute("own.x", "", Kind.TABLE, "", "", (), "", columns=columns)


def _room(shape: dict[str, Any]) -> None:
    fixed = len(shape["fixed_rows"])
    if not fixed or shape["allow_extra_rows"]:
        return
    if shape["default_rows"]:
        raise Invalid(NO_ROOM, "default_rows")
    if shape["min_rows"] > fixed:
        raise Invalid(f"There are {fixed} rows only.", "min_rows")


def _count(typed: str, part: str) -> int:
    text = typed.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= MOST_LINES):
        raise Invalid(f"Write a whole number up to {MOST_LINES}, or nothing.", part)
    return int(text)


def write_table(attribute: Attribute) -> dict[str, str]:
    """What one would type to get these rows."""
    return {
        "fixed_rows": write_named(attribute.fixed_rows),
        "allow_extra_rows": YES if attribute.allow_extra_rows else "",
        "default_rows": "\n".join(write_row(attribute, row) for row in attribute.default_rows),
        "min_rows": str(attribute.min_rows or ""),
    }
