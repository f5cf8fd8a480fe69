"""GOV: who was asked, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain.checks.check import At, Severity, at_lines, check
from specs.domain.derived import lines_without
from specs.domain.document import Document
from specs.domain.reading import Row

STAKEHOLDERS = "governance.stakeholders"
CHECKLIST = "governance.final_checklist"
CONFIRMED = frozenset({"yes"})


@check(
    "GOV010",
    "Stakeholder not asked",
    Severity.WARNING,
    needs=(STAKEHOLDERS,),
    presence=True,
    message="Not asked what would make them block the launch: {items}.",
    fix="Ask; the answer is often a requirement nobody wrote down.",
    source="002 §8",
)
def stakeholder_not_asked(document: Document) -> Iterator[At]:
    """For some roles it is open what would make them stop the launch.

    They know it today and say it on the last day, if nobody asks. Asked early, the answer is a
    requirement; asked late, a delay.
    """
    silent = lines_without(document, STAKEHOLDERS, "would_block")
    if silent:
        yield At(STAKEHOLDERS, silent)


@check(
    "GOV011",
    "Blocking reason still open",
    Severity.BLOCKER,
    needs=(STAKEHOLDERS,),
    message="Would still block the launch: {items}.",
    fix="Answer the concern or change the plan.",
    source="002 §8",
)
def concern_still_open(document: Document) -> Iterable[At]:
    """A stakeholder said what would make them block, and it is not resolved.

    Whoever has to sign said beforehand that they will not. Sending the spec out all the same
    costs every other signer a reading for nothing.
    """
    rows = document.rows_where(STAKEHOLDERS, _is_open)
    return at_lines(document, STAKEHOLDERS, rows, "resolved")


@check(
    "GOV021",
    "Final checklist not confirmed",
    Severity.WARNING,
    needs=(CHECKLIST,),
    presence=True,
    message="Not confirmed: {items}.",
    fix="Settle each line.",
    source="001 §8",
)
def checklist_not_confirmed(document: Document) -> Iterator[At]:
    """Some lines of the last checklist are not answered with yes.

    Each line is a mistake that stopped other projects. It takes a minute to confirm them and
    months to find out later.
    """
    replied = document.replied(CHECKLIST)
    if CONFIRMED.issuperset(replied.values()):
        return
    lines = document.template.attributes[CHECKLIST].items
    yield At(CHECKLIST, tuple(line.label for line in lines if replied[line.key] != "yes"))


def _is_open(row: Row) -> bool:
    return row.cells.get("resolved") == "no" and not row.lacks("would_block")
