"""EXP: the stages in which users get the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from specs.domain.amounts import SECONDS, above, at_least, below
from specs.domain.checks.check import At, Severity, at_rows, check, name_of
from specs.domain.derived import WHOLE
from specs.domain.document import Document
from specs.domain.reading import Row

STAGES = "experiment.rollout_stages"
GUARDRAILS = "framing.guardrails"
DELAY = "labels.arrival_delay"
NOBODY = Decimal(0)  # percent of the traffic
FEW = 2  # live stages that make a rollout staged


@check(
    "EXP001",
    "Rollout traffic falls",
    Severity.BLOCKER,
    needs=(STAGES,),
    message="Traffic falls at: {items}.",
    fix="Order the stages: baseline, 1, 10, 50, 100.",
    source="003 §8, §10",
)
def traffic_falls(document: Document) -> Iterable[At]:
    """A later stage of the rollout reaches fewer users than the stage before it.

    Each stage is meant to let more people in once the one before has shown no harm. Where the
    share falls, two lines are in the wrong order or one figure is wrong, and whoever runs the
    rollout will follow it as written. Stages without live traffic are left out of the
    comparison.
    """
    rows = document.told_by_rows(STAGES, _falling)
    return at_rows(STAGES, rows, "stage", "traffic")


@check(
    "EXP002",
    "Rollout does not reach everyone",
    Severity.WARNING,
    needs=(STAGES,),
    message="The last stage is neither 100% nor 100% less a small hold-out.",
    fix="Add the full stage, or put the rest out of scope.",
    source="003 §10",
)
def rollout_stops_short(document: Document) -> Iterator[At]:
    """The last stage leaves out more users than a permanent hold-out needs.

    The value in the spec is counted for everybody. If part of them never gets the model, either
    a stage was forgotten or the promise is too large.
    """
    rows = document.rows(STAGES)
    least = WHOLE - document.parameters.holdout_max
    if rows and not at_least(rows[-1].number("traffic"), least):
        yield At(STAGES, cells=((rows[-1].place, "traffic"),))


@check(
    "EXP003",
    "First live slice is large",
    Severity.WARNING,
    needs=(STAGES,),
    message="The first users to feel errors are too many.",
    fix="Begin with about 1%.",
    source="003 §8",
)
def large_first_slice(document: Document) -> Iterator[At]:
    """The first stage that real users see is larger than a small slice of them.

    The first day in production shows what no test did. With one in a hundred users such a fault
    is an incident; with one in five it is the news.
    """
    for stage, traffic in document.told_by_rows(STAGES, _live)[:1]:
        if above(traffic, document.parameters.first_slice_max):
            yield At(STAGES, cells=((stage.place, "traffic"),))


@check(
    "EXP006",
    "Stage without entry condition or decider",
    Severity.WARNING,
    needs=(STAGES,),
    message="Not defined for: {items}.",
    fix="Say what must be true and who decides.",
    source="003 §8 (derived)",
)
def undefined_stage(document: Document) -> Iterator[At]:
    """Of some stage it is open what has to be true before it begins, or who says so.

    Without a condition the calendar decides, and without a name the person with the most to
    gain. A stage is a gate only if somebody can keep it shut.
    """
    items, cells = [], []
    for row in document.rows_where(STAGES, _is_undefined):
        items.append(name_of(row, "stage"))
        cells += [(row.place, column) for column in ("entry", "decides") if row.lacks(column)]
    if items:
        yield At(STAGES, tuple(items), tuple(cells))


@check(
    "EXP009",
    "Rollout shorter than the label delay",
    Severity.WARNING,
    needs=(STAGES, DELAY),
    message="The rollout ends before the first labels arrive.",
    fix="Lengthen the stages or use an earlier signal.",
    source="003 §5, §8 (derived)",
)
def rollout_ends_before_labels(document: Document) -> Iterator[At]:
    """All stages together take fewer days than it takes to learn whether a prediction was right.

    Everybody then has the model before anybody can say how well it does. What is watched until
    then are signs, such as the spread of the scores; errors become visible when all users have
    felt them.
    """
    delay = document.seconds(DELAY)
    if delay is None:
        return
    if below(document.told_by_rows(STAGES, _lasting), delay):
        yield At(STAGES)


@check(
    "EXP010",
    "No baseline stage",
    Severity.ADVICE,
    needs=(STAGES,),
    message="The rollout begins with live traffic.",
    fix="Add a baseline or shadow stage at 0%.",
    source="003 §10; 000 §6",
)
def no_baseline_stage(document: Document) -> Iterator[At]:
    """The first stage already acts on real users.

    A stage at 0% runs the model beside the present way without showing its results. It finds
    broken inputs and slow answers for free, and gives the figures with which the first slice is
    compared.
    """
    rows = document.rows(STAGES)
    if rows and rows[0].number("traffic") != NOBODY:
        yield At(STAGES, cells=((rows[0].place, "traffic"),))


@check(
    "EXP011",
    "Staged rollout promised but not planned",
    Severity.WARNING,
    needs=(STAGES, GUARDRAILS),
    message="Staged rollout is a guardrail, yet there are fewer than two live stages.",
    fix="Plan the stages.",
    source="003 §3, §8",
)
def promised_stages_not_planned(document: Document) -> Iterator[At]:
    """The spec counts on going live in steps to limit the damage, and plans fewer than two steps
    with live traffic.

    Signers accept a risk because of the guardrail named beside it. A guardrail that exists in
    one section and not in the plan protects nobody.
    """
    if (
        document.has(GUARDRAILS, "staged_rollout")
        and len(document.told_by_rows(STAGES, _live)) < FEW
    ):
        yield At(STAGES)


def _live(rows: tuple[Row, ...]) -> list[tuple[Row, Decimal]]:
    """The stages in which users feel the model, and how much of the traffic each has."""
    return [
        (row, traffic) for row in rows if (traffic := row.number("traffic")) and traffic > NOBODY
    ]


def _falling(rows: tuple[Row, ...]) -> list[Row]:
    """The stages with less traffic than the one before them."""
    return [
        later for (_, before), (later, traffic) in pairwise(_live(rows)) if below(traffic, before)
    ]


def _lasting(rows: tuple[Row, ...]) -> Decimal:
    """The seconds that all stages take."""
    return sum((row.number("days") or NOBODY for row in rows), NOBODY) * SECONDS["days"]


def _is_undefined(row: Row) -> bool:
    return row.lacks("entry") or row.lacks("decides")
