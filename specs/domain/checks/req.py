"""REQ: required answers and valid values, whatever they are about."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.outline import AMOUNTS
from specs.domain.reading import ROWS
from specs.domain.values import find_problems, validate


@check(
    "REQ001",
    "Required answer missing",
    Severity.BLOCKER,
    kinds=frozenset(Kind),
    key_by_key=True,
    message="Still needed: {items}.",
    fix="Answer each field, or choose a smaller template.",
    source="000 to 003 (each template)",
)
def required_answer_missing(document: Document) -> Iterator[At]:
    """The template asks for an answer, and there is none.

    Whoever signs relies on every required answer: a gap is filled later by whoever builds the
    model, each in another way. What is hidden by other answers is not required, and neither is
    what somebody marked as not applicable, with the reason. Where a check of its own says what
    is missing at a field, that one is shown instead.
    """
    value = document.value
    for key in document.among(document.outline.required):
        if value(key) is None and document.is_required(key):
            yield At(key, (document.label(key),))


@check(
    "REQ002",
    "Incomplete line in a table",
    Severity.WARNING,
    kinds=ROWS,
    key_by_key=True,
    message="A line was begun and not finished: {items}.",
    fix="Fill the required columns or delete the line.",
    source="product (all tables)",
)
def incomplete_line(document: Document) -> Iterator[At]:
    """A line of a table has some of its required cells, and others are empty.

    Half a line looks like a decision and is none: an input without a type, a risk without a
    probability. Lines that nobody began are left alone.
    """
    for key, reading in document.flawed:
        if missing := reading.missing:
            label = document.label(key)
            items = tuple(f"{label} line {place + 1}: {title}" for place, _, title in missing)
            yield At(key, items, tuple((place, column) for place, column, _ in missing))


@check(
    "REQ003",
    "Answer does not fit its kind",
    Severity.BLOCKER,
    kinds=frozenset(Kind),
    key_by_key=True,
    message="Not a valid answer: {items}.",
    fix="Use one of the options, or a number inside the range given.",
    source="product",
)
def invalid_answer(document: Document) -> Iterator[At]:
    """A stored answer is not what its field can hold: an unknown option, a share above 100.

    Answers are checked when they are saved, so this happens when an answer was carried into a
    template that has other options or limits, or came in through an import.
    """
    for key in document.doubtful_keys():
        attribute, value = document.template.attributes[key], document.value(key)
        if faults := validate(attribute, value):
            items = tuple(f"{attribute.title}: {fault.rstrip('.')}" for fault in faults)
            yield At(key, items, tuple(_faulty_cells(attribute, value)))


def _faulty_cells(attribute: Attribute, value: Json) -> Iterator[tuple[int, str]]:
    lines = [line.key for line in attribute.items]
    for problem in find_problems(attribute, value):
        row, dot, column = problem.part.partition(".")
        if dot:
            yield (lines.index(row) if row in lines else int(row), column)


@check(
    "REQ004",
    "Number without a unit",
    Severity.BLOCKER,
    kinds=AMOUNTS,
    key_by_key=True,
    message="A number stands without its unit: {items}.",
    fix="Choose a unit.",
    source="product (003 §1 measurable)",
)
def number_without_unit(document: Document) -> Iterator[At]:
    """An amount has a figure and no unit.

    60 can be milliseconds or minutes, 500 megabytes or gigabytes. Nothing can be compared with
    such a figure, so other checks pass it by in silence.
    """
    amounts = document.outline.amounts
    for key, _ in document.flawed:
        if key in amounts and not document.unit(key) and document.number(key) is not None:
            yield At(key, (document.label(key),))


CHECKS = (
    required_answer_missing,
    incomplete_line,
    invalid_answer,
    number_without_unit,
)
