"""CALC-02: the threshold at which the expected cost of errors is lowest.

t* = C_FP / (C_FP + C_FN), from 001 §4 (formula added: C. Elkan, The foundations of
cost-sensitive learning, IJCAI 2001). It holds for calibrated probabilities, constant costs in
one currency, and correct answers that cost nothing.
"""

from __future__ import annotations

from decimal import Decimal


def optimal_threshold(fp_cost: Decimal, fn_cost: Decimal) -> Decimal | None:
    """The score from which acting costs less than letting pass; None where no error costs."""
    if fp_cost < 0 or fn_cost < 0 or fp_cost + fn_cost == 0:
        return None
    return fp_cost / (fp_cost + fn_cost)


def cost_at(threshold: Decimal, fp_cost: Decimal, fn_cost: Decimal) -> Decimal:
    """The expected cost of one case, where scores spread evenly from 0 to 1 and are calibrated.

    Below the threshold t a case of score s is let pass and costs s x C_FN; above it acting costs
    (1 - s) x C_FP. Over all scores that is t^2/2 x C_FN + (1 - t)^2/2 x C_FP, lowest at t*.
    """
    rest = 1 - threshold
    return (threshold * threshold * fn_cost + rest * rest * fp_cost) / 2
