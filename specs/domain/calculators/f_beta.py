"""CALC-04: how much more recall counts than precision, from what errors cost.

001 §4; the rule for beta was added. F-beta after C. J. van Rijsbergen, Information Retrieval,
1979: F = (1 + b^2) P R / (b^2 P + R).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from specs.domain.calculators.calculator import (
    Calculator,
    Given,
    Impossible,
    Outcome,
    Shown,
    plain,
    shown,
)
from specs.domain.calculators.filling import figure_from, money_from, one_currency
from specs.domain.calculators.review_load import check_rates
from specs.domain.parameters import DEFAULTS


class Advice(StrEnum):
    """Which metric fits the costs."""

    RECALL = "recall or F-beta with beta > 1"
    EVEN = "F1"
    PRECISION = "precision or F-beta with beta < 1"


COSTLIER = {
    Advice.RECALL: "false_negative",
    Advice.EVEN: "balanced",
    Advice.PRECISION: "false_positive",
}


@dataclass(frozen=True, slots=True)
class Beta:
    """The ratio of both costs, and what follows from it."""

    ratio: Decimal
    beta: Decimal
    advice: Advice


def beta_of(fn_cost: Decimal, fp_cost: Decimal, equal: Decimal = DEFAULTS.cost_equal_ratio) -> Beta:
    """beta = sqrt(C_FN / C_FP); within a factor of ``equal`` both costs count as the same."""
    if fn_cost < 0 or fp_cost < 0:
        at_fault = "fn_cost" if fn_cost < 0 else "fp_cost"
        raise Impossible("An error cannot cost less than nothing.", at_fault)
    if fp_cost == 0:
        raise Impossible("Where a false positive costs nothing, there is no ratio.", "fp_cost")
    ratio = fn_cost / fp_cost
    if ratio > equal:
        advice = Advice.RECALL
    else:
        advice = Advice.EVEN if ratio * equal >= 1 else Advice.PRECISION
    return Beta(ratio, ratio.sqrt(), advice)


def f_beta(beta: Decimal, precision: Decimal, recall: Decimal) -> Decimal:
    """(1 + b^2) P R / (b^2 P + R); 0 where both are 0."""
    check_rates(Decimal(0), recall, precision)
    squared = beta * beta
    below = squared * precision + recall
    return (1 + squared) * precision * recall / below if below else Decimal(0)


def compute(given: Given) -> Outcome:
    fn_cost, fp_cost = given.figure("fn_cost"), given.figure("fp_cost")
    found = beta_of(fn_cost, fp_cost, given.parameters.cost_equal_ratio)
    figures = [
        Shown("Ratio of the costs", shown(found.ratio, 2)),
        Shown("Beta", shown(found.beta, 2)),
        Shown("Advice", found.advice.value),
    ]
    steps = [
        f"Ratio = {plain(fn_cost)} / {plain(fp_cost)} = {shown(found.ratio, 2)}",
        f"Beta = √{shown(found.ratio, 2)} = {shown(found.beta, 2)}",
    ]
    precision, recall = given.maybe("precision"), given.maybe("recall")
    if precision is not None and recall is not None:
        value = shown(f_beta(found.beta, precision, recall), 4)
        figures.append(Shown("F-beta", value))
        squared = shown(found.ratio, 2)
        steps.append(
            f"F-beta = (1 + {squared}) × {plain(precision)} × {plain(recall)} / "
            f"({squared} × {plain(precision)} + {plain(recall)}) = {value}"
        )
    return Outcome(
        headline=f"Beta {shown(found.beta, 2)}: choose {found.advice.value}.",
        figures=tuple(figures),
        steps=tuple(steps),
        results={"errors.costlier": COSTLIER[found.advice]},
    )


CALCULATOR = Calculator(
    code="CALC-04",
    title="F-beta from the cost ratio",
    question="Which metric weighs recall and precision as the errors cost?",
    formula="beta = √(C_FN / C_FP); F-beta = (1 + beta²) P R / (beta² P + R)",
    source="001 §4 (beta rule added)",
    serves=("evaluation.primary_metric", "errors.costlier", "errors.fn_cost"),
    inputs=(
        money_from("fn_cost", "Cost of one false negative", "errors.fn_cost"),
        money_from("fp_cost", "Cost of one false positive", "errors.fp_cost"),
        figure_from("precision", "Precision", "evaluation.operating_precision", is_needed=False),
        figure_from("recall", "Recall", "evaluation.operating_recall", is_needed=False),
    ),
    compute=compute,
    writes=("errors.costlier",),
    problem=one_currency("errors.fn_cost", "errors.fp_cost"),
)
