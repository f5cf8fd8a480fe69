"""Figures of a document: read once from decimal text, and compared where they are there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from specs.domain.values.figures import DIGITS_LIMIT, read_figure

TOLERANCE = Decimal("1e-12")

# A month counts 30 days, a year 365.
SECONDS: Mapping[str, Decimal] = {
    "ms": Decimal("0.001"),
    "s": Decimal(1),
    "min": Decimal(60),
    "hours": Decimal(3_600),
    "days": Decimal(86_400),
    "weeks": Decimal(604_800),
    "months": Decimal(2_592_000),
    "years": Decimal(31_536_000),
}


@lru_cache(maxsize=8192)
def amount(text: str) -> Decimal | None:
    """The number that a text writes out; None for anything else, and for what is too long."""
    return read_figure(text) if len(text) <= DIGITS_LIMIT + 2 else None


@lru_cache(maxsize=8192)
def in_seconds(number: str, unit: str) -> Decimal | None:
    """The length of a duration as written; None where it cannot be told."""
    figure, factor = amount(number), SECONDS.get(unit.strip())
    return None if figure is None or factor is None else figure * factor


def above(first: Decimal | None, second: Decimal | None) -> bool:
    """The first is greater; False when either is missing."""
    if first is None or second is None or first <= second:
        return False
    return first - second > TOLERANCE


def below(first: Decimal | None, second: Decimal | None) -> bool:
    """The first is smaller; False when either is missing."""
    return above(second, first)


def at_least(first: Decimal | None, second: Decimal | None) -> bool:
    """The first is as great or greater; False when either is missing."""
    if first is None or second is None:
        return False
    return first >= second or second - first <= TOLERANCE


def at_most(first: Decimal | None, second: Decimal | None) -> bool:
    """The first is as small or smaller; False when either is missing."""
    return at_least(second, first)
