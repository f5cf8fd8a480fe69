"""MON: what starts a retraining, and who lets the new version in."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import above
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.reading import Row

SIGNALS = "monitoring.signals"
TRIGGERS = "monitoring.retraining_triggers"
CADENCE = "monitoring.retraining_cadence"
MAX_AGE = "data.freshness_max_age"
APPROVAL = "monitoring.retraining_approval"
APPROVER = "monitoring.retraining_approver"
REGISTER = "risk.register"
COMPLIANCE = "constraints.compliance"
DRIFT_SIGNALS = ("input_distribution", "prediction_distribution")


@check(
    "MON010",
    "No retraining trigger",
    Severity.BLOCKER,
    needs=(TRIGGERS,),
    presence=True,
    message="Nothing starts a retraining.",
    fix="Choose drift, schedule or manual.",
    source="000 §7",
)
def nothing_starts_retraining(document: Document) -> Iterator[At]:
    """It is open what makes the team train the model again.

    Every model ages. Whether drift, a date or a person decides changes what has to be built, so
    it is settled before the build.
    """
    if document.is_blank(TRIGGERS):
        yield At(TRIGGERS)


@check(
    "MON011",
    "Schedule without a cadence",
    Severity.BLOCKER,
    needs=(TRIGGERS, CADENCE),
    message="Retraining is scheduled without saying how often.",
    fix="Give the cadence.",
    source="000 §7",
)
def schedule_without_cadence(document: Document) -> Iterator[At]:
    """Retraining follows a schedule, and the schedule has no interval.

    Labels, compute and the people who approve are planned by it. A schedule without a number is
    a wish.
    """
    if document.has(TRIGGERS, "scheduled") and document.number(CADENCE) is None:
        yield At(CADENCE)


@check(
    "MON012",
    "Cadence slower than the freshness limit",
    Severity.BLOCKER,
    needs=(TRIGGERS, CADENCE, MAX_AGE),
    message="Data gets older than allowed before the next retraining.",
    fix="Shorten the cadence or raise the limit.",
    source="000 §3, §7 (derived)",
)
def cadence_slower_than_freshness(document: Document) -> Iterator[At]:
    """The training data may be so old and no older, and the schedule lets them get older.

    The two answers contradict each other: whichever the team follows, it breaks the other. One
    of them is wrong.
    """
    if document.has(TRIGGERS, "scheduled") and above(
        document.seconds(CADENCE), document.seconds(MAX_AGE)
    ):
        yield At(CADENCE)


@check(
    "MON013",
    "Drift trigger without a drift signal",
    Severity.BLOCKER,
    needs=(TRIGGERS, SIGNALS),
    message="Retraining waits for drift that nobody measures.",
    fix="Add the drift signals.",
    source="000 §7 (derived)",
)
def drift_not_measured(document: Document) -> Iterator[At]:
    """Drift is to start the retraining, and no signal measures drift.

    The trigger can then never fire. The spec looks as if the model were kept fresh, and it is
    not.
    """
    if not document.has(TRIGGERS, "drift_detected"):
        return
    if not document.rows_where(SIGNALS, _tells_of_drift):
        yield At(TRIGGERS)


@check(
    "MON014",
    "Manual retraining with a freshness limit",
    Severity.WARNING,
    needs=(TRIGGERS, MAX_AGE),
    message="Data may age only so long, and nothing but memory starts the retraining.",
    fix="Add a schedule.",
    source="000 §3, §7, FAQ (derived)",
)
def freshness_left_to_memory(document: Document) -> Iterator[At]:
    """The data have an age limit, and only a person's decision starts a retraining.

    People go on holiday and change teams. A limit that nothing watches is passed without anybody
    noticing.
    """
    if document.value(TRIGGERS) == ["manual"] and document.number(MAX_AGE) is not None:
        yield At(TRIGGERS)


@check(
    "MON015",
    "Approval of retrained models not settled",
    Severity.BLOCKER,
    needs=(APPROVAL, APPROVER),
    presence=True,
    message=(
        "Engineers need to know whether a new model goes live by itself, and otherwise who "
        "approves it."
    ),
    fix="Choose, and name the approver.",
    source="000 §7, FAQ",
)
def approval_not_settled(document: Document) -> Iterator[At]:
    """It is open whether a retrained model goes live by itself, or who lets it in.

    A pipeline that releases by itself is built otherwise than one that waits for a person. And
    where somebody approves, the model waits for ever if nobody is named.
    """
    approval = document.text(APPROVAL)
    if not approval or (approval == "approval" and document.is_blank(APPROVER)):
        yield At(APPROVAL)


@check(
    "MON024",
    "New versions go live unseen under a rule",
    Severity.WARNING,
    needs=(APPROVAL,),
    reads=(REGISTER, COMPLIANCE),
    message=(
        "A law or authority stands behind this model, and a retrained version goes live by itself."
    ),
    fix="Ask for approval, or write down why the rule allows it.",
    source="000 §7; 002 §7 (derived)",
)
def new_versions_unseen(document: Document) -> Iterator[At]:
    """Retrained models are released by themselves, although a rule has to be kept.

    What was shown to an authority was the first version. Each later one decides differently,
    and somebody has to be able to say that it was looked at.
    """
    if document.text(APPROVAL) != "automatic":
        return
    has_rule = document.has(COMPLIANCE, "ecoa") or document.has(COMPLIANCE, "sector_rules")
    if has_rule or document.rows_where(REGISTER, Row.says, "category", "compliance"):
        yield At(APPROVAL)


def _tells_of_drift(row: Row) -> bool:
    return row.text("signal_type") in DRIFT_SIGNALS
