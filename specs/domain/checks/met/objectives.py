"""MET: the goals behind the metric, where there are several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row

GOALS = "business.goal_translation"
CONFLICTING = "objectives.conflicting"
DECOUPLED = "objectives.decoupled"
COMPONENTS = "objectives.components"
FEWEST = 2  # scores, where goals conflict
ALL_OF_IT, TOLERANCE = Decimal(1), Decimal("0.001")


@check(
    "MET029",
    "Pitfall of the metric not handled",
    Severity.WARNING,
    needs=(GOALS,),
    message="Known trap without an answer for: {items}.",
    fix="Write how the trap is avoided.",
    source="002 §3",
)
def pitfall_not_handled(document: Document) -> Iterable[At]:
    """A goal became a metric, and nothing says how its known trap is avoided.

    Clicks reward headlines that lie, and time spent rewards pages that confuse. Every metric
    has such a trap; a team that wrote it down sees it coming.
    """
    rows = document.rows_where(GOALS, _leaves_its_trap)
    return at_rows(GOALS, rows, "goal", "pitfall", "handling")


@check(
    "MET030",
    "Conflicting goals in one model",
    Severity.WARNING,
    needs=(CONFLICTING, DECOUPLED),
    message="Goals conflict and share one model; a change of weight then means training again.",
    fix="Score each goal by its own model and combine the scores.",
    source="003 §7",
)
def goals_share_one_model(document: Document) -> Iterator[At]:
    """Two goals pull in different directions, and one model learns their mixture.

    Their weights are a decision of the business and change often. Scored apart, they are
    changed in a minute; learned together, in weeks.
    """
    if document.says_yes(CONFLICTING) and not document.says_yes(DECOUPLED):
        yield At(DECOUPLED)


@check(
    "MET031",
    "Weights of the objectives missing or odd",
    Severity.WARNING,
    needs=(CONFLICTING, COMPONENTS),
    message="Conflicting goals need at least two scores with weights that add up to 1.",
    fix="Complete the table.",
    source="003 §7 (derived)",
)
def odd_weights(document: Document) -> Iterator[At]:
    """Goals conflict, and the table of their scores does not say how they are combined.

    One score alone decides nothing between two goals, and weights that do not add up to 1
    cannot be compared with those of last month.
    """
    if not document.says_yes(CONFLICTING):
        return
    if not document.told_by_rows(COMPONENTS, _add_up):
        yield At(COMPONENTS)


def _leaves_its_trap(row: Row) -> bool:
    return bool(row.text("metric")) and not (row.text("pitfall") and row.text("handling"))


def _add_up(rows: tuple[Row, ...]) -> bool:
    """There are several scores, and their weights make a whole."""
    weights = [row.number("weight") or Decimal(0) for row in rows]
    return len(weights) >= FEWEST and abs(sum(weights) - ALL_OF_IT) <= TOLERANCE
