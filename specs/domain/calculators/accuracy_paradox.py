"""CALC-01: how accurate a model is that always gives the commoner answer (001 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import HUNDRED, Impossible
from specs.domain.parameters import DEFAULTS


@dataclass(frozen=True, slots=True)
class Paradox:
    """What the model reaches that never looks at a case; the accuracy is in percent."""

    accuracy: Decimal
    says_yes: bool
    missed_per_thousand: Decimal
    is_misleading: bool

    @property
    def recall(self) -> Decimal:
        return Decimal(int(self.says_yes))


def accuracy_paradox(positive_rate: Decimal, limit: Decimal = DEFAULTS.imbalance_share) -> Paradox:
    """max(p, 100 - p) for a share of p percent positives; above ``limit`` it misleads."""
    if not 0 <= positive_rate <= HUNDRED:
        raise Impossible("The share of positive cases lies between 0 and 100%.")
    says_yes = positive_rate > HUNDRED / 2
    accuracy = max(positive_rate, HUNDRED - positive_rate)
    missed = Decimal(0) if says_yes else 10 * positive_rate
    return Paradox(accuracy, says_yes, missed, accuracy > limit)
