"""FEA: the eight things that kill models in production."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain.checks.check import At, Severity, at_lines, check
from specs.domain.derived import lines_without
from specs.domain.document import Document
from specs.domain.reading import Row

KILLERS = "feasibility.killers"
ANSWERS = frozenset({"yes", "no"})


@check(
    "FEA004",
    "A production killer applies with no mitigation",
    Severity.BLOCKER,
    needs=(KILLERS,),
    message="Known killer, no answer: {items}.",
    fix="Write what is done about it.",
    source="003 §6",
)
def killer_without_mitigation(document: Document) -> Iterable[At]:
    """It is known that one of the eight usual causes of failure applies here, and nothing is
    planned against it.

    These eight end more projects than weak models do. A cause that was seen, written down and
    left alone is the one that the review after the failure will quote.
    """
    rows = document.rows_where(KILLERS, _applies_without, "mitigation")
    return at_lines(document, KILLERS, rows, "mitigation")


@check(
    "FEA005",
    "A production killer was not looked at",
    Severity.WARNING,
    needs=(KILLERS,),
    presence=True,
    message="Unknown or unanswered: {items}.",
    fix="Find out; a day now saves a quarter later.",
    source="003 §6",
)
def killer_not_looked_at(document: Document) -> Iterator[At]:
    """One of the eight usual causes of failure has no answer yet, or "not known yet".

    Not known mostly means that nobody asked. Whether a feature exists at request time or a law
    stands in the way can be found out in a day, and costs months when it is found out late.
    """
    if open_lines := lines_without(document, KILLERS, "applies", ANSWERS):
        yield At(KILLERS, open_lines)


@check(
    "FEA006",
    "A production killer has no owner",
    Severity.WARNING,
    needs=(KILLERS,),
    message="Nobody owns: {items}.",
    fix="Choose an owner role.",
    source="003 §6",
)
def killer_without_owner(document: Document) -> Iterable[At]:
    """One of the eight usual causes of failure applies, and no role is named for it.

    What everybody should watch is watched by no one. An owner is who reports at the next gate
    whether the answer still holds.
    """
    rows = document.rows_where(KILLERS, _applies_without, "owner")
    return at_lines(document, KILLERS, rows, "owner")


def _applies_without(row: Row, column: str) -> bool:
    return row.says("applies", "yes") and row.lacks(column)
