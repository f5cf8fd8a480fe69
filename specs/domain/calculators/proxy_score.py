"""CALC-11: how good a proxy is, by the five criteria of its rubric (003 §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from specs.domain.calculators.calculator import Impossible
from specs.domain.parameters import DEFAULTS

CRITERIA = ("alignment", "gaming_risk", "coverage", "latency", "causal_usefulness")
CRITICAL = ("alignment", "causal_usefulness")


class Suitability(StrEnum):
    """Whether a proxy may stand for the outcome."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    WEAK = "weak"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class ProxyScore:
    """The scores of one candidate together."""

    total: int
    verdict: Suitability

    @property
    def mean(self) -> Decimal:
        return Decimal(self.total) / len(CRITERIA)


def proxy_score(
    scores: Mapping[str, int],
    bar: Decimal = DEFAULTS.proxy_pass,
    critical: Decimal = DEFAULTS.proxy_critical,
) -> ProxyScore | None:
    """The mean of all five; None while one is missing. A bad critical one is not made up for."""
    if any(key not in scores for key in CRITERIA):
        return None
    if any(not 1 <= scores[key] <= 5 for key in CRITERIA):
        raise Impossible("Each criterion is scored from 1 (bad) to 5 (good).")
    total = sum(scores[key] for key in CRITERIA)
    if any(scores[key] < critical for key in CRITICAL):
        return ProxyScore(total, Suitability.REJECT)
    is_enough = Decimal(total) / len(CRITERIA) >= bar
    return ProxyScore(total, Suitability.PASS if is_enough else Suitability.WEAK)
