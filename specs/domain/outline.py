"""What a template asks, arranged once so that documents are read and checked fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import TypeAlias, TypeVar

from specs.domain.amounts import amount
from specs.domain.attribute import Attribute, Column, Json, Kind, Option, Template
from specs.domain.conditions import keys_of
from specs.domain.values.text import LONG_LIMIT, SHORT_LIMIT

T = TypeVar("T")
Accept: TypeAlias = Callable[[Json], bool]
TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
KEPT = 256  # versions of templates


@dataclass(frozen=True, slots=True)
class Outline:
    """The keys of a template, sorted by what a check wants of them."""

    required: tuple[str, ...]
    written: tuple[str, ...]  # texts in themselves
    long_texts: tuple[str, ...]
    with_texts: tuple[str, ...]  # of any kind, with texts in them, in the order of the template
    tables: tuple[str, ...]
    amounts: tuple[str, ...]
    text_columns: Mapping[str, tuple[str, ...]]
    needed_columns: Mapping[str, tuple[tuple[str, str], ...]]
    accepts: Mapping[str, Accept]
    hiding: Mapping[str, frozenset[str]]


def per_template(build: Callable[[Template], T]) -> Callable[[Template], T]:
    """Build a thing once for a template; its digest stands for it, since hashing it is slow."""
    built: dict[str, T] = {}

    @wraps(build)
    def find_or_build(template: Template) -> T:
        found = built.get(template.digest)
        if found is None:
            if len(built) >= KEPT:
                built.clear()
            found = built[template.digest] = build(template)
        return found

    return find_or_build


@per_template
def outline_of(template: Template) -> Outline:
    """The outline of a template."""
    attributes = template.attributes.values()
    columns = {
        attribute.key: tuple(c.key for c in attribute.columns if c.kind in TEXTS)
        for attribute in attributes
        if attribute.columns
    }
    has_texts = (*TEXTS, Kind.RAG, Kind.CHECKLIST)
    return Outline(
        required=template.required_keys,
        written=tuple(a.key for a in attributes if a.kind in TEXTS),
        long_texts=tuple(a.key for a in attributes if a.kind is Kind.LONG_TEXT),
        with_texts=tuple(a.key for a in attributes if a.kind in has_texts or columns.get(a.key)),
        tables=tuple(a.key for a in attributes if a.kind in (Kind.TABLE, Kind.RUBRIC)),
        amounts=tuple(a.key for a in attributes if a.kind in (Kind.NUMBER_UNIT, Kind.DURATION)),
        text_columns=columns,
        needed_columns={
            a.key: tuple((c.key, c.title) for c in a.columns if c.required)
            for a in attributes
            if a.columns
        },
        accepts={a.key: _accept_rows(a) if a.columns else _accept(a) for a in attributes},
        hiding=_hiding(template),
    )


def _hiding(template: Template) -> Mapping[str, frozenset[str]]:
    """For each key those that it can hide or make optional, and what these hide in turn."""
    direct: dict[str, set[str]] = {}
    for attribute in template.attributes.values():
        for key in keys_of(attribute.show_when) | keys_of(attribute.required_when):
            direct.setdefault(key, set()).add(attribute.key)
    return {key: _reached(key, direct) for key in direct}


def _reached(key: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = [key]
    while waiting:
        more = direct.get(waiting.pop(), set()) - reached
        reached |= more
        waiting += more
    return frozenset(reached)


def _accept_rows(attribute: Attribute) -> Accept:
    """Quick acceptance of a plain table: every row has known cells that are surely valid."""
    if attribute.fixed_rows or attribute.criteria:
        return _never
    columns = {column.key: _accept(column) for column in attribute.columns}

    def accept_rows(value: Json) -> bool:
        if not isinstance(value, list):
            return False
        for row in value:
            if not isinstance(row, dict) or not row.keys() <= columns.keys():
                return False
            for key, cell in row.items():
                if cell and not columns[key](cell):
                    return False
        return True

    return accept_rows


def _accept(described: Attribute | Column) -> Accept:
    """Quick acceptance of what is surely valid; the rest is for ``find_problems`` to judge."""
    match described.kind:
        case Kind.SHORT_TEXT:
            return _is_short
        case Kind.LONG_TEXT:
            return _is_long
        case Kind.CHOICE:
            return _among(described.options)
        case Kind.NUMBER:
            if described.integer:
                return _is_whole_within(described.min, described.max)
            return _within(described.min, described.max)
        case Kind.PERCENT:
            least = Decimal(0) if described.min is None else described.min
            return _within(least, Decimal(100) if described.max is None else described.max)
        case Kind.YES_NO:
            return _is_flag
        case _:
            return _never


def _is_short(value: Json) -> bool:
    return isinstance(value, str) and len(value) <= SHORT_LIMIT and value.isprintable()


def _is_long(value: Json) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= LONG_LIMIT
        and (value.isprintable() or value.replace("\n", "").isprintable())
    )


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _never(value: Json) -> bool:
    return value is None


def _among(options: tuple[Option, ...]) -> Accept:
    known = frozenset(option.value for option in options)
    return lambda value: isinstance(value, str) and value in known


def _within(least: Decimal | None, most: Decimal | None) -> Accept:
    def is_within(value: Json) -> bool:
        number = amount(value) if isinstance(value, str) else None
        return (
            number is not None
            and (least is None or number >= least)
            and (most is None or number <= most)
        )

    return is_within


def _is_whole_within(least: Decimal | None, most: Decimal | None) -> Accept:
    is_within = _within(least, most)
    return lambda value: isinstance(value, str) and value.isdecimal() and is_within(value)
