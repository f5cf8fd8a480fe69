"""Quick acceptance of answers that are surely valid; the rest is for ``find_problems`` to judge.

Nearly every stored answer is valid, and every run of the checks looks at all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from specs.domain.amounts import amount
from specs.domain.attribute import Attribute, Column, Json, Kind, Line, Option
from specs.domain.values import ANSWERS, SCORES, STATUSES, UNITS
from specs.domain.values.figures import day_problem
from specs.domain.values.text import NAME_LIMIT, SHORT_LIMIT
from specs.domain.wording import is_line, is_plain

Accept: TypeAlias = Callable[[Json], bool]
DURATIONS = frozenset(UNITS)
ZERO, WHOLE = Decimal(0), Decimal(100)
ROLE_LIMIT = 60
KEPT = 512  # accepted values of one attribute or column


def accepts(described: Attribute | Column) -> Accept:
    """Tells of a value in plain form, or of a cell, whether it is surely valid."""
    match described.kind:
        case Kind.CHOICE:
            return _among(described.options)
        case Kind.MULTI_CHOICE:
            return _several(described.options)
        case Kind.NUMBER | Kind.PERCENT:
            return _figure(described)
        case Kind.NUMBER_UNIT:
            return _pair("value", _figure(described), "unit", _is_short)
        case Kind.DURATION:
            return _pair("value", _unsigned(_figure(described)), "unit", _is_unit_of_time)
        case Kind.CHECKLIST if isinstance(described, Attribute):
            return _checklist(described)
        case _:
            return SIMPLE.get(described.kind, _is_never)


def accepts_scores(criteria: tuple[Line, ...]) -> Accept:
    """Tells of the scores of a candidate whether they are surely valid."""
    known = frozenset(line.key for line in criteria)
    return lambda value: (
        isinstance(value, dict)
        and known.issuperset(value)
        and all(isinstance(score, str) and score in SCORES for score in value.values())
    )


def _is_never(value: Json) -> bool:
    return value is None


def _is_short(value: Json) -> bool:
    return isinstance(value, str) and is_line(value)


def _is_long(value: Json) -> bool:
    return isinstance(value, str) and is_plain(value)


def _among(options: tuple[Option, ...]) -> Accept:
    known = frozenset(option.value for option in options)
    return lambda value: isinstance(value, str) and value in known


def _several(options: tuple[Option, ...]) -> Accept:
    known = frozenset(option.value for option in options)

    def are_known(value: Json) -> bool:
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            return False
        chosen = {entry for entry in value if isinstance(entry, str)}
        return len(chosen) == len(value) and chosen <= known

    return are_known


def _remembering(accept: Accept) -> Accept:
    """The same for texts; those that were accepted before are not looked at again."""
    accepted: set[Json] = set()

    def accept_text(value: Json) -> bool:
        if not isinstance(value, str):
            return False
        if value in accepted:
            return True
        is_accepted = accept(value)
        if is_accepted and len(value) <= SHORT_LIMIT and len(accepted) < KEPT:
            accepted.add(value)
        return is_accepted

    return accept_text


def _pair(first: str, is_first: Accept, second: str, is_second: Accept) -> Accept:
    """Accept a mapping by two of its parts; pairs that were accepted before are known."""
    accepted: set[tuple[Json, Json]] = set()

    def accept_pair(value: Json) -> bool:
        if not isinstance(value, dict):
            return False
        one, other = value.get(first), value.get(second)
        if not (isinstance(one, str) and isinstance(other, str)):
            return is_first(one) and is_second(other)
        if (one, other) in accepted:
            return True
        are_accepted = is_first(one) and is_second(other)
        if are_accepted and len(one) + len(other) <= SHORT_LIMIT and len(accepted) < KEPT:
            accepted.add((one, other))
        return are_accepted

    return accept_pair


def _checklist(described: Attribute) -> Accept:
    known = frozenset(line.key for line in described.items)

    def are_answered(value: Json) -> bool:
        return (
            isinstance(value, dict)
            and known.issuperset(value)
            and all(_is_entry(entry) for entry in value.values())
        )

    return are_answered


def _is_entry(entry: Json) -> bool:
    if not isinstance(entry, dict):
        return False
    answer, note = entry.get("answer"), entry.get("note")
    return isinstance(answer, str) and answer in ANSWERS and (note is None or _is_long(note))


def _unsigned(is_figure: Accept) -> Accept:
    return lambda value: isinstance(value, str) and value[:1].isdecimal() and is_figure(value)


def _is_unit_of_time(value: Json) -> bool:
    return isinstance(value, str) and value in DURATIONS


def _is_day(value: Json) -> bool:
    return isinstance(value, str) and _names_day(value)


@lru_cache(maxsize=2048)
def _names_day(text: str) -> bool:
    return not day_problem(text)


def _is_range(value: Json) -> bool:
    if not isinstance(value, dict):
        return False
    start, end = value.get("start"), value.get("end")
    return isinstance(start, str) and _is_day(start) and _is_day(end) and start <= str(end)


def _is_name(value: Json) -> bool:
    return isinstance(value, str) and len(value) <= NAME_LIMIT and value.isprintable()


def _is_role(value: Json) -> bool:
    return value is None or (
        isinstance(value, str)
        and len(value) <= ROLE_LIMIT
        and value.isascii()
        and value.islower()
        and value.isidentifier()
    )


def _figure(described: Attribute | Column) -> Accept:
    least, most = described.min, described.max
    if described.kind is Kind.PERCENT:
        least = ZERO if least is None else least
        most = WHOLE if most is None else most
    is_within = _within(least, most)
    if described.integer:
        return _remembering(lambda value: str(value).isdecimal() and is_within(value))
    return _remembering(is_within)


def _within(least: Decimal | None, most: Decimal | None) -> Accept:
    def is_within(value: Json) -> bool:
        number = amount(value) if isinstance(value, str) else None
        return (
            number is not None
            and (least is None or number >= least)
            and (most is None or number <= most)
        )

    return is_within


SIMPLE: Mapping[Kind, Accept] = {
    Kind.SHORT_TEXT: _is_short,
    Kind.LONG_TEXT: _is_long,
    Kind.DATE: _is_day,
    Kind.DATE_RANGE: _is_range,
    Kind.YES_NO: lambda value: isinstance(value, bool),
    Kind.PERSON: _pair("name", _is_name, "role", _is_role),
    Kind.RAG: _pair(
        "status",
        lambda status: status in STATUSES,
        "note",
        lambda note: note is None or _is_long(note),
    ),
}
