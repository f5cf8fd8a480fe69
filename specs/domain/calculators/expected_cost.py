"""CALC-03: what the errors of a model cost per 1,000 decisions (001 §4, 002 §3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import (
    THOUSAND,
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
from specs.domain.charts import Bar, Bars, Sheet


@dataclass(frozen=True, slots=True)
class Errors:
    """The errors in 1,000 decisions, and what they cost."""

    misses: Decimal
    false_alarms: Decimal
    miss_cost: Decimal
    false_alarm_cost: Decimal

    @property
    def cost(self) -> Decimal:
        return self.miss_cost + self.false_alarm_cost


def expected_cost(
    positive_rate: Decimal,
    recall: Decimal,
    precision: Decimal,
    fn_cost: Decimal,
    fp_cost: Decimal,
) -> Errors:
    """FN = pos x (1 - recall), FP = pos x recall x (1/precision - 1), each times its cost."""
    check_rates(positive_rate, recall, precision)
    if fn_cost < 0 or fp_cost < 0:
        at_fault = "fn_cost" if fn_cost < 0 else "fp_cost"
        raise Impossible("An error cannot cost less than nothing.", at_fault)
    if recall > 0 and precision == 0:
        raise Impossible("Where positive cases are found, the precision is above 0.", "precision")
    positives = 10 * positive_rate
    misses = positives * (1 - recall)
    false_alarms = positives * recall * (1 / precision - 1) if recall else Decimal(0)
    if false_alarms > THOUSAND - positives:
        raise Impossible("More false positives than there are negative cases.", "precision")
    return Errors(misses, false_alarms, misses * fn_cost, false_alarms * fp_cost)


def compute(given: Given) -> Outcome:
    rate = given.figure("positive_rate")
    recall, precision = given.figure("recall"), given.figure("precision")
    fn_cost, fp_cost = given.figure("fn_cost"), given.figure("fp_cost")
    found = expected_cost(rate, recall, precision, fn_cost, fp_cost)
    never = expected_cost(rate, Decimal(0), Decimal(0), fn_cost, fp_cost).cost
    bars = (
        Bar("Missed cases", found.miss_cost, shown(found.miss_cost, 2)),
        Bar("False alarms", found.false_alarm_cost, shown(found.false_alarm_cost, 2)),
        Bar("Both errors", found.cost, shown(found.cost, 2)),
        Bar("Always saying no", never, shown(never, 2)),
    )
    words = ", ".join(f"{bar.label.lower()} {bar.text}" for bar in bars)
    found_cases = "0" if recall == 0 else f"{plain(10 * rate)} × {plain(recall)}"
    return Outcome(
        headline=f"Errors cost {shown(found.cost, 2)} per 1,000 decisions.",
        figures=(
            Shown("False negatives per 1,000", shown(found.misses, 2)),
            Shown("False positives per 1,000", shown(found.false_alarms, 2)),
            Shown("Cost per 1,000 decisions", shown(found.cost, 2)),
        ),
        steps=(
            f"Positive cases per 1,000 = 10 × {plain(rate)} = {shown(10 * rate, 2)}",
            f"FN = {plain(10 * rate)} × (1 − {plain(recall)}) = {shown(found.misses, 2)}",
            f"FP = {found_cases} × (1/{plain(precision)} − 1) = {shown(found.false_alarms, 2)}"
            if recall
            else "FP = 0, as nothing is called positive",
            f"Cost = {shown(found.misses, 2)} × {plain(fn_cost)} + "
            f"{shown(found.false_alarms, 2)} × {plain(fp_cost)} = {shown(found.cost, 2)}",
        ),
        picture=Bars(
            title="Cost per 1,000 decisions",
            words=f"Bars of the cost per 1,000 decisions: {words}.",
            sheet=Sheet(
                ("What", "Cost per 1,000 decisions"), tuple((b.label, b.text) for b in bars)
            ),
            bars=bars,
            most=max(bar.value for bar in bars),
        ),
    )


CALCULATOR = Calculator(
    code="CALC-03",
    title="Expected cost per 1,000 decisions",
    question="What do the errors of the model cost?",
    formula="pos = 10 p; FN = pos × (1 − recall); FP = pos × recall × (1/precision − 1); "
    "cost = FN × C_FN + FP × C_FP",
    source="001 §4; 002 §3",
    serves=("evaluation.operating_recall", "errors.fn_cost"),
    inputs=(
        figure_from("positive_rate", "Share of positive cases", "data.positive_rate", unit="%"),
        figure_from("recall", "Recall", "evaluation.operating_recall"),
        figure_from("precision", "Precision", "evaluation.operating_precision"),
        money_from("fn_cost", "Cost of one false negative", "errors.fn_cost"),
        money_from("fp_cost", "Cost of one false positive", "errors.fp_cost"),
    ),
    compute=compute,
    problem=one_currency("errors.fn_cost", "errors.fp_cost"),
)
