"""What an amendment would change: places in the answers of a revision, and what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from specs.domain.attribute import Kind
from specs.domain.comparison import Piece, compare_text
from specs.domain.document import Document
from specs.domain.signing import TARGETS
from specs.domain.thresholds import (
    OF_KPI_DEFINED_BY,
    OF_METRIC_DEFINED_BY,
    Move,
    is_measure,
    is_threshold,
    stricter_way,
    weigh,
)
from specs.domain.values import display, display_cell

if TYPE_CHECKING:
    from reviews.domain.policy import Policy, Slot
    from specs.domain.attribute import Attribute, Column, Json, Section, Template

RECORD = "governance.target_changes"
FIGURES = frozenset((Kind.NUMBER, Kind.PERCENT, Kind.NUMBER_UNIT, Kind.DURATION))
# Whoever changes what a model must reach has to say how it errs then.
GO_WITH = {
    "evaluation.ship_threshold": (
        "evaluation.operating_precision",
        "evaluation.operating_recall",
    ),
}
LONGEST_FIGURE = 40


class Place(NamedTuple):
    """An answer, or one cell of a row of it."""

    key: str
    item: str = ""
    column: str = ""

    @property
    def code(self) -> str:
        """The place as a form sends it."""
        return "/".join(part for part in self if part)

    @classmethod
    def read(cls, code: str) -> Place:
        """Return the place that a code names; whether it is there is another question."""
        key, _, rest = code[:200].partition("/")
        item, _, column = rest.partition("/")
        return cls(key, item, column)


@dataclass(frozen=True)
class Offer:
    """A place that may be picked, with its name and what stands there."""

    place: Place
    name: str
    shown: str
    is_target: bool


def value_at(answers: Mapping[str, Json], place: Place) -> Json:
    """What stands at a place, in the stored shape."""
    if not place.item:
        return answers.get(place.key)
    cells = cells_at(answers, place)
    return cells.get(place.column)


def cells_at(answers: Mapping[str, Json], place: Place) -> Mapping[str, Json]:
    """The cells of the row that a place is in; none where it is gone."""
    rows = answers.get(place.key)
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and row.get("id") == place.item:
            cells = row.get("cells")
            given = {"row": row["row"]} if row.get("row") else {}
            return given | (cells if isinstance(cells, dict) else {})
    return {}


def with_values(
    answers: Mapping[str, Json], changes: Iterable[tuple[Place, Json]]
) -> dict[str, Json]:
    """The answers with other values at some places."""
    changed = dict(answers)
    for place, value in changes:
        if not place.item:
            changed[place.key] = value
            continue
        rows = changed.get(place.key)
        changed[place.key] = [
            _with_cell(row, place, value) for row in (rows if isinstance(rows, list) else [])
        ]
    return {key: value for key, value in changed.items() if value is not None}


def _with_cell(row: Json, place: Place, value: Json) -> Json:
    if not isinstance(row, dict) or row.get("id") != place.item:
        return row
    cells = row.get("cells")
    kept = {**cells} if isinstance(cells, dict) else {}
    kept.pop(place.column, None)
    return {**row, "cells": kept | ({place.column: value} if value is not None else {})}


def find_place(template: Template, place: Place) -> tuple[Attribute, Column | None] | None:
    """The attribute of a place, and its column; None where nobody can propose anything for it."""
    attribute = template.attributes.get(place.key)
    if attribute is None:
        return None
    if not place.item:
        return None if attribute.kind.has_items else (attribute, None)
    column = attribute.column(place.column)
    return (attribute, column) if attribute.kind is Kind.TABLE and column else None


def kind_of(attribute: Attribute, column: Column | None) -> Kind:
    """The sort of value at a place."""
    return column.kind if column else attribute.kind


def shown_at(attribute: Attribute, column: Column | None, value: Json) -> str:
    """A value in words."""
    return display_cell(column, value) if column else display(attribute, value)


def name_of(attribute: Attribute, column: Column | None, cells: Mapping[str, Json]) -> str:
    """What a place is called: "Minimum value to ship", "Subgroups, over 65: threshold"."""
    if column is None:
        return attribute.title
    row = row_name(attribute, cells)
    return f"{attribute.title}, {row}: {column.title[:1].lower()}{column.title[1:]}"


def row_name(attribute: Attribute, cells: Mapping[str, Json]) -> str:
    """What a reader calls a row: its first text, or its fixed label."""
    if (given := cells.get("row")) and (line := attribute.line(str(given))):
        return line.label
    texts = (
        display_cell(column, cells[column.key])
        for column in attribute.columns
        if column.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT) and cells.get(column.key)
    )
    return next(texts, "a row")


def offers(
    template: Template, answers: Mapping[str, Json]
) -> Iterator[tuple[Section, list[Offer]]]:
    """Yield the places of each section that may be picked."""
    for section in template.sections:
        found = [one for attribute in section.attributes for one in _offers_of(attribute, answers)]
        if found:
            yield section, found


def _offers_of(attribute: Attribute, answers: Mapping[str, Json]) -> Iterator[Offer]:
    if attribute.key == RECORD:
        return
    if not attribute.kind.has_items:
        place = Place(attribute.key)
        yield _offer(attribute, None, place, answers)
        return
    rows = answers.get(attribute.key)
    if attribute.kind is not Kind.TABLE or not isinstance(rows, list):
        return
    for row in rows:
        if isinstance(row, dict):
            for column in attribute.columns:
                place = Place(attribute.key, str(row.get("id")), column.key)
                yield _offer(attribute, column, place, answers)


def _offer(
    attribute: Attribute, column: Column | None, place: Place, answers: Mapping[str, Json]
) -> Offer:
    value = value_at(answers, place)
    return Offer(
        place,
        name_of(attribute, column, cells_at(answers, place)),
        "" if value is None else shown_at(attribute, column, value),
        is_threshold(place.key, place.column) or (not place.item and is_measure(place.key)),
    )


@dataclass(frozen=True)
class Proposed:
    """One place of an amendment: what was signed, what was reached, what is proposed."""

    place: Place
    old: Json
    reached: Json
    new: Json

    @property
    def differs(self) -> bool:
        return self.old != self.new


def touched_sections(template: Template, changes: Iterable[Proposed]) -> tuple[str, ...]:
    """The sections that the next revision would have other text in, in their order."""
    keys = {change.place.key for change in changes if change.differs}
    if keys & set(TARGETS) and RECORD in template.attributes:
        keys.add(RECORD)
    held = {template.section_of[key] for key in keys if key in template.section_of}
    return tuple(section.key for section in template.sections if section.key in held)


def touched_roles(policy: Policy, sections: Sequence[str]) -> tuple[Slot, ...]:
    """The roles that sign any of these sections."""
    return tuple(slot for slot in policy.slots if set(slot.sections) & set(sections))


def moves(template: Template, document: Document, changes: Sequence[Proposed]) -> dict[Place, Move]:
    """What each change of a threshold does, by its place; ``document`` is what was signed."""
    redefined = {c.place.key for c in changes if c.differs and not c.place.item}
    found: dict[Place, Move] = {}
    for change in changes:
        place, at = change.place, find_place(template, change.place)
        if not change.differs or at is None:
            continue
        if is_measure(place.key, place.column):
            found[place] = Move.UNCLEAR
        elif is_threshold(place.key, place.column):
            found[place] = _move(document, change, kind_of(*at), redefined)
    return found


def _move(document: Document, change: Proposed, kind: Kind, redefined: set[str]) -> Move:
    place = change.place
    cells = cells_at(document.values, place)
    way = stricter_way(document, place.key, place.column, cells)
    is_of_kpi = place.key == "problem.kpi_target"
    defined_by = OF_KPI_DEFINED_BY if is_of_kpi else OF_METRIC_DEFINED_BY
    if place.key in (*TARGETS, "evaluation.subgroups") and redefined & defined_by:
        return Move.UNCLEAR
    return weigh(kind, change.old, change.new, way)


def pieces(former: str, now: str, kind: Kind) -> tuple[Piece, ...]:
    """The words that came and went, where a value is prose."""
    is_prose = kind is Kind.LONG_TEXT or max(len(former), len(now)) > LONGEST_FIGURE
    return tuple(compare_text(former, now)) if is_prose else ()
