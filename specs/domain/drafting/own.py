"""Attributes of an organisation's own, of any of the sixteen kinds, made of what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from specs.domain.attribute import OWN, Attribute, Kind, Line, Option
from specs.domain.drafting.columns import read_columns, write_columns
from specs.domain.drafting.examples import read_example, write_example
from specs.domain.drafting.lines import read_named, write_named
from specs.domain.drafting.tables import YES, read_table, write_table
from specs.domain.drafting.words import free_slug, title_line, typed_line, typed_text
from specs.domain.values.figures import figure_problem, read_figure
from specs.domain.values.text import Invalid

SECTION = "own"
UNIT_LIMIT = 30
# What is typed for which kinds, beside title, help and example.
CHOICES = frozenset({Kind.CHOICE, Kind.MULTI_CHOICE})
FIGURES = frozenset({Kind.NUMBER, Kind.PERCENT})
WORDS: Mapping[Kind, str] = {
    Kind.SHORT_TEXT: "One line of text",
    Kind.LONG_TEXT: "Text",
    Kind.CHOICE: "One of several options",
    Kind.MULTI_CHOICE: "Several of several options",
    Kind.NUMBER: "Number",
    Kind.NUMBER_UNIT: "Number with a unit that the author writes",
    Kind.PERCENT: "Percent",
    Kind.DURATION: "Length of time",
    Kind.DATE: "Day",
    Kind.DATE_RANGE: "First and last day",
    Kind.YES_NO: "Yes or no",
    Kind.TABLE: "Table",
    Kind.CHECKLIST: "Checklist: points answered with yes, no or unsure",
    Kind.RUBRIC: "Candidates scored by criteria",
    Kind.RAG: "Traffic light with a note",
    Kind.PERSON: "Person and role",
}


def own_key(title: str, taken: Iterable[str]) -> str:
    """A key of its own for an attribute of that title."""
    used = {key.removeprefix(OWN) for key in taken if key.startswith(OWN)}
    return OWN + free_slug(title, used, "attribute")


@dataclass(frozen=True, slots=True)
class Unclear(Exception):
    """What was typed makes no attribute: what is wrong, by the name of the control."""

    wrong: Mapping[str, str]


def read_own(typed: Mapping[str, str], kind: Kind, key: str) -> Attribute:
    """The attribute that is described; raises Unclear with everything that is wrong."""
    wrong: dict[str, str] = {}

    def take(read: Any, *arguments: Any) -> Any:
        try:
            return read(*arguments)
        except Invalid as problem:
            wrong.setdefault(problem.part, problem.message)
            return ()

    def said(name: str) -> str:
        return typed.get(name, "")

    attribute = Attribute(
        key=key,
        title=take(title_line, said("title"), "title", "Give it a title.") or "",
        kind=kind,
        section=SECTION,
        help=take(_help, said("help")) or "",
        roles=(),
        source=SECTION,
        **_shape(kind, said, take),
    )
    example = None if wrong else take(read_example, attribute, said("example"))
    if wrong:
        raise Unclear(wrong)
    return replace(attribute, example=example)


def _shape(kind: Kind, said: Any, take: Any) -> dict[str, Any]:
    """What attributes of a kind hold, beside what all of them do."""
    if kind in CHOICES:
        lines = take(read_named, said("options"), "options", 2, "Name at least two options.")
        return {"options": tuple(Option(*line) for line in lines)}
    if kind is Kind.CHECKLIST:
        lines = take(read_named, said("items"), "items", 1, "Name at least one point.")
        return {"items": tuple(Line(*line) for line in lines)}
    if kind in FIGURES:
        return _limits(kind, said, take)
    if kind is Kind.TABLE:
        return read_table(said, take)
    if kind is Kind.RUBRIC:
        named = "Name at least one criterion."
        lines = take(read_named, said("criteria"), "criteria", 1, named)
        columns = take(read_columns, said("columns"), "columns")
        return {"columns": columns, "criteria": tuple(Line(*line) for line in lines)}
    return {}


def _limits(kind: Kind, said: Any, take: Any) -> dict[str, Any]:
    least, most = take(_limit, said("min"), "min"), take(_limit, said("max"), "max")
    if isinstance(least, Decimal) and isinstance(most, Decimal):
        take(_order, least, most)
    limits: dict[str, Any] = {
        "min": least if isinstance(least, Decimal) else None,
        "max": most if isinstance(most, Decimal) else None,
    }
    if kind is Kind.NUMBER:
        limits["unit"] = take(typed_line, said("unit"), "unit", UNIT_LIMIT) or ""
        limits["integer"] = said("integer") == YES
    return limits


def _help(typed: str) -> str:
    text = typed_text(typed, "help")
    if not text:
        raise Invalid("Say what belongs there: authors read it above the field.", "help")
    return text


def _limit(typed: str, part: str) -> Decimal | None:
    text = typed_line(typed, part, UNIT_LIMIT)
    if not text:
        return None
    if wrong := figure_problem(text):
        raise Invalid(wrong, part)
    figure = read_figure(text)
    if "E" in str(figure):  # which definitions cannot hold
        raise Invalid("At most six decimals.", part)
    return figure


def _order(least: Decimal, most: Decimal) -> None:
    if least > most:
        raise Invalid("The largest value is below the smallest.", "max")


def write_own(attribute: Attribute) -> dict[str, str]:
    """What one would type to get this attribute."""
    return {
        "title": attribute.title,
        "help": attribute.help,
        "options": write_named(attribute.options),
        "items": write_named(attribute.items),
        "columns": write_columns(attribute.columns),
        **write_table(attribute),
        "criteria": write_named(attribute.criteria),
        "unit": attribute.unit,
        "min": "" if attribute.min is None else f"{attribute.min:f}",
        "max": "" if attribute.max is None else f"{attribute.max:f}",
        "integer": YES if attribute.integer else "",
        "example": write_example(attribute),
    }
