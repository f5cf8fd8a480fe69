"""CALC-05: how much of the surrounding latency budget the model takes (002 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from specs.domain.calculators.calculator import HUNDRED, Impossible
from specs.domain.parameters import DEFAULTS


class Fit(StrEnum):
    """What is to be said of a share."""

    TOO_BIG = "does not fit"
    TOO_MUCH = "too much"
    USUAL = "usual"
    LITTLE = "little"


@dataclass(frozen=True, slots=True)
class Share:
    """The model's part of the budget, and what it usually gets, in the unit of the budget."""

    fraction: Decimal
    usual_from: Decimal
    usual_to: Decimal
    fit: Fit

    @property
    def percent(self) -> Decimal:
        return self.fraction * HUNDRED


def latency_share(
    model: Decimal,
    budget: Decimal,
    least: Decimal = DEFAULTS.latency_share_min,
    most: Decimal = DEFAULTS.latency_share_max,
) -> Share:
    """p99 / budget, both in one unit; both ends of the usual share are usual."""
    if model < 0:
        raise Impossible("The latency of the model cannot be negative.")
    if budget <= 0:
        raise Impossible("The budget of the surrounding system must be above 0.")
    fraction = model / budget
    if fraction > 1:
        fit = Fit.TOO_BIG
    elif fraction > most:
        fit = Fit.TOO_MUCH
    else:
        fit = Fit.USUAL if fraction >= least else Fit.LITTLE
    return Share(fraction, least * budget, most * budget, fit)
