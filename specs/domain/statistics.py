"""How sure one can be of a share that was measured on few cases: the Wilson score interval.

E. B. Wilson, Probable inference, the law of succession, and statistical inference,
Journal of the American Statistical Association 22 (1927), 209-212.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Context, Decimal, localcontext
from functools import lru_cache

# Quantiles of the normal distribution by level of confidence in percent, as published.
QUANTILES: Mapping[str, Decimal] = {
    "90": Decimal("1.6449"),
    "95": Decimal("1.96"),
    "99": Decimal("2.5758"),
}
USUAL_CONFIDENCE = "95"
EXACT = Context(prec=40)


@lru_cache(maxsize=2048)
def wilson_half_width(share: Decimal, cases: Decimal, confidence: str) -> Decimal | None:
    """Half of the interval round ``share``; None where such a share cannot be measured."""
    quantile = QUANTILES.get(confidence)
    if quantile is None or not 0 <= share <= 1 or cases <= 0:
        return None
    with localcontext(EXACT):
        z2 = quantile * quantile
        spread = share * (1 - share) / cases + z2 / (4 * cases * cases)
        return quantile * spread.sqrt() / (1 + z2 / cases)


def wilson_interval(
    share: Decimal, cases: Decimal, confidence: str
) -> tuple[Decimal, Decimal, Decimal] | None:
    """Lower end, upper end and half-width of the interval, as the formula gives them."""
    half = wilson_half_width(share, cases, confidence)
    if half is None:
        return None
    with localcontext(EXACT):
        z2 = QUANTILES[confidence] * QUANTILES[confidence]
        centre = (share + z2 / (2 * cases)) / (1 + z2 / cases)
        return centre - half, centre + half, half


@lru_cache(maxsize=2048)
def cases_needed(share: Decimal, margin: Decimal, confidence: str) -> Decimal | None:
    """The fewest cases that bring the half-width down to ``margin``.

    Squaring half <= margin and multiplying by (n + z^2)^2 gives a quadratic in n; the number
    is its larger root, rounded up.
    """
    quantile = QUANTILES.get(confidence)
    if quantile is None or not 0 <= share <= 1 or margin <= 0:
        return None
    if margin >= Decimal("0.5"):  # the interval lies within 0 to 1
        return Decimal(1)
    with localcontext(EXACT):
        z2, m2 = quantile * quantile, margin * margin
        half_b = m2 * z2 - z2 * share * (1 - share) / 2
        c = z2 * z2 * (m2 - Decimal("0.25"))
        root = ((half_b * half_b - m2 * c).sqrt() - half_b) / m2
        return max(Decimal(1), root.to_integral_value(rounding=ROUND_CEILING))
