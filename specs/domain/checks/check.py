"""What a check is, where it finds something, and what it says there."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from specs.domain.attribute import Kind, Template
from specs.domain.document import Document
from specs.domain.reading import Row

# Places that are no field: who signs, and the spec as one text.
SIGN_OFF = "(sign-off)"
WHOLE_SPEC = "(whole spec)"
NAMED = 20  # what a message names before it says how many more there are


class Severity(StrEnum):
    """How much a finding stands in the way."""

    BLOCKER = "blocker"
    WARNING = "warning"
    ADVICE = "advice"


class At(NamedTuple):
    """A place, what fills the gap of the message there, and the cells of a table it is about."""

    key: str
    items: tuple[str, ...] = ()
    cells: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says at one place; cells are pairs of row, counted from 0, and column."""

    code: str
    severity: Severity
    key: str
    message: str
    fix: str
    title: str
    cells: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A pure function over a document, and what people read about it.

    It runs where the template asks for every key it ``needs``; the other keys that it
    ``reads`` count as blank where they are not asked for. Of ``kinds`` it reads every answer;
    if what it finds at a key follows from the answer there alone, it works ``key_by_key``,
    within the focus of the document. A ``presence`` check says that something is absent: where
    the template leaves that open it is advice, and it is silent once somebody said why it does
    not apply.
    """

    code: str
    title: str
    severity: Severity
    needs: tuple[str, ...]
    reads: tuple[str, ...]
    kinds: frozenset[Kind]
    key_by_key: bool
    presence: bool
    templates: tuple[str, ...]
    message: str
    fix: str
    source: str
    find: Callable[[Document], Iterable[At]]

    def __call__(self, document: Document) -> tuple[Finding, ...]:
        """All that it finds; nothing where it does not run."""
        if not self.runs_in(document.template):
            return ()
        return tuple(self.findings(document))

    @property
    def family(self) -> str:
        return self.code[:3]

    @property
    def explanation(self) -> str:
        """Its reference page: what is wrong, and why it matters."""
        return inspect.getdoc(self.find) or ""

    def runs_in(self, template: Template) -> bool:
        if self.templates and template.key not in self.templates:
            return False
        return all(key in template.items for key in self.needs)

    def findings(self, document: Document) -> Iterator[Finding]:
        """All that it finds in a document whose template it runs in."""
        for at in self.find(document):
            if finding := self.finding(document, at):
                yield finding

    def finding(self, document: Document, at: At) -> Finding | None:
        """What it says at a place; a presence check may have nothing to say after all."""
        severity = self.severity
        if self.presence:
            if document.is_excused(at.key):
                return None
            if not document.asks_now(at.key) and document.is_blank(at.key):
                severity = Severity.ADVICE
        message = self.message.replace("{items}", listed(at.items))
        return Finding(self.code, severity, at.key, message, self.fix, self.title, at.cells)


def check(
    code: str,
    title: str,
    severity: Severity,
    *,
    message: str,
    fix: str,
    source: str,
    needs: tuple[str, ...] = (),
    reads: tuple[str, ...] = (),
    kinds: frozenset[Kind] = frozenset(),
    key_by_key: bool = False,
    presence: bool = False,
    templates: tuple[str, ...] = (),
) -> Callable[[Callable[[Document], Iterable[At]]], Check]:
    """Make a check of a function; it is registered by being named in its family's ``CHECKS``."""

    def make(find: Callable[[Document], Iterable[At]]) -> Check:
        return Check(
            code=code,
            title=title,
            severity=severity,
            needs=needs,
            reads=reads,
            kinds=kinds,
            key_by_key=key_by_key,
            presence=presence,
            templates=templates,
            message=message,
            fix=fix,
            source=source,
            find=find,
        )

    return make


def at_rows(key: str, rows: Iterable[Row], named_by: str, *columns: str) -> tuple[At, ...]:
    """The place in a table where these rows are at fault, or none without such rows."""
    found = tuple(rows)
    if not found:
        return ()
    cells = tuple((row.place, column) for row in found for column in columns)
    return (At(key, tuple(name_of(row, named_by) for row in found), cells),)


def at_lines(document: Document, key: str, rows: Iterable[Row], *columns: str) -> tuple[At, ...]:
    """As ``at_rows``, for a table whose lines are given and named."""
    found = tuple(rows)
    if not found:
        return ()
    lines = document.template.items[key].attribute.fixed_rows
    labels = {line.key: line.label for line in lines}
    names = tuple(labels.get(row.text("row")) or f"line {row.place + 1}" for row in found)
    return (At(key, names, tuple((row.place, column) for row in found for column in columns)),)


def name_of(row: Row, column: str) -> str:
    """What a message calls a row."""
    return row.text(column) or f"line {row.place + 1}"


def listed(items: tuple[str, ...]) -> str:
    """The items as a message names them."""
    if len(items) <= NAMED:
        return ", ".join(items)
    return f"{', '.join(items[:NAMED])} and {len(items) - NAMED} more"
