"""CALC-15: what a project earns in its first year, and when it has paid for itself.

002 §8; 003 §2 and §6; the formula was added.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from specs.domain.charts import Bar, Bars, Sheet, Tone

AMOUNTS = ("business.annual_value", "business.build_cost", "business.annual_run_cost")


@dataclass(frozen=True, slots=True)
class Return:
    """Net of the first year, return in percent (None where nothing is spent), months to pay."""

    net: Decimal
    percent: Decimal | None
    payback: Decimal | None


def first_year(value: Decimal, build: Decimal, run: Decimal) -> Return:
    """net = value - run - build; payback = build / ((value - run) / 12), never if not above 0."""
    if value < 0 or build < 0 or run < 0:
        raise Impossible("Value and costs cannot be below 0.", "value")
    net, spent = value - run - build, build + run
    percent = net / spent * HUNDRED if spent else None
    payback = build * 12 / (value - run) if value > run else None
    return Return(net, percent, payback)


def compute(given: Given) -> Outcome:
    value, build, run = (given.figure(name) for name in ("value", "build", "run"))
    found = first_year(value, build, run)
    net = shown(found.net, 0)
    percent = "undefined" if found.percent is None else f"{shown(found.percent, 1)}%"
    payback = "never" if found.payback is None else f"{shown(found.payback, 1)} months"
    bars = (
        Bar("Yearly value", value, shown(value, 0)),
        Bar("Cost to build", build, shown(build, 0)),
        Bar("Yearly running cost", run, shown(run, 0)),
    )
    words = ", ".join(f"{bar.label.lower()} {bar.text}" for bar in bars)
    rows = (*((bar.label, bar.text) for bar in bars), ("First-year net", net))
    return Outcome(
        headline=f"First-year net {net}, return {percent}, payback {payback}.",
        tone=Tone.BAD if found.net < 0 else Tone.GOOD,
        figures=(
            Shown("First-year net", net),
            Shown("ROI", percent),
            Shown("Payback", payback),
        ),
        steps=(
            f"Net = {plain(value)} − {plain(run)} − {plain(build)} = {net}",
            f"ROI = {net} / ({plain(build)} + {plain(run)}) = {percent}",
            f"Payback = {plain(build)} / (({plain(value)} − {plain(run)}) / 12) = {payback}",
        ),
        picture=Bars(
            title="Value and costs",
            words=f"Bars of value and costs: {words}. First-year net {net}.",
            sheet=Sheet(("What", "Amount"), rows),
            bars=bars,
            most=max(value, build, run),
        ),
    )


CALCULATOR = Calculator(
    code="CALC-15",
    title="Return on investment",
    question="Does the value pay for building and running it?",
    formula="net = value − run − build; ROI = net / (build + run) × 100; "
    "payback = build / ((value − run) / 12), never where value ≤ run",
    source="002 §8; 003 §2, §6 (formula added)",
    serves=AMOUNTS,
    inputs=(
        money_from("value", "Expected yearly value", AMOUNTS[0]),
        money_from("build", "Cost to build", AMOUNTS[1]),
        money_from("run", "Yearly running cost", AMOUNTS[2]),
    ),
    compute=compute,
    problem=one_currency(*AMOUNTS),
)
