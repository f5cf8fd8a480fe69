"""CALC-10: what a share measured on few cases proves (000 §4; Wilson's score interval)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from specs.domain.calculators.calculator import Impossible
from specs.domain.statistics import QUANTILES, USUAL_CONFIDENCE, cases_needed, wilson_interval


class Proof(StrEnum):
    """What a measured share says about a threshold."""

    PROVEN = "proven"
    NOT_PROVEN = "not proven"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true share lies, at the confidence asked for."""

    share: Decimal
    low: Decimal
    high: Decimal
    half_width: Decimal

    def against(self, threshold: Decimal) -> Proof:
        """Proven when even the lower end reaches the threshold."""
        if self.low >= threshold:
            return Proof.PROVEN
        return Proof.NOT_PROVEN if self.share >= threshold else Proof.BELOW


def interval(successes: Decimal, cases: Decimal, confidence: str = USUAL_CONFIDENCE) -> Interval:
    """Wilson's interval round successes / cases, kept within 0 and 1."""
    _check_confidence(confidence)
    if cases <= 0:
        raise Impossible("At least one case has to be measured.")
    if not 0 <= successes <= cases:
        raise Impossible("There cannot be more hits than cases, nor fewer than none.")
    share = successes / cases
    found = wilson_interval(share, cases, confidence)
    if found is None:
        raise Impossible("Such a share cannot be measured.")
    low, high, half_width = found
    return Interval(share, max(low, Decimal(0)), min(high, Decimal(1)), half_width)


def sample_size(share: Decimal, margin: Decimal, confidence: str = USUAL_CONFIDENCE) -> Decimal:
    """The fewest cases that bring the half-width down to the margin."""
    _check_confidence(confidence)
    if not 0 <= share <= 1:
        raise Impossible("The threshold of a share lies between 0 and 1.")
    if margin <= 0:
        raise Impossible("The margin of error must be above 0.")
    needed = cases_needed(share, margin, confidence)
    if needed is None:
        raise Impossible("No number of cases brings the uncertainty down to this margin.")
    return needed


def _check_confidence(confidence: str) -> None:
    if confidence not in QUANTILES:
        raise Impossible("The confidence is 90, 95 or 99%.")
