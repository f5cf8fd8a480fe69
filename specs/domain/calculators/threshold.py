"""CALC-02: the threshold at which the expected cost of errors is lowest.

t* = C_FP / (C_FP + C_FN), from 001 §4 (formula added: C. Elkan, The foundations of
cost-sensitive learning, IJCAI 2001). It holds for calibrated probabilities, constant costs in
one currency, and correct answers that cost nothing.
"""

from __future__ import annotations

from decimal import Decimal

from specs.domain.calculators.calculator import (
    THOUSAND,
    Calculator,
    Given,
    Impossible,
    Outcome,
    Shown,
    plain,
    rounded,
    shown,
)
from specs.domain.calculators.filling import figure_from, money_from, one_currency
from specs.domain.charts import Curve, Mark, Sheet, Tone, steps_to

COSTS = ("errors.fp_cost", "errors.fn_cost")
FINE, COARSE = 80, 10


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


def compute(given: Given) -> Outcome:
    fp_cost, fn_cost = given.figure("fp_cost"), given.figure("fn_cost")
    if fp_cost < 0 or fn_cost < 0:
        at_fault = "fp_cost" if fp_cost < 0 else "fn_cost"
        raise Impossible("An error cannot cost less than nothing.", at_fault)
    best = optimal_threshold(fp_cost, fn_cost)
    if best is None:
        raise Impossible("Where no error costs anything, every threshold is as good.", "fp_cost")
    stated = given.maybe("threshold")
    if stated is not None and not 0 <= stated <= 1:
        raise Impossible("A threshold lies between 0 and 1.", "threshold")
    figures = [Shown("Cost-optimal threshold t*", shown(best, 4))]
    tone, headline = Tone.PLAIN, f"Act from a score of {shown(best, 4)} on."
    if stated is not None:
        is_near = abs(stated - best) <= given.parameters.threshold_gap
        tone = Tone.GOOD if is_near else Tone.BAD
        word = "near" if is_near else "far from"
        headline += f" The stated threshold {plain(stated)} is {word} it."
        figures.append(Shown("Distance of the stated threshold", shown(abs(stated - best), 4)))
    total = plain(fp_cost + fn_cost)
    return Outcome(
        headline=headline,
        tone=tone,
        figures=tuple(figures),
        steps=(
            f"t* = {plain(fp_cost)} / ({plain(fp_cost)} + {plain(fn_cost)})",
            f"t* = {plain(fp_cost)} / {total} = {shown(best, 4)}",
        ),
        notes=(
            "Holds for calibrated probabilities, constant costs and correct answers that cost "
            "nothing.",
        ),
        picture=_picture(fp_cost, fn_cost, best, stated),
        results={"policy.threshold": plain(rounded(best, 4))},
    )


def _picture(fp_cost: Decimal, fn_cost: Decimal, best: Decimal, stated: Decimal | None) -> Curve:
    def cost(threshold: Decimal) -> Decimal:
        return cost_at(threshold, fp_cost, fn_cost) * THOUSAND

    marks = [Mark(best, cost(best), f"t* = {shown(best, 4)}", is_best=True)]
    if stated is not None:
        marks.append(Mark(stated, cost(stated), f"stated {plain(stated)}"))
    named = {mark.x: mark.label for mark in marks}
    places = sorted({*steps_to(Decimal(1), COARSE), *named})
    rows = tuple((shown(place, 4), shown(cost(place), 2), named.get(place, "")) for place in places)
    return Curve(
        title="Expected cost against the threshold",
        words=f"A curve of the expected cost per 1,000 cases against the threshold. It is lowest, "
        f"{shown(cost(best), 2)}, at {shown(best, 4)}; at 0.5 it is "
        f"{shown(cost(Decimal('0.5')), 2)}. Scores are taken to spread evenly from 0 to 1.",
        sheet=Sheet(("Threshold", "Cost per 1,000 cases", "Which"), rows),
        points=tuple((x, cost(x)) for x in steps_to(Decimal(1), FINE)),
        marks=tuple(marks),
        x_label="Threshold",
        y_label="Cost per 1,000 cases, scores spread evenly",
    )


CALCULATOR = Calculator(
    code="CALC-02",
    title="Cost-optimal threshold",
    question="From which score on does acting cost less than letting pass?",
    formula="t* = C_FP / (C_FP + C_FN)",
    source="001 §4 (formula added)",
    serves=("policy.threshold", *COSTS),
    inputs=(
        money_from("fp_cost", "Cost of one false positive", COSTS[0]),
        money_from("fn_cost", "Cost of one false negative", COSTS[1]),
        figure_from("threshold", "Stated threshold", "policy.threshold", is_needed=False),
    ),
    compute=compute,
    writes=("policy.threshold",),
    problem=one_currency(*COSTS),
)
