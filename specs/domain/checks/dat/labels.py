"""DAT: labels: how many are verified, and whether they come in time."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import above, below
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document

VERIFIED = "data.label_verified_current"
VERIFIED_NEEDED = "data.label_verified_required"
DELAY = "labels.arrival_delay"
CADENCE = "monitoring.retraining_cadence"
MAX_AGE = "data.freshness_max_age"
OUTPUT = "framing.output_type"
POSITIVES = "data.positive_rate"
WITH_POSITIVES = frozenset({"classification", "anomaly_detection"})


@check(
    "DAT008",
    "Label quality below the requirement",
    Severity.BLOCKER,
    needs=(VERIFIED, VERIFIED_NEEDED),
    message="Fewer labels are verified than required.",
    fix="Review more labels before training.",
    source="000 §3; 001 §3",
)
def too_few_labels_verified(document: Document) -> Iterator[At]:
    """People have checked a smaller share of the labels than the spec demands.

    A model learns wrong labels as readily as right ones, and the test repeats the error. Good
    figures then only say that model and labels are wrong alike.
    """
    if below(document.number(VERIFIED), document.number(VERIFIED_NEEDED)):
        yield At(VERIFIED)


@check(
    "DAT011",
    "Labels arrive later than the retraining cadence",
    Severity.WARNING,
    needs=(DELAY, CADENCE),
    message="The next retraining starts before the labels of this period exist.",
    fix="Lengthen the cadence or find an earlier label.",
    source="003 §5; 000 §7",
)
def labels_later_than_retraining(document: Document) -> Iterator[At]:
    """The model is retrained more often than outcomes become known.

    Each retraining would repeat the one before it, for nothing new is labelled yet. Worse,
    cases still waiting for their outcome may be taken for negatives.
    """
    if above(document.seconds(DELAY), document.seconds(CADENCE)):
        yield At(DELAY)


@check(
    "DAT012",
    "Labels arrive later than the data may age",
    Severity.BLOCKER,
    needs=(DELAY, MAX_AGE),
    message="Data is too old before it has labels.",
    fix="Raise the freshness limit or shorten the label delay.",
    source="003 §5; 000 §3 (derived)",
)
def labels_later_than_data_may_age(document: Document) -> Iterator[At]:
    """By the time an outcome is known, the case is older than training data may be.

    No example can ever meet both conditions, so the model would have to be retrained from the
    day it is trained.
    """
    if above(document.seconds(DELAY), document.seconds(MAX_AGE)):
        yield At(DELAY)


@check(
    "DAT024",
    "Share of positives unknown",
    Severity.WARNING,
    needs=(OUTPUT, POSITIVES),
    message="Without prevalence no metric can be judged.",
    fix="Count it in production data.",
    source="001 §4",
)
def positives_not_counted(document: Document) -> Iterator[At]:
    """Nobody has counted how many cases in production are of the kind that is looked for.

    At 1 in 100, always saying no is right 99 times. A target for accuracy or precision, a
    number of alarms per day and a cost per decision all follow from this share.
    """
    if document.text(OUTPUT) in WITH_POSITIVES and document.number(POSITIVES) is None:
        yield At(POSITIVES)
