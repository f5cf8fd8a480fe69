"""CALC-22: the share of decisions that the next version takes differently (000, introduction)."""

from __future__ import annotations

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


def changed_share(changed: Decimal, replayed: Decimal) -> Decimal:
    """changed / replayed x 100."""
    if replayed <= 0:
        raise Impossible("At least one decision has to be replayed.", "replayed")
    if not 0 <= changed <= replayed:
        raise Impossible("No more decisions can change than were replayed.", "changed")
    return changed / replayed * HUNDRED


def compute(given: Given) -> Outcome:
    changed, replayed = given.figure("changed"), given.figure("replayed")
    limit = given.maybe("limit")
    share = changed_share(changed, replayed)
    words = f"{shown(share, 2)}%"
    figures = [Shown("Changed", words)]
    headline, tone = f"{words} of the decisions changed.", Tone.PLAIN
    if limit is not None:
        is_within = share <= limit
        verdict = f"{'within' if is_within else 'above'} the limit of {plain(limit)}%"
        headline = f"{words} of the decisions changed, {verdict}."
        tone = Tone.GOOD if is_within else Tone.BAD
        figures.append(Shown("Verdict", verdict))
    return Outcome(
        headline=headline,
        tone=tone,
        figures=tuple(figures),
        steps=(f"{shown(changed, 0)} / {shown(replayed, 0)} × 100 = {words}",),
    )


CALCULATOR = Calculator(
    code="CALC-22",
    title="Output variance between versions",
    question="How many decisions does the next version take differently?",
    formula="changed / replayed × 100; within where that is at most the limit",
    source="000, introduction",
    serves=("io.output_variance_limit", "io.variance_policy"),
    inputs=(
        Input("changed", "Decisions that changed"),
        Input("replayed", "Decisions replayed"),
        figure_from(
            "limit", "Acceptable change", "io.output_variance_limit", unit="%", is_needed=False
        ),
    ),
    compute=compute,
)
