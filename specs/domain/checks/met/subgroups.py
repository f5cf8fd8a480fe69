"""MET: the groups that must each pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from specs.domain.amounts import below
from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.derived import confidence, direction, surpasses
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.statistics import cases_needed
from specs.domain.wording import gist

METRIC = "evaluation.primary_metric"
DIRECTION = "evaluation.metric_direction"
TARGET = "evaluation.ship_threshold"
SUBGROUPS = "evaluation.subgroups"
MARGIN = "evaluation.subgroup_margin"
CONFIDENCE = "evaluation.subgroup_confidence"
EVERYBODY = frozenset({"all", "everyone", "everybody", "overall", "total"})
EVERYBODY_BEGINS = ("all ", "overall ", "total ")


@check(
    "MET011",
    "No subgroups",
    Severity.BLOCKER,
    needs=(SUBGROUPS,),
    presence=True,
    message="Only the average is evaluated. This step is the one most often skipped.",
    fix="List the groups that must each reach the threshold.",
    source="000 §4",
)
def no_subgroups(document: Document) -> Iterator[At]:
    """No group is named that must reach the threshold by itself.

    An average hides those for whom the model does badly: a small group can fail altogether and
    hardly move it. A line for "all" is the average once more.
    """
    if not document.rows_where(SUBGROUPS, _is_group):
        yield At(SUBGROUPS)


@check(
    "MET012",
    "Subgroup without a name, a dimension or a threshold",
    Severity.BLOCKER,
    needs=(SUBGROUPS,),
    message="No name, dimension or threshold for: {items}.",
    fix="Give at least the ship threshold.",
    source="000 §4",
)
def incomplete_subgroup(document: Document) -> Iterator[At]:
    """A subgroup lacks its name, the dimension it belongs to, or the value it must reach.

    Such a group cannot be evaluated: either nobody can select its cases or nothing says what
    would be enough.
    """
    items, cells = [], []
    for row in document.rows_where(SUBGROUPS, _has_gaps):
        items.append(row.text("subgroup") or "(no name)")
        cells += [(row.place, column) for column in _gaps(row)]
    if items:
        yield At(SUBGROUPS, tuple(items), tuple(cells))


@check(
    "MET013",
    "Subgroup threshold weaker than the primary",
    Severity.BLOCKER,
    needs=(SUBGROUPS, TARGET),
    reads=(DIRECTION, METRIC),
    message="A group may do worse than the total: {items}.",
    fix="Use the ship threshold for every group.",
    source="000 §4, FAQ",
)
def subgroup_may_do_worse(document: Document) -> Iterable[At]:
    """A subgroup has to reach less than the model as a whole.

    That writes down in advance that some people get a worse product. If a group really needs
    another value, the value for all was too high or the group needs a model of its own.
    """
    target = document.number(TARGET)
    if target is None:
        return ()
    rows = document.rows_where(SUBGROUPS, _may_do_worse, target, direction(document))
    return at_rows(SUBGROUPS, rows, "subgroup", "threshold")


@check(
    "MET014",
    "Subgroup sample too small",
    Severity.WARNING,
    needs=(SUBGROUPS,),
    reads=(MARGIN, CONFIDENCE),
    message="Too few cases to tell pass from fail: {items}.",
    fix="Collect more cases or accept a larger margin.",
    source="000 §4 (derived)",
)
def subgroup_sample_too_small(document: Document) -> Iterable[At]:
    """A subgroup has fewer cases than its margin of error and confidence need.

    With 100 cases a measured 0.70 may be anything from 0.60 to 0.78. Pass or fail is then
    chance. The number needed follows from the Wilson score interval.
    """
    margin = document.number(MARGIN)
    if margin is None:
        return ()
    rows = document.rows_where(SUBGROUPS, _has_too_few, margin, confidence(document))
    return at_rows(SUBGROUPS, rows, "subgroup", "positives")


def _is_group(row: Row) -> bool:
    """The row names a part, not everybody."""
    name = gist(row.text("subgroup")).normal
    return name not in EVERYBODY and not name.startswith(EVERYBODY_BEGINS)


def _gaps(row: Row) -> list[str]:
    """The columns without which a group cannot be evaluated, as far as they are missing."""
    gaps = [column for column in ("subgroup", "dimension") if not row.text(column)]
    return gaps if row.number("threshold") is not None else [*gaps, "threshold"]


def _has_gaps(row: Row) -> bool:
    return bool(_gaps(row))


def _may_do_worse(row: Row, target: Decimal, direction: str) -> bool:
    return surpasses(target, row.number("threshold"), direction)


def _has_too_few(row: Row, margin: Decimal, confidence: str) -> bool:
    """Fewer cases than bring the uncertainty of the threshold down to the margin."""
    share, cases = row.number("threshold"), row.number("positives")
    return share is not None and below(cases, cases_needed(share, margin, confidence))
