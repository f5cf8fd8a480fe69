"""What an answer of several parts says: its amount, its rows, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias, TypeVar, TypeVarTuple

from specs.domain.amounts import amount
from specs.domain.attribute import Json, Kind
from specs.domain.values.figures import read_day
from specs.domain.wording import Remarks

TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
ROWS = frozenset({Kind.TABLE, Kind.RUBRIC})
KEPT_FACTS = 64  # what was asked of the rows of one table
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Cells: TypeAlias = tuple[tuple[int, str], ...]  # row, counted from 0, and column


class Row(NamedTuple):
    """A begun row of a table or a candidate of a rubric, with its place among all rows."""

    place: int
    cells: Mapping[str, Json]
    texts: Mapping[str, str]  # trimmed

    def text(self, column: str) -> str:
        """The trimmed text of a cell, empty when it is blank."""
        return self.texts.get(column, "")

    def number(self, column: str) -> Decimal | None:
        cell = self.cells.get(column)
        return amount(cell) if isinstance(cell, str) else None

    def day(self, column: str) -> date | None:
        return read_day(self.cells.get(column))

    def says(self, column: str, text: str) -> bool:
        return self.text(column) == text

    def lacks(self, column: str) -> bool:
        """The cell is blank."""
        return not self.text(column)

    def lacks_number(self, column: str) -> bool:
        return self.number(column) is None


NO_ROW = Row(0, {}, {})


class Amount(NamedTuple):
    """A figure with its unit, and how long that is where it is a duration."""

    number: Decimal | None = None
    unit: str = ""
    seconds: Decimal | None = None


NO_AMOUNT = Amount()


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer in plain form, its begun rows, and what it says."""

    plain: Json  # None when it is blank
    rows: tuple[Row, ...] = ()
    is_valid: bool = True  # surely
    missing: tuple[tuple[int, str, str], ...] = ()  # place, column, title
    remarked: tuple[tuple[Cells, Remarks], ...] = ()  # where, and what to say
    replies: Mapping[str, str] = field(default_factory=dict)  # of a checklist, in its order
    amount: Amount = NO_AMOUNT
    is_quiet: bool = field(init=False)  # complete, valid, and nothing to say of it
    asked: dict[tuple[Callable[..., object], tuple[object, ...]], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        lacks_unit = self.amount.number is not None and not self.amount.unit
        is_quiet = self.is_valid and not (self.missing or self.remarked or lacks_unit)
        object.__setattr__(self, "is_quiet", is_quiet)

    def ask(self, fact: Callable[[tuple[Row, ...], *Ts], T], *given: *Ts) -> T:
        """What a function of a module tells of the rows, which is remembered in ``asked``."""
        told = fact(self.rows, *given)
        self._remember(fact, given, told)
        return told

    def ask_rows(self, holds: Callable[[Row, *Ts], bool], *given: *Ts) -> tuple[Row, ...]:
        """The rows of which a function of a module holds, which are remembered as well."""
        rows = tuple([row for row in self.rows if holds(row, *given)])
        self._remember(holds, given, rows)
        return rows

    def _remember(
        self, asked: Callable[..., object], given: tuple[object, ...], told: object
    ) -> None:
        if len(self.asked) >= KEPT_FACTS:
            self.asked.clear()
        self.asked[asked, given] = told


BLANK = Reading(None)


class Readings(dict[str, Reading]):
    """The readings of a document by key; what is not among them is blank."""

    def __missing__(self, key: str) -> Reading:
        return BLANK


def text_of(entry: Json, part: str) -> str:
    """One part of what a checklist holds of an item; empty when it is blank."""
    held = entry.get(part) if isinstance(entry, dict) else None
    return held.strip() if isinstance(held, str) else ""


def given_lines(rows: tuple[Row, ...]) -> Mapping[str, Row]:
    """The rows by the key of the line that is given; of one that is there twice the first."""
    given = ((row.cells.get("row"), row) for row in reversed(rows))
    return {key: row for key, row in given if isinstance(key, str)}
