"""POL: the cases that people look at, and whether they can."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from specs.domain.amounts import above
from specs.domain.calculators.review_load import flagged_per_day
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.reading import Row

TYPES = "policy.types"
BANDS = "policy.bands"
CAPACITY = "policy.review_capacity"
VOLUME = "policy.review_volume"
PREDICTIONS = "deployment.daily_predictions"
POSITIVE_RATE = "data.positive_rate"
RECALL = "evaluation.operating_recall"
PRECISION = "evaluation.operating_precision"


@check(
    "POL004",
    "Review queue without capacity",
    Severity.BLOCKER,
    needs=(TYPES, CAPACITY),
    reads=(BANDS,),
    message="Cases go to people, but nobody said how many people can take.",
    fix="Give the daily capacity.",
    source="001 §4; 003 §3",
)
def review_without_capacity(document: Document) -> Iterator[At]:
    """A policy type or a score band sends cases to people, without a number of cases per day.

    The number decides where the threshold can lie. Found out after launch, it shows as a queue
    that grows every day, until somebody closes it unread.
    """
    if document.number(CAPACITY) is None and _goes_to_people(document):
        yield At(CAPACITY)


@check(
    "POL005",
    "More cases than reviewers can take",
    Severity.BLOCKER,
    needs=(VOLUME, CAPACITY),
    message="The policy sends more cases to people than they can check.",
    fix="Raise capacity, raise the threshold, or narrow the band.",
    source="001 §4",
)
def more_cases_than_people_can_take(document: Document) -> Iterator[At]:
    """The cases expected each day are more than the people can look at.

    What is left over waits, and a case that waits too long is decided by nobody. The policy then
    works on paper for all cases and in fact for some.
    """
    if above(document.number(VOLUME), document.number(CAPACITY)):
        yield At(VOLUME)


@check(
    "POL009",
    "Review volume does not follow from the metrics",
    Severity.WARNING,
    needs=(VOLUME, PREDICTIONS, POSITIVE_RATE, RECALL, PRECISION),
    message=(
        "Prevalence, recall and precision give another number of flagged cases than the one stated."
    ),
    fix="Correct the volume or the planning values.",
    source="001 §4 (derived)",
)
def volume_does_not_follow(document: Document) -> Iterator[At]:
    """The cases per day were estimated without the figures that decide them.

    Daily predictions, the share of positive cases, recall and precision give the number of
    flagged cases. If it is another one than planned, the staff is too small or idle.
    """
    stated = document.number(VOLUME)
    flagged = None if stated is None else _flagged(document)
    if stated is None or not flagged:
        return
    if abs(stated - flagged) / flagged > document.parameters.review_tolerance:
        yield At(VOLUME)


def _goes_to_people(document: Document) -> bool:
    return document.has(TYPES, "review_queue") or bool(
        document.rows_where(BANDS, Row.says, "action", "human_review")
    )


def _flagged(document: Document) -> Decimal | None:
    """The cases that the model flags in a day, before rounding."""
    predictions, rate = document.number(PREDICTIONS), document.number(POSITIVE_RATE)
    recall, precision = document.number(RECALL), document.number(PRECISION)
    if predictions is None or rate is None or recall is None or precision is None:
        return None
    return flagged_per_day(predictions, rate, recall, precision)
