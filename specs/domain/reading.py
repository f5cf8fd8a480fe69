"""What one row of a table says by itself; rows that were read before are not read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from specs.domain.acceptance import Accept, accepts
from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.wording import NO_REMARKS, Remarks, remarks

Cells: TypeAlias = tuple[tuple[str, Json], ...]
TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
KEPT = 1024  # rows of one table


class RowFacts(NamedTuple):
    """Begun, surely valid, which required cells are empty, and what its texts give to remark."""

    is_begun: bool
    is_valid: bool
    missing: tuple[tuple[str, str], ...]  # column and title
    remarked: tuple[tuple[str, Remarks], ...]  # column and what to say of its text


class RowReader:
    """Reads the rows of one table or rubric."""

    def __init__(self, attribute: Attribute) -> None:
        columns = attribute.columns
        self._accepts: Mapping[str, Accept] = {c.key: accepts(c) for c in columns}
        self._texts = tuple(column.key for column in columns if column.kind in TEXTS)
        self._needed = tuple((column.key, column.title) for column in columns if column.required)
        self._criteria = tuple((line.key, line.label) for line in attribute.criteria)
        self._given = frozenset(line.key for line in attribute.fixed_rows)
        self._remembered: Callable[[Cells], RowFacts] = lru_cache(maxsize=KEPT)(self._read)

    def read(self, cells: Mapping[str, Json]) -> RowFacts:
        held = tuple(cells.items())
        try:
            return self._remembered(held)
        except TypeError:  # scores are a mapping, which cannot be looked up
            return self._read(held)

    def are_given(self, rows: list[Json]) -> bool:
        """Where rows are given, each is one of them, and none is there twice."""
        if not self._given:
            return True
        named = [row.get("row") for row in rows if isinstance(row, dict)]
        known = {name for name in named if isinstance(name, str) and name in self._given}
        return len(known) == len(rows)

    def _read(self, held: Cells) -> RowFacts:
        cells = {column: cell for column, cell in held if _is_answered(cell)}
        is_begun = any(column in self._accepts for column in cells)
        return RowFacts(
            is_begun=is_begun,
            is_valid=all(self._is_valid(column, cell) for column, cell in held if cell),
            missing=tuple(self._find_missing(cells)) if is_begun else (),
            remarked=tuple(self._find_remarks(cells)),
        )

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
