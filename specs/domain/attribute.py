"""Attributes and templates: what a spec can state, and in which order it is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
T = TypeVar("T")


class Malformed(ValueError):
    """A definition that does not say what it must, with the place where it fails."""


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

    def definition(self) -> dict[str, Json]:
        """All of it as plain data."""
        return _definition(self)

    @cached_property
    def option_labels(self) -> Mapping[str, str]:
        return {option.value: option.label for option in self.options}

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

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
    """An attribute where a template asks for it."""

    attribute: Attribute
    required: bool

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
        return f"{self.number}. {self.title}" if self.number else self.title

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
        return _definition(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition in its canonical form."""
        text = json.dumps(
            self.definition(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_definition(cls, definition: Json) -> Template:
        read = _template(definition, "template")
        keys = [item.key for section in read.sections for item in section.items]
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise Malformed(f"template {read.key}: {', '.join(repeated)} is asked twice.")
        return read


def read_attribute(data: Json, where: str) -> Attribute:
    """An attribute from plain data, strictly: what is unknown or missing is refused."""
    return _build(Attribute, data, where, _ATTRIBUTE)


def _definition(described: Attribute | Template) -> dict[str, Json]:
    plain: dict[str, Json] = _plain(described)
    return plain


def _plain(value: Any) -> Any:
    """Dataclasses as mappings without what is blank; figures as text."""
    if hasattr(value, "__dataclass_fields__"):
        pairs = ((f.name, getattr(value, f.name), f) for f in fields(value))
        return {name: _plain(held) for name, held, f in pairs if not _is_default(f, held)}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return value


def _is_default(described: Any, held: object) -> bool:
    return (
        described.default is not MISSING
        and type(held) is type(described.default)
        and (held == described.default)
    )


def _build(
    cls: Callable[..., T],
    data: Json,
    where: str,
    readers: Mapping[str, Callable[..., Any]],
) -> T:
    if not isinstance(data, dict):
        raise Malformed(f"{where}: expected fields, found {data!r}.")
    where = f"{where} {data.get('key') or data.get('value') or ''}".rstrip()
    unknown = [name for name in data if name not in readers]
    if unknown:
        raise Malformed(f"{where}: unknown field {', '.join(unknown)}.")
    values = {name: readers[name](held, f"{where}: {name}") for name, held in data.items()}
    needed = [f.name for f in fields(cls) if f.default is MISSING]  # type: ignore[arg-type]
    missing = [name for name in needed if name not in values]
    if missing:
        raise Malformed(f"{where}: {', '.join(missing)} is missing.")
    return cls(**values)


def _text(data: Json, where: str) -> str:
    if not isinstance(data, str):
        raise Malformed(f"{where}: expected text, found {data!r}.")
    return data


def _flag(data: Json, where: str) -> bool:
    if not isinstance(data, bool):
        raise Malformed(f"{where}: expected true or false, found {data!r}.")
    return data


def _figure(data: Json, where: str) -> Decimal:
    text = _text(data, where)
    if not text.removeprefix("-").replace(".", "", 1).isdecimal():
        raise Malformed(f"{where}: expected a figure, found {text!r}.")
    return Decimal(text)


def _count(data: Json, where: str) -> int:
    text = _text(data, where)
    if not text.isdecimal():
        raise Malformed(f"{where}: expected a whole number, found {text!r}.")
    return int(text)


def _kind(data: Json, where: str) -> Kind:
    try:
        return Kind(_text(data, where))
    except ValueError:
        raise Malformed(f"{where}: there is no kind {data!r}.") from None


def _any(data: Json, where: str) -> Json:
    del where
    return data


def _list(read: Callable[[Json, str], T]) -> Callable[[Json, str], tuple[T, ...]]:
    def read_list(data: Json, where: str) -> tuple[T, ...]:
        if not isinstance(data, list):
            raise Malformed(f"{where}: expected a list, found {data!r}.")
        read_entries = tuple(read(entry, where) for entry in data)
        keys = list(_keys(read_entries))
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise Malformed(f"{where}: {', '.join(repeated)} is there twice.")
        return read_entries

    return read_list


def _keys(entries: tuple[Any, ...]) -> Iterator[str]:
    for entry in entries:
        key = entry if isinstance(entry, str) else getattr(entry, "key", None)
        key = key if key is not None else getattr(entry, "value", None)
        if key is not None:
            yield key


def _cells(data: Json, where: str) -> Mapping[str, str]:
    if not isinstance(data, dict):
        raise Malformed(f"{where}: expected a row, found {data!r}.")
    return {key: _text(cell, f"{where}: {key}") for key, cell in data.items()}


def _reader(cls: type[T], readers: Mapping[str, Callable[..., Any]]) -> Callable[[Json, str], T]:
    return lambda data, where: _build(cls, data, where, readers)


_texts = _list(_text)
_lines = _list(_reader(Line, dict.fromkeys(("key", "label", "help"), _text)))
_options = _list(_reader(Option, dict.fromkeys(("value", "label", "help"), _text)))
_LIMITS = {"unit": _text, "min": _figure, "max": _figure, "integer": _flag}
_COLUMN: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("key", "title", "help"), _text),
    **_LIMITS,
    "kind": _kind,
    "options": _options,
    "required": _flag,
}
_ATTRIBUTE: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("key", "title", "section", "help", "source"), _text),
    **dict.fromkeys(("show_when", "required_when", "filled_by"), _text),
    **_LIMITS,
    "kind": _kind,
    "roles": _texts,
    "example": _any,
    "options": _options,
    "columns": _list(_reader(Column, _COLUMN)),
    "items": _lines,
    "criteria": _lines,
    "levels": _options,
    "fixed_rows": _lines,
    "default_rows": _list(_cells),
    "offered_rows": _list(_cells),
    "allow_extra_rows": _flag,
    "min_rows": _count,
}
_ITEM = {"attribute": read_attribute, "required": _flag}
_ROW = {"label": _text, "cells": _list(_text)}
_TABLE = {
    "title": _text,
    "columns": _texts,
    "rows": _list(_reader(LayoutRow, _ROW)),
}
_SECTION: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("key", "number", "title", "intro"), _text),
    "signed_by": _texts,
    "items": _list(_reader(TemplateItem, _ITEM)),
    "tables": _list(_reader(LayoutTable, _TABLE)),
}
_template = _reader(
    Template,
    {
        **dict.fromkeys(("key", "title", "purpose", "length", "source"), _text),
        **dict.fromkeys(("sign_off", "optional_sign_off", "promotes_to"), _texts),
        "sections": _list(_reader(Section, _SECTION)),
    },
)
