"""What is wrong with a stored value, part by part, in words that say what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.values.figures import UNITS, day_problem, figure_problem
from specs.domain.values.items import find_in_checklist, find_in_rubric, find_in_table
from specs.domain.values.problems import (
    STATUSES,
    Problem,
    line_problem,
    note_problem,
    option_problem,
    percent_problem,
)
from specs.domain.values.shape import not_applicable, to_plain
from specs.domain.values.text import NAME_LIMIT, long_problem

_Finder = Callable[[Attribute, Json], Iterator[Problem]]
_ROLE = re.compile(r"[a-z0-9_-]{1,60}")


def validate(attribute: Attribute, value: Json) -> list[str]:
    """Everything that is wrong with a value, stored or in plain form; blank is never wrong."""
    return [_in_place(attribute, problem) for problem in find_problems(attribute, value)]


def find_problems(attribute: Attribute, value: Json) -> Iterator[Problem]:
    reason = not_applicable(value)
    if reason is not None:
        message = long_problem(reason) if reason.strip() else "Say why it does not apply."
        if message:
            yield Problem("not_applicable", message)
        return
    if value is None or value == "":
        return
    yield from _FINDERS[attribute.kind](attribute, to_plain(attribute, value))


def _in_place(attribute: Attribute, problem: Problem) -> str:
    """The message, preceded by row and column where the value has some."""
    row, dot, cell = problem.part.partition(".")
    if not dot:
        return problem.message
    line = attribute.line(row)
    where = line.label if line else f"Row {int(row) + 1}"
    column = attribute.column(cell)
    criterion = attribute.line(cell.removeprefix("scores."))
    title = column.title if column else criterion.label if criterion else ""
    return f"{where}, {title}: {problem.message}" if title else f"{where}: {problem.message}"


def _one(find: Callable[[Attribute, Json], str], part: str = "") -> _Finder:
    """A finder for values of one part."""

    def find_one(attribute: Attribute, value: Json) -> Iterator[Problem]:
        message = find(attribute, value)
        if message:
            yield Problem(part, message)

    return find_one


def _multi_choice(attribute: Attribute, value: Json) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem("", "Not a list of options. Choose from the list.")
        return
    chosen = [entry for entry in value if isinstance(entry, str)]
    wrong = [entry for entry in value if option_problem(attribute.options, entry)]
    if wrong:
        yield Problem("", option_problem(attribute.options, wrong[0]))
    if len(set(chosen)) < len(chosen):
        yield Problem("", "An option is there twice. Choose each once.")


def _parts(find: Callable[[Attribute, dict[str, Json]], Iterator[Problem]]) -> _Finder:
    """A finder for values that are mappings."""

    def find_in_parts(attribute: Attribute, value: Json) -> Iterator[Problem]:
        if isinstance(value, dict):
            yield from find(attribute, value)
        else:
            yield Problem("", "Not a valid answer. Fill in its parts.")

    return find_in_parts


def _amount(attribute: Attribute, value: dict[str, Json]) -> Iterator[Problem]:
    figure, unit = value.get("value"), value.get("unit")
    if figure not in (None, ""):
        message = figure_problem(
            figure, least=attribute.min, most=attribute.max, integer=attribute.integer
        )
        if message:
            yield Problem("value", message)
    if unit in (None, ""):
        return
    if attribute.kind is Kind.DURATION and unit not in UNITS:
        yield Problem("unit", f"Not a unit of time. Choose one of {', '.join(UNITS)}.")
    elif message := line_problem(unit):
        yield Problem("unit", message)


def _duration(attribute: Attribute, value: dict[str, Json]) -> Iterator[Problem]:
    yield from _amount(attribute, value)
    if str(value.get("value") or "").startswith("-"):
        yield Problem("value", "Must be at least 0.")


def _date_range(attribute: Attribute, value: dict[str, Json]) -> Iterator[Problem]:
    del attribute
    ends = {part: value.get(part) for part in ("start", "end")}
    messages = {part: day_problem(day) for part, day in ends.items() if day not in (None, "")}
    for part, message in messages.items():
        if message:
            yield Problem(part, message)
    if len(messages) == 2 and not any(messages.values()) and str(ends["end"]) < str(ends["start"]):
        yield Problem("end", "The end lies before the start.")


def _rag(attribute: Attribute, value: dict[str, Json]) -> Iterator[Problem]:
    del attribute
    status, note = value.get("status"), value.get("note")
    if status not in (None, "", *STATUSES):
        yield Problem("status", "Choose green, amber or red.")
    if note is not None and (message := note_problem(note)):
        yield Problem("note", message)


def _person(attribute: Attribute, value: dict[str, Json]) -> Iterator[Problem]:
    del attribute
    name, role = value.get("name"), value.get("role")
    if name is not None and (message := line_problem(name, NAME_LIMIT)):
        yield Problem("name", message)
    if role not in (None, "") and not (isinstance(role, str) and _ROLE.fullmatch(role)):
        yield Problem("role", "Not a role. Choose one of the list.")


def _number(attribute: Attribute, value: Json) -> str:
    return figure_problem(value, least=attribute.min, most=attribute.max, integer=attribute.integer)


def _yes_no(attribute: Attribute, value: Json) -> str:
    del attribute
    return "" if isinstance(value, bool) else "Answer yes or no."


_FINDERS: Mapping[Kind, _Finder] = {
    Kind.SHORT_TEXT: _one(lambda _, value: line_problem(value)),
    Kind.LONG_TEXT: _one(lambda _, value: note_problem(value)),
    Kind.CHOICE: _one(lambda attribute, value: option_problem(attribute.options, value)),
    Kind.MULTI_CHOICE: _multi_choice,
    Kind.NUMBER: _one(_number),
    Kind.PERCENT: _one(lambda a, value: percent_problem(value, a.min, a.max)),
    Kind.NUMBER_UNIT: _parts(_amount),
    Kind.DURATION: _parts(_duration),
    Kind.DATE: _one(lambda _, value: day_problem(value)),
    Kind.DATE_RANGE: _parts(_date_range),
    Kind.YES_NO: _one(_yes_no),
    Kind.TABLE: find_in_table,
    Kind.CHECKLIST: _parts(find_in_checklist),
    Kind.RUBRIC: find_in_rubric,
    Kind.RAG: _parts(_rag),
    Kind.PERSON: _parts(_person),
}
