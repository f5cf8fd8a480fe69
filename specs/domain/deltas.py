"""How much a figure or a day moved, in words: "+5 ms, +8.3%"."""

from __future__ import annotations

from decimal import Decimal

from specs.domain.amounts import amount
from specs.domain.attribute import Attribute, Column, Json, Kind
from specs.domain.conversion import convert
from specs.domain.values.figures import read_day, show_amount

MINUS = "\u2212"
HUNDRED = Decimal(100)
TENTH = Decimal("0.1")
MOST_PERCENT = 1000  # more is no help to a reader: the two figures stand beside it


def delta_of(attribute: Attribute, old: Json, new: Json) -> str:
    """How much an answer moved; nothing unless both are figures or days that can be compared."""
    match attribute.kind:
        case Kind.NUMBER:
            return figure_delta(old, new, attribute.unit, attribute.unit)
        case Kind.PERCENT:
            return figure_delta(old, new, "%", "%")
        case Kind.NUMBER_UNIT | Kind.DURATION:
            if isinstance(old, dict) and isinstance(new, dict):
                units = (str(old.get("unit") or ""), str(new.get("unit") or ""))
                return figure_delta(old.get("value"), new.get("value"), *units)
            return ""
        case Kind.DATE:
            return day_delta(old, new)
        case _:
            return ""


def cell_delta(column: Column, old: Json, new: Json, units: tuple[str, str] = ("", "")) -> str:
    """How much a cell moved; ``units`` are those that stand beside it, if the column has none."""
    match column.kind:
        case Kind.NUMBER:
            return figure_delta(old, new, *((column.unit, column.unit) if column.unit else units))
        case Kind.PERCENT:
            return figure_delta(old, new, "%", "%")
        case Kind.DATE:
            return day_delta(old, new)
        case _:
            return ""


def figure_delta(old: Json, new: Json, old_unit: str = "", new_unit: str = "") -> str:
    """The difference in the unit of now, and how much that is of what it was."""
    before = amount(old) if isinstance(old, str) else None
    after = amount(new) if isinstance(new, str) else None
    if before is not None and old_unit != new_unit:
        before = convert(before, old_unit, new_unit)
    if before is None or after is None or before == after:
        return ""
    moved = after - before
    if new_unit == "%":
        points = plain(abs(moved))
        return f"{_sign(moved)}{points} point{'' if points == '1' else 's'}"
    told = f"{_sign(moved)}{show_amount(plain(abs(moved)), new_unit)}"
    share = _share(moved, before)
    return f"{told}, {share}" if share else told


def day_delta(old: Json, new: Json) -> str:
    """By how many days something moved."""
    before, after = read_day(old), read_day(new)
    if before is None or after is None or before == after:
        return ""
    days = (after - before).days
    return f"{'+' if days > 0 else MINUS}{show_amount(str(abs(days)), 'days')}"


def plain(figure: Decimal) -> str:
    """A figure without an exponent and without zeros at its end."""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sign(moved: Decimal) -> str:
    return "+" if moved > 0 else MINUS


def _share(moved: Decimal, before: Decimal) -> str:
    if before <= 0:
        return ""  # a share of nothing, or of less, tells nobody anything
    percent = (abs(moved) / before * HUNDRED).quantize(TENTH)
    if not percent or percent > MOST_PERCENT:
        return ""
    return f"{_sign(moved)}{plain(percent)}%"
