"""RSK: the lines of the risk register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.wording import gist

REGISTER = "risk.register"
HIGH = "high"
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
def high_risk_without_mitigation(document: Document) -> Iterable[At]:
    """A risk is likely or costly, still open, and nothing is done about it.

    Signers accept what they can see being handled. A line that only names the damage asks them
    to accept all of it.
    """
    rows = document.rows_where(REGISTER, _is_open_and_high_without, "mitigation")
    return at_rows(REGISTER, rows, "failure_mode", "mitigation")


@check(
    "RSK003",
    "High risk without owner",
    Severity.BLOCKER,
    needs=(REGISTER,),
    message="High and nobody's: {items}.",
    fix="Choose an owner.",
    source="000 §5 (derived); 002 §1",
)
def high_risk_without_owner(document: Document) -> Iterable[At]:
    """A risk is likely or costly, still open, and no role answers for it.

    A mitigation that belongs to nobody is not carried out. The owner is who gets asked when the
    risk becomes real.
    """
    rows = document.rows_where(REGISTER, _is_open_and_high_without, "owner")
    return at_rows(REGISTER, rows, "failure_mode", "owner")


@check(
    "RSK004",
    "Distribution shift not in the register",
    Severity.BLOCKER,
    needs=(REGISTER,),
    message="The most common reason for failure in production is not in the register.",
    fix="Add it with mitigation.",
    source="000 intro, §5; 003 §6",
)
def distribution_shift_not_recorded(document: Document) -> Iterable[At]:
    """The register does not mention that production will stop looking like the training data.

    Seasons, new customers and new products change the inputs of every model, and its quality
    falls with nobody having changed anything.
    """
    return without_category(document, "distribution_shift")


@check(
    "RSK005",
    "Training/serving skew not in the register",
    Severity.WARNING,
    needs=(REGISTER,),
    message="Skew makes quality fall silently; it is not in the register.",
    fix="Add it with mitigation.",
    source="000 §5; 003 §6",
)
def skew_not_recorded(document: Document) -> Iterable[At]:
    """The register does not mention features that are computed differently when serving.

    The offline test cannot show skew, since it uses the training features. It appears as a
    model that was good on paper and is not in production.
    """
    return without_category(document, "skew")


@check(
    "RSK008",
    "False alarms or misses not in the register",
    Severity.WARNING,
    needs=(REGISTER,),
    message="The register holds no line on wrong predictions.",
    fix="Add the costlier error.",
    source="000 §5; 001 §4",
)
def wrong_predictions_not_recorded(document: Document) -> Iterable[At]:
    """No line of the register is about false positives or false negatives.

    Wrong predictions are the one failure that every model has on its first day. Somebody bears
    their cost, and the register is where that is agreed.
    """
    return without_category(document, "false_positive", "false_negative")


@check(
    "RSK009",
    "Standard line taken over unchanged",
    Severity.ADVICE,
    needs=(REGISTER,),
    message="Still in the words of the template: {items}.",
    fix="Say what your team does, with a number.",
    source="000 §5 (derived)",
)
def standard_mitigation(document: Document) -> Iterable[At]:
    """A mitigation is still the sentence that came with the standard line.

    The standard lines are a start. What protects this product is what this team does, how
    often, and from which value on.
    """
    rows = document.rows_where(REGISTER, _has_standard_mitigation)
    return at_rows(REGISTER, rows, "failure_mode", "mitigation")


@check(
    "RSK012",
    "Highest risk accepted",
    Severity.WARNING,
    needs=(REGISTER,),
    message="High probability and high impact, accepted as is: {items}.",
    fix="Mitigate, or let the sponsor sign for it.",
    source="000 §5 (derived)",
)
def highest_risk_accepted(document: Document) -> Iterable[At]:
    """A risk that is both likely and costly is accepted without doing anything.

    That can be right, but it is a decision of whoever pays for the damage, not of the team that
    writes the spec.
    """
    rows = document.rows_where(REGISTER, _is_highest_and_accepted)
    return at_rows(REGISTER, rows, "failure_mode", "status")


def without_category(document: Document, *categories: str) -> tuple[At, ...]:
    """The register has lines, and none of these categories; an empty one is RSK001's."""
    if document.rows_where(REGISTER, _is_among, categories) or not document.rows(REGISTER):
        return ()
    return (At(REGISTER),)


def _is_among(row: Row, categories: tuple[str, ...]) -> bool:
    return row.text("category") in categories


def _is_highest_and_accepted(row: Row) -> bool:
    is_highest = row.says("probability", HIGH) and row.says("impact", HIGH)
    return is_highest and row.says("status", "accepted")


def _has_standard_mitigation(row: Row) -> bool:
    return gist(row.text("mitigation")).normal in STANDARD_MITIGATIONS


def _is_open_and_high_without(row: Row, column: str) -> bool:
    is_high = row.says("probability", HIGH) or row.says("impact", HIGH)
    return is_high and not row.says("status", "closed") and row.lacks(column)
