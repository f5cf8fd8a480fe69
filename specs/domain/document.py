"""The immutable read model of a spec: what checks, calculators and pages know of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from specs.domain.amounts import SECONDS, amount
from specs.domain.attribute import Json, Kind, Template
from specs.domain.conditions import holds
from specs.domain.outline import Outline, outline_of
from specs.domain.parameters import DEFAULTS, Parameters
from specs.domain.values.figures import read_day
from specs.domain.values.shape import is_blank, not_applicable, to_plain
from specs.domain.wording import NO_REMARKS, Remarks, remarks


class Purpose(StrEnum):
    """What the document is checked for."""

    SUBMIT = "submit"
    APPROVE = "approve"


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


class Passage(NamedTuple):
    """A text somewhere in the document, with row and column where it has them."""

    key: str
    text: str
    cells: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Document:
    """All answers of a spec on one day.

    ``values`` holds them as stored or in plain form. An answer reads as blank while its
    attribute is hidden, where the template does not ask for it, and where somebody gave the
    reason why it does not apply.
    """

    template: Template
    values: Mapping[str, Json]
    on: date
    revision: int = 1
    purpose: Purpose = Purpose.SUBMIT
    signers: Mapping[str, str] = field(default_factory=dict)
    signoffs: tuple[Mapping[str, Json], ...] = ()
    previous: Mapping[str, Json] = field(default_factory=dict)
    last_signed: date | None = None
    parameters: Parameters = DEFAULTS
    _read: dict[str, Json] = field(default_factory=dict, init=False, repr=False, compare=False)
    _rows: dict[str, tuple[Row, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def outline(self) -> Outline:
        return outline_of(self.template)

    def value(self, key: str) -> Json:
        """The answer in plain form, or None when it is blank."""
        try:
            return self._read[key]
        except KeyError:
            self._read[key] = None  # a condition that leads back here finds it blank
            value = self._read[key] = self._find(key)
            return value

    def is_blank(self, key: str) -> bool:
        return self.value(key) is None

    def text(self, key: str) -> str:
        """A text or the option chosen; empty when it is blank."""
        value = self.value(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> Decimal | None:
        """The figure of a number or percentage, or of an amount in its own unit."""
        value = self.value(key)
        if isinstance(value, dict):
            value = value.get("value")
        return amount(value) if isinstance(value, str) else None

    def unit(self, key: str) -> str:
        value = self.value(key)
        unit = value.get("unit") if isinstance(value, dict) else None
        return unit.strip() if isinstance(unit, str) else ""

    def seconds(self, key: str) -> Decimal | None:
        """The length of a duration."""
        number, factor = self.number(key), SECONDS.get(self.unit(key))
        return number * factor if number is not None and factor is not None else None

    def day(self, key: str) -> date | None:
        return read_day(self.value(key))

    def period(self, key: str) -> tuple[date, date] | None:
        """First and last day of a date range."""
        value = self.value(key)
        if not isinstance(value, dict):
            return None
        start, end = read_day(value.get("start")), read_day(value.get("end"))
        return (start, end) if start is not None and end is not None else None

    def says_yes(self, key: str) -> bool:
        return self.value(key) is True

    def has(self, key: str, option: str) -> bool:
        """The option is among those chosen."""
        value = self.value(key)
        return isinstance(value, list) and option in value

    def rows(self, key: str) -> tuple[Row, ...]:
        """The begun rows of a table, or the candidates of a rubric."""
        rows = self._rows.get(key)
        if rows is None:
            rows = self._rows[key] = tuple(self._find_rows(key))
        return rows

    def label(self, key: str) -> str:
        item = self.template.items.get(key)
        return item.attribute.title if item else key

    def asks(self, key: str) -> bool:
        return key in self.template.items

    def is_shown(self, key: str) -> bool:
        """The attribute matters, as far as the other answers tell."""
        item = self.template.items.get(key)
        return item is not None and holds(item.attribute.show_when, self.value)

    def is_excused(self, key: str) -> bool:
        """Nobody has to answer: it is hidden, or somebody said why it does not apply."""
        return not_applicable(self.values.get(key)) is not None or not self.is_shown(key)

    def is_required(self, key: str) -> bool:
        """The template asks for it, and so do the other answers."""
        item = self.template.items.get(key)
        return (
            item is not None
            and item.required
            and holds(item.attribute.required_when, self.value)
            and not self.is_excused(key)
        )

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every text of the document, in the order of the template."""
        return tuple(
            passage for key in self.outline.with_texts for passage in self._find_passages(key)
        )

    @cached_property
    def remarked(self) -> tuple[tuple[Passage, Remarks], ...]:
        """The texts on which there is something to remark."""
        pairs = ((passage, remarks(passage.text)) for passage in self.passages)
        return tuple(pair for pair in pairs if pair[1] is not NO_REMARKS)

    def _find(self, key: str) -> Json:
        item, held = self.template.items.get(key), self.values.get(key)
        if item is None or held is None:
            return None
        if isinstance(held, str):
            if not held or held.isspace():
                return None
        elif not isinstance(held, bool):
            held = to_plain(item.attribute, held)
            if held is None or is_blank(item.attribute, held):
                return None
        if item.attribute.show_when and not self.is_shown(key):
            return None
        return held

    def _find_rows(self, key: str) -> Iterator[Row]:
        value = self.value(key)
        if isinstance(value, list):
            for place, cells in enumerate(value):
                if isinstance(cells, dict) and _is_begun(cells):
                    yield Row(place, cells)

    def _find_passages(self, key: str) -> Iterator[Passage]:
        value = self.value(key)
        if value is None:
            return
        if isinstance(value, str):
            yield Passage(key, value)
        elif isinstance(value, list):
            columns = self.outline.text_columns.get(key, ())
            for place, cells in self.rows(key):
                for column in columns:
                    text = cells.get(column)
                    if isinstance(text, str) and text:
                        yield Passage(key, text, ((place, column),))
        elif isinstance(value, dict):
            yield from self._find_notes(key, value)

    def _find_notes(self, key: str, value: dict[str, Json]) -> Iterator[Passage]:
        attribute = self.template.items[key].attribute
        if attribute.kind is Kind.RAG:
            note = value.get("note")
            if isinstance(note, str) and note:
                yield Passage(key, note)
            return
        for place, line in enumerate(attribute.items):
            entry = value.get(line.key)
            note = entry.get("note") if isinstance(entry, dict) else None
            if isinstance(note, str) and note:
                yield Passage(key, note, ((place, "note"),))


def _is_begun(cells: Mapping[str, Json]) -> bool:
    for column, cell in cells.items():
        if column != "row" and cell and not (isinstance(cell, str) and cell.isspace()):
            return True
    return False
