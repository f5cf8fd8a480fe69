"""GOV: what the system has to do, and what it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row

FUNCTIONAL = "requirements.functional"
OPERATIONAL = "requirements.operational"
CATEGORIES = (
    FUNCTIONAL,
    "requirements.performance",
    "requirements.constraints",
    "requirements.business",
    OPERATIONAL,
)
OUT_OF_SCOPE = "scope.out_of_scope"
ALTERNATIVES = "scope.alternatives"


@check(
    "GOV001",
    "A requirement category is empty",
    Severity.BLOCKER,
    needs=CATEGORIES,
    presence=True,
    message="Skipped: {items}.",
    fix="Every category needs at least one line, the operational one included.",
    source="002 §1",
)
def category_empty(document: Document) -> Iterator[At]:
    """One of the five sorts of requirement has no line at all.

    The sort that is skipped is mostly the operational one: who watches, who pays, who is called.
    It is also the one that decides whether the model is still there after a year.
    """
    skipped = [key for key in CATEGORIES if not document.rows(key)]
    if skipped:
        yield At(OPERATIONAL, tuple(document.label(key) for key in skipped))


@check(
    "GOV002",
    "Function without a business goal",
    Severity.WARNING,
    needs=(FUNCTIONAL,),
    message="Serves no KPI: {items}.",
    fix="Link it to a KPI or drop it.",
    source="001 §1",
)
def function_without_goal(document: Document) -> Iterable[At]:
    """A function is required and no KPI says what for.

    What serves no goal cannot be weighed against its cost, and is never taken out again. Either
    there is a goal nobody wrote down or the function is a habit.
    """
    rows = document.rows_where(FUNCTIONAL, Row.lacks, "kpi")
    return at_rows(FUNCTIONAL, rows, "id", "kpi")


@check(
    "GOV003",
    "Nothing out of scope",
    Severity.BLOCKER,
    needs=(OUT_OF_SCOPE,),
    presence=True,
    message="The spec excludes nothing.",
    fix="List what the system does not do.",
    source="002 §9",
)
def nothing_out_of_scope(document: Document) -> Iterator[At]:
    """No line says what the system does not do.

    Readers fill the gap with what they hope for, each with something else. What was left out is
    then missed at the launch.
    """
    if not document.rows(OUT_OF_SCOPE):
        yield At(OUT_OF_SCOPE)


@check(
    "GOV004",
    "No alternatives considered",
    Severity.WARNING,
    needs=(ALTERNATIVES,),
    presence=True,
    message="Only one idea was considered.",
    fix="List what was rejected and why.",
    source="002 §9",
)
def no_alternatives(document: Document) -> Iterator[At]:
    """The spec does not say what else was thought of and why it was not chosen.

    Somebody will propose it again in half a year. The reason, written down, saves that
    discussion, or shows that it no longer holds.
    """
    if not document.rows(ALTERNATIVES):
        yield At(ALTERNATIVES)
