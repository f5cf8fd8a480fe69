"""DEP: what the project waits for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row

DEPENDENCIES = "constraints.dependencies"
LAUNCH = "project.target_launch"


@check(
    "DEP030",
    "Dependency blocked",
    Severity.WARNING,
    needs=(DEPENDENCIES,),
    message="Blocked: {items}.",
    fix="Unblock or plan around it.",
    source="002 §9",
)
def dependency_blocked(document: Document) -> Iterable[At]:
    """Something that the project waits for does not move.

    A blocked dependency does not come free by itself, and everything behind it waits as well.
    Somebody with enough weight has to know.
    """
    rows = document.rows_where(DEPENDENCIES, Row.says, "status", "blocked")
    return at_rows(DEPENDENCIES, rows, "dependency", "status")


@check(
    "DEP031",
    "Dependency later than the launch",
    Severity.WARNING,
    needs=(DEPENDENCIES, LAUNCH),
    message="Needed after the launch date: {items}.",
    fix="Move one of the dates.",
    source="002 §9 (derived)",
)
def dependency_after_launch(document: Document) -> Iterable[At]:
    """Something unfinished is due only after the day on which the model goes live.

    What is needed after the launch is not needed for it, or the launch date is wrong. Both
    dates are in the plans of other teams.
    """
    launch = document.day(LAUNCH)
    if launch is None:
        return ()
    rows = document.rows_where(DEPENDENCIES, _comes_after, launch)
    return at_rows(DEPENDENCIES, rows, "dependency", "needed_by")


def _comes_after(row: Row, launch: date) -> bool:
    due = row.day("needed_by")
    return due is not None and due > launch and not row.says("status", "done")
