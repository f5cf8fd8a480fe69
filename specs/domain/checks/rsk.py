"""RSK: failure modes and the risk register."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain import words
from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.metrics import CONTENT, METRICS
from specs.domain.reading import Row
from specs.domain.wording import Terms, gist

REGISTER = "risk.register"
HIGH = "high"
ADVERSARY = Terms(words.ADVERSARY_WORDS)
# Where a spec says what it is about, and so whether somebody gains by fooling the model.
PURPOSE_KEYS = (
    *("project.title", "problem.statement", "problem.objective", "problem.users"),
    *("problem.decision", "framing.model_goal"),
)
ADVERSARY_KEYS = (
    *PURPOSE_KEYS,
    "framing.output_type",
    "evaluation.primary_metric",
    "problem.output_consumers",
)
# The mitigations that come with the standard lines, as ``gist`` writes them.
STANDARD_MITIGATIONS = frozenset(
    {
        "show a result to users only at 90% confidence or more",
        "monitor feature distributions in production",
        "drift detection that feeds a retraining pipeline",
        "validate input and limit request rate",
    }
)


@check(
    "RSK001",
    "Risk register empty",
    Severity.BLOCKER,
    needs=(REGISTER,),
    presence=True,
    message="No failure mode is recorded.",
    fix="Start from the four standard lines.",
    source="000 §5",
)
def no_risk_recorded(document: Document) -> Iterator[At]:
    """The register holds no line, as if this model could not fail.

    Every model fails in some way. What is not written down before launch has no owner and no
    answer when it happens.
    """
    if not document.rows(REGISTER):
        yield At(REGISTER)


@check(
    "RSK002",
    "High risk without mitigation",
    Severity.BLOCKER,
    needs=(REGISTER,),
    message="High and unanswered: {items}.",
    fix="Write the mitigation.",
    source="000 §5",
)
def high_risk_without_mitigation(document: Document) -> Iterator[At]:
    """A risk is likely or costly, still open, and nothing is done about it.

    Signers accept what they can see being handled. A line that only names the damage asks them
    to accept all of it.
    """
    rows = (row for row in _open_high_risks(document) if not row.text("mitigation"))
    yield from at_rows(REGISTER, rows, "failure_mode", "mitigation")


@check(
    "RSK003",
    "High risk without owner",
    Severity.BLOCKER,
    needs=(REGISTER,),
    message="High and nobody's: {items}.",
    fix="Choose an owner.",
    source="000 §5 (derived); 002 §1",
)
def high_risk_without_owner(document: Document) -> Iterator[At]:
    """A risk is likely or costly, still open, and no role answers for it.

    A mitigation that belongs to nobody is not carried out. The owner is who gets asked when the
    risk becomes real.
    """
    rows = (row for row in _open_high_risks(document) if not row.text("owner"))
    yield from at_rows(REGISTER, rows, "failure_mode", "owner")


@check(
    "RSK004",
    "Distribution shift not in the register",
    Severity.BLOCKER,
    needs=(REGISTER,),
    message="The most common reason for failure in production is not in the register.",
    fix="Add it with mitigation.",
    source="000 intro, §5; 003 §6",
)
def distribution_shift_not_recorded(document: Document) -> Iterator[At]:
    """The register does not mention that production will stop looking like the training data.

    Seasons, new customers and new products change the inputs of every model, and its quality
    falls with nobody having changed anything.
    """
    yield from _missing_category(document, "distribution_shift")


@check(
    "RSK005",
    "Training/serving skew not in the register",
    Severity.WARNING,
    needs=(REGISTER,),
    message="Skew makes quality fall silently; it is not in the register.",
    fix="Add it with mitigation.",
    source="000 §5; 003 §6",
)
def skew_not_recorded(document: Document) -> Iterator[At]:
    """The register does not mention features that are computed differently when serving.

    The offline test cannot show skew, since it uses the training features. It appears as a
    model that was good on paper and is not in production.
    """
    yield from _missing_category(document, "skew")


@check(
    "RSK006",
    "Adversarial behaviour not in the register",
    Severity.WARNING,
    needs=(REGISTER,),
    reads=ADVERSARY_KEYS,
    message="Somebody gains by fooling this model, and the register has no line on it.",
    fix="Add it, or write why nobody gains by it.",
    source="000 §5; 003 §6",
)
def adversary_not_recorded(document: Document) -> Iterator[At]:
    """The spec tells of fraud, spam or output that end users see, and of no opponent.

    Where people profit from a wrong answer they search for one, and find what works. Quality
    on last year's data says nothing about that.
    """
    if _is_adversary_plausible(document):
        yield from _missing_category(document, "adversarial")


@check(
    "RSK008",
    "False alarms or misses not in the register",
    Severity.WARNING,
    needs=(REGISTER,),
    message="The register holds no line on wrong predictions.",
    fix="Add the costlier error.",
    source="000 §5; 001 §4",
)
def wrong_predictions_not_recorded(document: Document) -> Iterator[At]:
    """No line of the register is about false positives or false negatives.

    Wrong predictions are the one failure that every model has on its first day. Somebody bears
    their cost, and the register is where that is agreed.
    """
    yield from _missing_category(document, "false_positive", "false_negative")


@check(
    "RSK009",
    "Standard line taken over unchanged",
    Severity.ADVICE,
    needs=(REGISTER,),
    message="Still in the words of the template: {items}.",
    fix="Say what your team does, with a number.",
    source="000 §5 (derived)",
)
def standard_mitigation(document: Document) -> Iterator[At]:
    """A mitigation is still the sentence that came with the standard line.

    The standard lines are a start. What protects this product is what this team does, how
    often, and from which value on.
    """
    rows = (row for row in document.rows(REGISTER) if _is_standard(row.text("mitigation")))
    yield from at_rows(REGISTER, rows, "failure_mode", "mitigation")


@check(
    "RSK010",
    "Handling of distribution shift not described",
    Severity.BLOCKER,
    needs=("risk.shift_handling",),
    presence=True,
    message="Nothing says what happens when production stops looking like training.",
    fix="Describe detection and reaction.",
    source="000 intro, FAQ",
)
def shift_handling_missing(document: Document) -> Iterator[At]:
    """It is open how a shift is noticed and what is done then.

    A shift is certain, only its day is not. Without a plan the first sign is a complaint, and
    the reaction is improvised.
    """
    if document.is_blank("risk.shift_handling"):
        yield At("risk.shift_handling")


@check(
    "RSK012",
    "Highest risk accepted",
    Severity.WARNING,
    needs=(REGISTER,),
    message="High probability and high impact, accepted as is: {items}.",
    fix="Mitigate, or let the sponsor sign for it.",
    source="000 §5 (derived)",
)
def highest_risk_accepted(document: Document) -> Iterator[At]:
    """A risk that is both likely and costly is accepted without doing anything.

    That can be right, but it is a decision of whoever pays for the damage, not of the team that
    writes the spec.
    """
    rows = (
        row
        for row in document.rows(REGISTER)
        if row.text("probability") == HIGH
        and row.text("impact") == HIGH
        and row.text("status") == "accepted"
    )
    yield from at_rows(REGISTER, rows, "failure_mode", "status")


@check(
    "RSK014",
    "Nobody who gains by fooling the model?",
    Severity.ADVICE,
    needs=(REGISTER,),
    reads=("problem.decision_mode", *ADVERSARY_KEYS),
    message="The model decides by itself and the register has no line on people who would fool it.",
    fix="Add a line if anybody gains by it; otherwise leave it.",
    source="000 §5 (derived)",
)
def adversary_not_considered(document: Document) -> Iterator[At]:
    """The model takes decisions by itself, and the register is silent about opponents.

    The words of the spec tell of none, so this only asks. An automatic decision that is worth
    money finds somebody who tries to steer it.
    """
    decides = document.text("problem.decision_mode") == "automates" or document.has(
        "problem.output_consumers", "automated_decision"
    )
    if decides and not _is_adversary_plausible(document):
        yield from _missing_category(document, "adversarial")


def _is_standard(mitigation: str) -> bool:
    return gist(mitigation).normal in STANDARD_MITIGATIONS


def _open_high_risks(document: Document) -> Iterator[Row]:
    for row in document.rows(REGISTER):
        is_high = HIGH in (row.text("probability"), row.text("impact"))
        if is_high and row.text("status") != "closed":
            yield row


def _missing_category(document: Document, *categories: str) -> Iterator[At]:
    """The register has lines, and none of these categories; an empty one is RSK001's."""
    rows = document.rows(REGISTER)
    if rows and not any(row.text("category") in categories for row in rows):
        yield At(REGISTER)


def _is_adversary_plausible(document: Document) -> bool:
    """Somebody may gain by fooling the model: generated content, end users, telling words."""
    metric = METRICS.get(document.text("evaluation.primary_metric"))
    return (
        document.text("framing.output_type") == "generation"
        or (metric is not None and metric.outputs == CONTENT)
        or document.has("problem.output_consumers", "end_users")
        or any(ADVERSARY.is_in(document.text(key)) for key in PURPOSE_KEYS)
    )


CHECKS = (
    no_risk_recorded,
    high_risk_without_mitigation,
    high_risk_without_owner,
    distribution_shift_not_recorded,
    skew_not_recorded,
    adversary_not_recorded,
    wrong_predictions_not_recorded,
    standard_mitigation,
    shift_handling_missing,
    highest_risk_accepted,
    adversary_not_considered,
)
