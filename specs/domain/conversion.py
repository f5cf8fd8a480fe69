"""Amounts in one unit, so that they can be compared: durations, sizes of data, and money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from specs.domain.amounts import SECONDS
from specs.domain.document import Document
from specs.domain.values.text import SHORT_LIMIT
from specs.domain.wording import normal

# Units of time as people write them into tables, by the unit that durations have.
_SAME_TIME: Mapping[str, tuple[str, ...]] = {
    "ms": ("msec", "msecs", "millisecond", "milliseconds"),
    "s": ("sec", "secs", "second", "seconds"),
    "min": ("mins", "minute", "minutes"),
    "hours": ("h", "hr", "hrs", "hour"),
    "days": ("d", "day"),
    "weeks": ("week",),
    "months": ("month",),
    "years": ("year",),
}
_TIME = {name: SECONDS[unit] for unit, names in _SAME_TIME.items() for name in (unit, *names)}
_DATA = {"kb": Decimal(1) / 1024, "mb": Decimal(1), "gb": Decimal(1024)}  # in MB
_MANY: Mapping[str, Decimal] = {
    "k": Decimal(10**3),
    "thousand": Decimal(10**3),
    "m": Decimal(10**6),
    "mio": Decimal(10**6),
    "million": Decimal(10**6),
    "bn": Decimal(10**9),
    "billion": Decimal(10**9),
}
_SIGNS = "$€£¥"
_MONEY = re.compile(rf"(?P<many>{'|'.join(_MANY)})(?: |(?=[{_SIGNS}]))(?P<currency>.+)", re.DOTALL)


class Unit(NamedTuple):
    """What a unit measures, and how much of it one of them is."""

    measures: str
    factor: Decimal


def converted(document: Document, key: str, into: str) -> Decimal | None:
    """The figure of one amount in the unit of another; None where that cannot be done."""
    number = document.number(key)
    return None if number is None else convert(number, document.unit(key), document.unit(into))


def convert(number: Decimal, unit: str, into: str) -> Decimal | None:
    """A figure in another unit; None where either is missing or they measure different things."""
    if unit == into:
        return number if unit else None
    if len(unit) > SHORT_LIMIT or len(into) > SHORT_LIMIT:
        return None
    given, wanted = read_unit(unit), read_unit(into)
    if given is None or wanted is None or given.measures != wanted.measures:
        return None
    if given.factor == wanted.factor:
        return number
    return number * given.factor / wanted.factor


def in_seconds(number: Decimal | None, unit: str) -> Decimal | None:
    """A figure with a unit of time, long or short; None for any other unit."""
    factor = _TIME.get(normal(unit))
    return None if number is None or factor is None else number * factor


def in_megabytes(number: Decimal | None, unit: str) -> Decimal | None:
    """A figure in KB, MB or GB, of which 1,024 make the next; None for any other unit."""
    factor = _DATA.get(normal(unit))
    return None if number is None or factor is None else number * factor


@lru_cache(maxsize=1024)
def read_unit(unit: str) -> Unit | None:
    """What a unit measures; what is neither time nor data measures itself, like USD per year."""
    name = normal(unit)
    if name in _TIME:
        return Unit("time", _TIME[name])
    if name in _DATA:
        return Unit("data", _DATA[name])
    if found := _MONEY.fullmatch(name):
        return Unit(found["currency"], _MANY[found["many"]])
    return Unit(name, Decimal(1)) if name else None
