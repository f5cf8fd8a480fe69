"""POL: the score from which a case counts as positive."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from specs.domain.amounts import above, at_least, at_most
from specs.domain.calculators.threshold import optimal_threshold
from specs.domain.checks.check import At, Severity, check
from specs.domain.conversion import converted
from specs.domain.document import Document

TYPES = "policy.types"
THRESHOLD = "policy.threshold"
METHOD = "policy.threshold_method"
OWNER = "policy.threshold_owner"
MISS_COST = "errors.fn_cost"
ALARM_COST = "errors.fp_cost"
HALF = Decimal("0.5")


@check(
    "POL002",
    "Threshold policy without a threshold or a method",
    Severity.BLOCKER,
    needs=(TYPES, THRESHOLD, METHOD),
    message="The policy uses a threshold, but neither value nor method is given.",
    fix="Give the value, or how the ML team shall find it.",
    source="001 §4",
)
def threshold_left_open(document: Document) -> Iterator[At]:
    """Cases are cut at a score, and nobody says at which, or how it is to be found.

    The same model finds nearly everything at one threshold and nearly nothing at another. Left
    open, the choice falls to whoever writes the code.
    """
    is_open = document.number(THRESHOLD) is None and document.is_blank(METHOD)
    if is_open and document.has(TYPES, "threshold"):
        yield At(THRESHOLD)


@check(
    "POL003",
    "Default threshold taken over",
    Severity.WARNING,
    needs=(METHOD, THRESHOLD),
    message="0.5 is the default of tools, not a business decision.",
    fix="Let costs decide; see the threshold calculator.",
    source="001 §4",
)
def default_threshold(document: Document) -> Iterator[At]:
    """The threshold is 0.5 because that is what software does when nobody says otherwise.

    One half is right only where both errors cost the same. Where a miss costs 25 times a false
    alarm, the cheapest threshold lies near 0.04.
    """
    method = document.text(METHOD)
    if method == "default_half" or (not method and _is_half(document.number(THRESHOLD))):
        yield At(THRESHOLD)


@check(
    "POL008",
    "Threshold far from the cost optimum",
    Severity.ADVICE,
    needs=(THRESHOLD, MISS_COST, ALARM_COST),
    message="The threshold is far from the cheapest one for the stated costs.",
    fix="Recompute, or say which other reason decides.",
    source="001 §4",
)
def threshold_far_from_optimum(document: Document) -> Iterator[At]:
    """The costs of the two errors lead to another threshold than the one chosen.

    For calibrated scores the cheapest threshold is the cost of a false alarm, divided by the
    cost of both errors together. Capacity or law may ask for another one; then the spec should
    say so.
    """
    threshold = document.number(THRESHOLD)
    if threshold is None:
        return
    optimum = _optimum(document)
    if optimum is not None and above(abs(threshold - optimum), document.parameters.threshold_gap):
        yield At(THRESHOLD)


@check(
    "POL011",
    "Threshold has no owner",
    Severity.ADVICE,
    needs=(TYPES, OWNER),
    message="After launch somebody must be allowed to move the threshold.",
    fix="Name the person.",
    source="001 §4 (derived)",
)
def threshold_without_owner(document: Document) -> Iterator[At]:
    """Nobody is named who may change the threshold once the model is live.

    Volumes and costs change, and the threshold is the quickest way to answer. Without an owner
    it is either never moved, or moved by whoever has access.
    """
    if document.is_blank(OWNER) and document.has(TYPES, "threshold"):
        yield At(OWNER)


def _is_half(threshold: Decimal | None) -> bool:
    return at_least(threshold, HALF) and at_most(threshold, HALF)


def _optimum(document: Document) -> Decimal | None:
    """The cheapest threshold; None where the costs are not there in comparable units."""
    alarm, miss = document.number(ALARM_COST), converted(document, MISS_COST, ALARM_COST)
    return None if alarm is None or miss is None else optimal_threshold(alarm, miss)
