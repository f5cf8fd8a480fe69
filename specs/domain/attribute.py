"""Attributes and templates: what a spec can state, and in which order it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from specs.domain.definition import (
    Malformed,
    as_built,
    as_cells,
    as_count,
    as_figure,
    as_flag,
    as_given,
    as_text,
    build,
    list_of,
    to_plain,
)
from specs.domain.stages import read_stage
from trail.domain.canonical import Json, canonical, digest

__all__ = [
    "Attribute",
    "Column",
    "Json",
    "Kind",
    "LayoutRow",
    "LayoutTable",
    "Line",
    "Malformed",
    "Option",
    "Section",
    "Template",
    "TemplateItem",
    "read_attribute",
]


OWN = "own."  # how the keys of an organisation's own attributes begin


class Kind(StrEnum):
    """The sorts of value."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    NUMBER = "number"
    NUMBER_UNIT = "number_unit"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    DATE_RANGE = "date_range"
    YES_NO = "yes_no"
    TABLE = "table"
    CHECKLIST = "checklist"
    RUBRIC = "rubric"
    RAG = "rag"
    PERSON = "person"

    @property
    def has_items(self) -> bool:
        """Its value is a list of items, each saved by itself."""
        return self in (Kind.TABLE, Kind.CHECKLIST, Kind.RUBRIC)


MOST_SIGNS = 24  # of a cell that is a word or two


@dataclass(frozen=True, slots=True)
class Option:
    """One value to choose, with the words people see."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is given: a row of a table, an item of a checklist, a criterion of a rubric."""

    key: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or rubric."""

    key: str
    title: str
    kind: Kind
    options: tuple[Option, ...] = ()
    required: bool = False
    help: str = ""
    unit: str = ""
    min: Decimal | None = None
    max: Decimal | None = None
    integer: bool = False


@dataclass(frozen=True)
class Attribute:
    """One thing that a spec can state."""

    key: str
    title: str
    kind: Kind
    section: str
    help: str
    roles: tuple[str, ...]
    source: str
    example: Json = field(default=None, hash=False)
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    items: tuple[Line, ...] = ()
    criteria: tuple[Line, ...] = ()
    levels: tuple[Option, ...] = ()
    fixed_rows: tuple[Line, ...] = ()
    default_rows: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    offered_rows: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    allow_extra_rows: bool = False
    min_rows: int = 0
    unit: str = ""
    min: Decimal | None = None
    max: Decimal | None = None
    integer: bool = False
    show_when: str = ""
    required_when: str = ""
    filled_by: str = ""

    @property
    def html_id(self) -> str:
        """Its key without dots, which a selector would read as classes."""
        return self.key.replace(".", "-")

    @property
    def is_own(self) -> bool:
        """It is an organisation's own, not the catalogue's."""
        return self.key.startswith(OWN)

    def definition(self) -> dict[str, Json]:
        """All of it as plain data."""
        plain: dict[str, Json] = to_plain(self)
        return plain

    @cached_property
    def option_labels(self) -> Mapping[str, str]:
        return {option.value: option.label for option in self.options}

    @cached_property
    def wordy_columns(self) -> frozenset[str]:
        """The columns in which sentences stand, as the example has it."""
        rows = self.example if isinstance(self.example, list) else []
        cells = (cell for row in rows if isinstance(row, dict) for cell in row.items())
        return frozenset(key for key, text in cells if len(str(text)) > MOST_SIGNS)

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

    def row_id(self, spec_id: UUID, row: str) -> UUID:
        """The id of a given row in one spec: two people who begin it at once begin one row."""
        return uuid5(spec_id, f"{self.key}/{row}")

    def line(self, key: str) -> Line | None:
        """The fixed row, checklist item or criterion with that key."""
        lines = (*self.fixed_rows, *self.items, *self.criteria)
        return next((line for line in lines if line.key == key), None)

    @property
    def takes_rows(self) -> bool:
        """People may add rows of their own, beside those that are given."""
        if self.kind is Kind.TABLE:
            return not self.fixed_rows or self.allow_extra_rows
        return self.kind is Kind.RUBRIC


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """An attribute where a template asks for it, and from which stage of the project on."""

    attribute: Attribute
    required: bool
    required_from: str = ""
    material: bool | None = None  # what its template says of it; None: the rule decides

    @property
    def key(self) -> str:
        return self.attribute.key


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """A printed row: its label, then the keys whose answers stand in its cells."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayoutTable:
    """Answers of a section printed together as one table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[LayoutRow, ...]


@dataclass(frozen=True)
class Section:
    """One step of the guided flow and one chapter of the document."""

    key: str
    number: str
    title: str
    intro: str
    signed_by: tuple[str, ...]
    items: tuple[TemplateItem, ...]
    tables: tuple[LayoutTable, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}" if self.number else self.title

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        return tuple(item.attribute for item in self.items)


@dataclass(frozen=True)
class Template:
    """An ordered list of sections, and the roles that must sign."""

    key: str
    title: str
    purpose: str
    length: str
    source: str
    sign_off: tuple[str, ...]
    optional_sign_off: tuple[str, ...]
    promotes_to: tuple[str, ...]
    sections: tuple[Section, ...]

    @cached_property
    def items(self) -> Mapping[str, TemplateItem]:
        """Every item by key, in the order of the document."""
        return {item.key: item for section in self.sections for item in section.items}

    @cached_property
    def attributes(self) -> Mapping[str, Attribute]:
        return {key: item.attribute for key, item in self.items.items()}

    @cached_property
    def required_keys(self) -> tuple[str, ...]:
        return tuple(key for key, item in self.items.items() if item.required)

    @cached_property
    def section_of(self) -> Mapping[str, str]:
        """The key of the section for each key of an attribute."""
        return {item.key: section.key for section in self.sections for item in section.items}

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def sections_of_role(self, role: str) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if role in section.signed_by)

    def definition(self) -> dict[str, Json]:
        """All of it as plain data, enough to render and check it without the catalogue."""
        plain: dict[str, Json] = to_plain(self)
        return plain

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition in its canonical form."""
        return digest(canonical(self.definition()))

    @classmethod
    def from_definition(cls, definition: Json) -> Template:
        read = _template(definition, "template")
        keys = [item.key for section in read.sections for item in section.items]
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise Malformed(f"template {read.key}: {', '.join(repeated)} is asked twice.")
        for key, item in read.items.items():
            if item.required_from and not item.required:
                raise Malformed(f"template {read.key}: {key} has a stage, and is not required.")
        return read


def read_attribute(data: Json, where: str) -> Attribute:
    """An attribute from plain data, strictly: what is unknown or missing is refused."""
    return build(Attribute, data, where, _ATTRIBUTE)


def _kind(data: Json, where: str) -> Kind:
    try:
        return Kind(as_text(data, where))
    except ValueError:
        raise Malformed(f"{where}: there is no kind {data!r}.") from None


_texts = list_of(as_text)
_lines = list_of(as_built(Line, dict.fromkeys(("key", "label", "help"), as_text)))
_options = list_of(as_built(Option, dict.fromkeys(("value", "label", "help"), as_text)))
_LIMITS = {"unit": as_text, "min": as_figure, "max": as_figure, "integer": as_flag}
_COLUMN: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("key", "title", "help"), as_text),
    **_LIMITS,
    "kind": _kind,
    "options": _options,
    "required": as_flag,
}
_ATTRIBUTE: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("key", "title", "section", "help", "source"), as_text),
    **dict.fromkeys(("show_when", "required_when", "filled_by"), as_text),
    **_LIMITS,
    "kind": _kind,
    "roles": _texts,
    "example": as_given,
    "options": _options,
    "columns": list_of(as_built(Column, _COLUMN)),
    "items": _lines,
    "criteria": _lines,
    "levels": _options,
    "fixed_rows": _lines,
    "default_rows": list_of(as_cells),
    "offered_rows": list_of(as_cells),
    "allow_extra_rows": as_flag,
    "min_rows": as_count,
}
_ITEM = {
    "attribute": read_attribute,
    "required": as_flag,
    "required_from": read_stage,
    "material": as_flag,
}
_ROW = {"label": as_text, "cells": list_of(as_text)}
_TABLE = {
    "title": as_text,
    "columns": _texts,
    "rows": list_of(as_built(LayoutRow, _ROW)),
}
_SECTION: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("key", "number", "title", "intro"), as_text),
    "signed_by": _texts,
    "items": list_of(as_built(TemplateItem, _ITEM)),
    "tables": list_of(as_built(LayoutTable, _TABLE)),
}
_template = as_built(
    Template,
    {
        **dict.fromkeys(("key", "title", "purpose", "length", "source"), as_text),
        **dict.fromkeys(("sign_off", "optional_sign_off", "promotes_to"), _texts),
        "sections": list_of(as_built(Section, _SECTION)),
    },
)
