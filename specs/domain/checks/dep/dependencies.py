"""DEP: what the project waits for."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document

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
def dependency_blocked(document: Document) -> Iterator[At]:
    """Something that the project waits for does not move.

    A blocked dependency does not come free by itself, and everything behind it waits as well.
    Somebody with enough weight has to know.
    """
    rows = (row for row in document.rows(DEPENDENCIES) if row.text("status") == "blocked")
    yield from at_rows(DEPENDENCIES, rows, "dependency", "status")


@check(
    "DEP031",
    "Dependency later than the launch",
    Severity.WARNING,
    needs=(DEPENDENCIES, LAUNCH),
    message="Needed after the launch date: {items}.",
    fix="Move one of the dates.",
    source="002 §9 (derived)",
)
def dependency_after_launch(document: Document) -> Iterator[At]:
    """Something unfinished is due only after the day on which the model goes live.

    What is needed after the launch is not needed for it, or the launch date is wrong. Both
    dates are in the plans of other teams.
    """
    launch = document.day(LAUNCH)
    if launch is None:
        return
    rows = (
        row
        for row in document.rows(DEPENDENCIES)
        if (due := row.day("needed_by")) and due > launch and row.text("status") != "done"
    )
    yield from at_rows(DEPENDENCIES, rows, "dependency", "needed_by")
