"""How answers of several parts are read; what one says by itself is not read again."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, cast

from specs.domain.acceptance import Accept, accepts, accepts_scores
from specs.domain.amounts import amount, in_seconds
from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.reading import BLANK, ROWS, TEXTS, Amount, Cells, Reading, Row, text_of
from specs.domain.values.shape import is_blank, to_plain
from specs.domain.values.text import SHORT_LIMIT
from specs.domain.wording import NO_REMARKS, Remarks, remarks

KEPT = 1024  # rows of one table, or options and figures of one attribute
KEPT_WHOLE = 128  # answers of several parts to one attribute
LARGE = 8192  # bytes: larger answers are read anew, row by row
# Equal bytes are equal answers, and in this form answers that are loaded alike are equal bytes.
fingerprint = cast("Callable[[object, int], bytes]", marshal.dumps)
FORM = 4


class RowFacts(NamedTuple):
    """Begun, surely valid, which required cells are empty, and what its texts give to remark."""

    is_begun: bool
    is_valid: bool
    is_quiet: bool  # valid, and nothing to say of it
    missing: tuple[tuple[str, str], ...]  # column and title
    remarked: tuple[tuple[str, Remarks], ...]  # column and what to say of its text
    texts: Mapping[str, str]  # trimmed


class AnswerReader:
    """Reads the answers to one attribute, other than texts that people write."""

    def __init__(self, attribute: Attribute) -> None:
        self._attribute = attribute
        self._accept = accepts(attribute)
        self._rows = TableReader(attribute) if attribute.kind in ROWS else None
        self.remembered: dict[bytes, Reading] = {}
        self.known: set[str | bool] = set()  # surely valid: options, figures, yes and no

    def read(self, held: Json) -> Reading:
        """What an answer says, stored or in plain form."""
        if held is None:
            return BLANK
        if isinstance(held, (str, bool)):
            return self._read_closed(held)
        said: object = held
        if self._rows and isinstance(held, list):  # equal rows read alike, whatever their ids
            said = [
                (item.get("row"), cells) if isinstance(cells := item.get("cells"), dict) else item
                for item in held
                if isinstance(item, dict)
            ]
        try:
            whole = fingerprint(said, FORM)
        except ValueError:  # nested too deeply
            return self._read(held)
        return self.remembered.get(whole) or self._learn(whole, held)

    def _read_closed(self, held: str | bool) -> Reading:  # noqa: FBT001
        reading = self._read(held)
        if reading is not BLANK and reading.is_valid and len(str(held)) <= SHORT_LIMIT:
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known.add(held)
        return reading

    def _learn(self, whole: bytes, held: Json) -> Reading:
        reading = self._read(held)
        if len(whole) <= LARGE:
            if len(self.remembered) >= KEPT_WHOLE:
                self.remembered.clear()
            self.remembered[whole] = reading
        return reading

    def _read(self, held: Json) -> Reading:
        if self._rows and isinstance(held, list):
            return self._rows.read([plain_row(item) for item in held if isinstance(item, dict)])
        plain = to_plain(self._attribute, held)
        if plain is None or is_blank(self._attribute, plain):
            return BLANK
        is_valid = self._accept(plain)
        if not isinstance(plain, dict):
            return Reading(plain, is_valid=is_valid)
        remarked = tuple(self._find_remarks(plain))
        items = self._attribute.items
        replies = {item.key: text_of(plain.get(item.key), "answer") for item in items}
        return Reading(
            plain, is_valid=is_valid, remarked=remarked, replies=replies, amount=_amount_of(plain)
        )

    def _find_remarks(self, plain: Mapping[str, Json]) -> Iterator[tuple[Cells, Remarks]]:
        for cells, note in self._find_notes(plain):
            said = remarks(note) if isinstance(note, str) else NO_REMARKS
            if said is not NO_REMARKS:
                yield cells, said

    def _find_notes(self, plain: Mapping[str, Json]) -> Iterator[tuple[Cells, Json]]:
        """The notes of a traffic light, or of the items of a checklist."""
        if self._attribute.kind is Kind.RAG:
            yield (), plain.get("note")
        elif self._attribute.kind is Kind.CHECKLIST:
            for place, line in enumerate(self._attribute.items):
                entry = plain.get(line.key)
                if isinstance(entry, dict):
                    yield ((place, "note"),), entry.get("note")


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

    def read(self, plain: list[Json]) -> Reading:
        """The rows in plain form, in one pass, for most of a spec is in its tables."""
        begun: list[Row] = []
        missing: list[tuple[int, str, str]] = []
        remarked: list[tuple[Cells, Remarks]] = []
        is_valid, remembered = True, self._remembered.get
        for place, cells in enumerate(plain):
            if not isinstance(cells, dict):
                continue
            try:
                facts = remembered((*cells, *cells.values())) or self._learn(cells)
            except TypeError:  # scores are a mapping, which cannot be looked up
                facts = self._learn(cells)
            if facts.is_begun:
                begun.append(Row(place, cells, facts.texts))
            if not facts.is_quiet:
                is_valid = is_valid and facts.is_valid
                missing += [(place, *cell) for cell in facts.missing]
                remarked += [(((place, column),), said) for column, said in facts.remarked]
        if not begun:
            return BLANK
        is_valid = is_valid and self._are_given(plain)
        return Reading(plain, tuple(begun), is_valid, tuple(missing), tuple(remarked))

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
        texts = {column: cell.strip() for column, cell in held.items() if isinstance(cell, str)}
        return RowFacts(is_begun, is_valid, is_quiet, missing, remarked, texts)

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


def _amount_of(plain: Mapping[str, Json]) -> Amount:
    number, unit = plain.get("value"), plain.get("unit")
    figure = amount(number) if isinstance(number, str) else None
    if not isinstance(unit, str):
        return Amount(figure)
    seconds = in_seconds(number, unit) if isinstance(number, str) else None
    return Amount(figure, unit.strip(), seconds)


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
