"""The sections of a frozen revision as a signer reads them: texts and tables, read-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.domain.attribute import Kind
from specs.domain.values import display, display_cell

if TYPE_CHECKING:
    from reviews.domain.frozen import Frozen
    from specs.domain.attribute import Attribute, Json, Section


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One cell of a table, under the title of its column."""

    title: str
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """One answer: a text, or the rows of a table under its column titles."""

    key: str
    title: str
    text: str = ""
    not_applicable: str = ""
    heads: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[ReadCell, ...], ...] = ()
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section with its answers; short ones stand together as name and value."""

    section: Section
    passages: tuple[Passage, ...]


def read_section(revision: Frozen, section: Section) -> ReadSection:
    """Return what a revision says in one section; what was left blank is not shown."""
    shown = [
        passage
        for attribute in section.attributes
        if (passage := _passage(revision, attribute)) is not None
    ]
    return ReadSection(section, tuple(shown))


def _passage(revision: Frozen, attribute: Attribute) -> Passage | None:
    reason = revision.reason_not_applicable(attribute.key)
    if reason is not None:
        return Passage(attribute.key, attribute.title, not_applicable=reason)
    if not revision.is_answered(attribute.key):
        return None
    value = revision.answers[attribute.key]
    if attribute.kind is Kind.TABLE and isinstance(value, list):
        return _table(attribute, value)
    text = display(attribute, value)
    is_short = attribute.kind is not Kind.LONG_TEXT and not attribute.kind.has_items
    return Passage(attribute.key, attribute.title, text=text, is_short=is_short)


def _table(attribute: Attribute, rows: list[Json]) -> Passage:
    """Columns that no row fills are left out; a given row is named by its label."""
    held = [row for row in rows if isinstance(row, dict) and any(_cells(row).values())]
    columns = [c for c in attribute.columns if any(_cells(row).get(c.key) for row in held)]
    given = bool(attribute.fixed_rows)
    heads = [(column.title, column.kind is Kind.NUMBER) for column in columns]
    table: list[tuple[ReadCell, ...]] = []
    for row in held:
        line = attribute.line(str(row.get("row"))) if given else None
        first = [ReadCell("", line.label if line else "", is_number=False)] if given else []
        cells = [
            ReadCell(c.title, display_cell(c, _cells(row).get(c.key)), c.kind is Kind.NUMBER)
            for c in columns
        ]
        table.append((*first, *cells))
    return Passage(
        attribute.key,
        attribute.title,
        heads=(*([("", False)] if given else []), *heads),
        rows=tuple(table),
    )


def _cells(row: Mapping[str, Json]) -> Mapping[str, Json]:
    cells = row.get("cells")
    return cells if isinstance(cells, dict) else {}
