"""Tables and their rows; what a row says by itself is remembered and not read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from specs.domain.acceptance import Accept, accepts, accepts_scores
from specs.domain.amounts import amount
from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.values.figures import read_day
from specs.domain.wording import NO_REMARKS, Remarks, remarks

TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
KEPT = 1024  # rows of one table


class RowFacts(NamedTuple):
    """Begun, surely valid, which required cells are empty, and what its texts give to remark."""

    is_begun: bool
    is_valid: bool
    is_quiet: bool  # valid, and nothing to say of it
    missing: tuple[tuple[str, str], ...]  # column and title
    remarked: tuple[tuple[str, Remarks], ...]  # column and what to say of its text


class Row(NamedTuple):
    """A begun row of a table or a candidate of a rubric, with its place among all rows."""

    place: int
    cells: Mapping[str, Json]

    def text(self, column: str) -> str:
        """The trimmed text of a cell, empty when it is blank."""
        cell = self.cells.get(column)
        return cell.strip() if isinstance(cell, str) else ""

    def number(self, column: str) -> Decimal | None:
        cell = self.cells.get(column)
        return amount(cell) if isinstance(cell, str) else None

    def day(self, column: str) -> date | None:
        return read_day(self.cells.get(column))


NO_ROW = Row(0, {})


class Table(NamedTuple):
    """All rows of an answer in plain form, those that were begun, and what they say."""

    plain: list[Json]
    rows: tuple[Row, ...]
    is_valid: bool
    missing: tuple[tuple[int, str, str], ...]  # place, column, title
    remarked: tuple[tuple[int, str, Remarks], ...]  # place, column, what to say


NO_TABLE = Table([], (), is_valid=True, missing=(), remarked=())


class TableReader:
    """Reads the rows of one table or rubric."""

    def __init__(self, attribute: Attribute) -> None:
        columns = attribute.columns
        self._accepts: dict[str, Accept] = {c.key: accepts(c) for c in columns}
        self._columns = frozenset(self._accepts)
        if attribute.criteria:
            self._accepts["scores"] = accepts_scores(attribute.criteria)
        self._texts = tuple(column.key for column in columns if column.kind in TEXTS)
        self._needed = tuple((column.key, column.title) for column in columns if column.required)
        self._criteria = tuple((line.key, line.label) for line in attribute.criteria)
        self._given = frozenset(line.key for line in attribute.fixed_rows)
        self._remembered: dict[tuple[object, ...], RowFacts] = {}

    def read(self, held: list[Json]) -> Table:
        """The rows, stored or in plain form; in one pass, for most of a spec is in its tables."""
        plain: list[Json] = []
        begun, missing, remarked = [], [], []
        is_valid, remembered = True, self._remembered.get
        for item in held:
            if not isinstance(item, dict):
                continue
            cells = plain_row(item)
            try:
                facts = remembered((*cells, *cells.values())) or self._learn(cells)
            except TypeError:  # scores are a mapping, which cannot be looked up
                facts = self._learn(cells)
            if facts.is_begun:
                begun.append(Row(len(plain), cells))
            if not facts.is_quiet:
                place = len(plain)
                is_valid = is_valid and facts.is_valid
                missing += [(place, *cell) for cell in facts.missing]
                remarked += [(place, *cell) for cell in facts.remarked]
            plain.append(cells)
        is_valid = is_valid and self._are_given(plain)
        return Table(plain, tuple(begun), is_valid, tuple(missing), tuple(remarked))

    def forget(self) -> None:
        """Read every row anew from here on."""
        self._remembered.clear()

    def _learn(self, cells: Mapping[str, Json]) -> RowFacts:
        """Read a row, or find the candidate that was read with the same scores."""
        looked_up = (*cells, *_flat(cells))
        try:
            facts = self._remembered.get(looked_up)
        except TypeError:  # no cell of a table is a list or a mapping
            return self._read(cells)
        if facts is None:
            if len(self._remembered) >= KEPT:
                self._remembered.clear()
            facts = self._remembered[looked_up] = self._read(cells)
        return facts

    def _are_given(self, rows: list[Json]) -> bool:
        """Where rows are given, each is one of them, and none is there twice."""
        if not self._given:
            return True
        named = [row.get("row") for row in rows if isinstance(row, dict)]
        known = {name for name in named if isinstance(name, str) and name in self._given}
        return len(known) == len(rows)

    def _read(self, held: Mapping[str, Json]) -> RowFacts:
        cells = {column: cell for column, cell in held.items() if _is_answered(cell)}
        is_begun = any(column in self._columns for column in cells)
        is_valid = all(self._is_valid(column, cell) for column, cell in held.items() if cell)
        missing = tuple(self._find_missing(cells)) if is_begun else ()
        remarked = tuple(self._find_remarks(cells))
        is_quiet = is_valid and not missing and not remarked
        return RowFacts(is_begun, is_valid, is_quiet, missing, remarked)

    def _is_valid(self, column: str, cell: Json) -> bool:
        accept = self._accepts.get(column)
        return accept(cell) if accept else column == "row" and bool(self._given)

    def _find_missing(self, cells: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
        for column, title in self._needed:
            if column not in cells:
                yield column, title
        scores = cells.get("scores")
        for criterion, label in self._criteria:
            if not (isinstance(scores, dict) and _is_answered(scores.get(criterion))):
                yield f"scores.{criterion}", label

    def _find_remarks(self, cells: Mapping[str, Json]) -> Iterator[tuple[str, Remarks]]:
        for column in self._texts:
            text = cells.get(column)
            said = remarks(text) if isinstance(text, str) else NO_REMARKS
            if said is not NO_REMARKS:
                yield column, said


def _is_answered(cell: Json) -> bool:
    return not cell.isspace() and cell != "" if isinstance(cell, str) else bool(cell)


def _flat(cells: Mapping[str, Json]) -> Iterator[Json | tuple[tuple[str, Json], ...]]:
    """The cells of a candidate, its scores in a form that can be looked up."""
    for cell in cells.values():
        yield tuple(cell.items()) if isinstance(cell, dict) else cell


def plain_row(item: dict[str, Json]) -> dict[str, Json]:
    """The cells of a row, with the key of a given row in ``row``; as ``to_plain`` does it."""
    cells = item.get("cells")
    if not isinstance(cells, dict):
        return item
    return {"row": item["row"], **cells} if item.get("row") else cells
