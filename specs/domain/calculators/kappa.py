"""CALC-23: how far two annotators agree beyond chance (001 §3; the formula was added).

J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
Measurement 20 (1960).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Given,
    Impossible,
    Input,
    Outcome,
    Shown,
    plain,
    shown,
)
from specs.domain.calculators.filling import figure_from
from specs.domain.charts import Tone

COUNTS = (
    ("both", "Both say yes"),
    ("first", "Only the first says yes"),
    ("second", "Only the second says yes"),
    ("neither", "Both say no"),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The share on which both agree, what chance alone would give, and kappa."""

    observed: Decimal
    by_chance: Decimal
    kappa: Decimal


def agreement(both: Decimal, first: Decimal, second: Decimal, neither: Decimal) -> Agreement:
    """kappa = (po - pe) / (1 - pe); 1 where chance alone would agree on everything."""
    counts = (both, first, second, neither)
    if any(count < 0 or count != count.to_integral_value() for count in counts):
        raise Impossible("Cases are counted in whole numbers from 0.", "both")
    total = sum(counts, Decimal(0))
    if not total:
        raise Impossible("At least one case has to be labelled by both.", "both")
    observed = (both + neither) / total
    by_chance = ((both + first) * (both + second) + (second + neither) * (first + neither)) / (
        total * total
    )
    kappa = Decimal(1) if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
    return Agreement(observed, by_chance, kappa)


def compute(given: Given) -> Outcome:
    counts = [given.figure(name) for name, _ in COUNTS]
    found = agreement(*counts)
    least = given.maybe("least")
    agreed, kappa = f"{shown(found.observed * HUNDRED, 1)}%", shown(found.kappa, 4)
    figures = [Shown("Agreement", agreed), Shown("Kappa", kappa)]
    headline, tone = f"They agree on {agreed}; kappa {kappa}.", Tone.PLAIN
    if least is not None:
        is_enough = found.kappa >= least
        verdict = f"{'reaches' if is_enough else 'below'} {plain(least)}"
        tone = Tone.GOOD if is_enough else Tone.BAD
        figures.append(Shown("Against the lowest acceptable", verdict))
    a, b, c, d = (plain(count) for count in counts)
    total = plain(sum(counts, Decimal(0)))
    return Outcome(
        headline=headline,
        tone=tone,
        figures=tuple(figures),
        steps=(
            f"po = ({a} + {d}) / {total} = {shown(found.observed, 4)}",
            f"pe = (({a} + {b}) × ({a} + {c}) + ({c} + {d}) × ({b} + {d})) / {total}² = "
            f"{shown(found.by_chance, 4)}",
            f"kappa = (po − pe) / (1 − pe) = {kappa}",
        ),
    )


CALCULATOR = Calculator(
    code="CALC-23",
    title="Agreement of two annotators (Cohen's kappa)",
    question="How far do two annotators agree beyond chance?",
    formula="po = (a + d)/n; pe = ((a + b)(a + c) + (c + d)(b + d))/n²; "
    "kappa = (po − pe)/(1 − pe), 1 where pe = 1",
    source="001 §3 (formula added)",
    serves=("labels.iaa_minimum", "labels.iaa_metric"),
    inputs=(
        *(Input(name, title) for name, title in COUNTS),
        figure_from("least", "Lowest acceptable agreement", "labels.iaa_minimum", is_needed=False),
    ),
    compute=compute,
)
