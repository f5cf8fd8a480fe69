"""CALC-19: how much of itself the KPI is to change (003 §1, 001 §1)."""

from __future__ import annotations

from decimal import Decimal

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Given,
    Impossible,
    Outcome,
    Shown,
    plain,
    shown,
)
from specs.domain.calculators.filling import money_from, one_currency

KEYS = ("problem.kpi_current", "problem.kpi_target")


def kpi_change(current: Decimal, target: Decimal) -> Decimal | None:
    """(target - current) / |current| x 100; None where the KPI is 0 today."""
    return (target - current) / abs(current) * HUNDRED if current else None


def compute(given: Given) -> Outcome:
    current, target = given.figure("current"), given.figure("target")
    change = kpi_change(current, target)
    if change is None:
        raise Impossible("From a KPI of 0 today, a change in percent is undefined.", "current")
    words = f"{shown(change, 1)}%"
    way = "increase" if change > 0 else "decrease"
    return Outcome(
        headline=f"The KPI is to change by {words}.",
        figures=(Shown("Change", words),),
        steps=(f"({plain(target)} − {plain(current)}) / |{plain(current)}| × 100 = {words}",),
        results={"problem.kpi_direction": way} if change else {},
    )


CALCULATOR = Calculator(
    code="CALC-19",
    title="KPI change",
    question="By how much is the KPI to change?",
    formula="(target − current) / |current| × 100",
    source="003 §1; 001 §1",
    serves=("problem.kpi_target", "problem.kpi_current"),
    inputs=(
        money_from("current", "KPI today", KEYS[0]),
        money_from("target", "KPI target", KEYS[1]),
    ),
    compute=compute,
    writes=("problem.kpi_direction",),
    problem=one_currency(*KEYS),
)
