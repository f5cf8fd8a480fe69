"""The stages PoC, MVP and scale as a revision states them: rules, days, budget."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from specs.domain.amounts import above, at_least, at_most, below
from specs.domain.metrics import HIGHER, LOWER, METRICS
from specs.domain.stages import STAGE, rank_of
from specs.domain.values import read_figure, show_figure
from specs.domain.values.figures import show_amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reviews.domain.frozen import Frozen
    from specs.domain.attribute import Json

MONTHS_IN = {"months": 1, "years": 12}
DAYS_IN = {"days": 1, "weeks": 7}
DIRECTIONS = {"increase": HIGHER, "decrease": LOWER}


class Side(StrEnum):
    """How what was measured is held against a threshold; what is only said has no figure."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    SAID = ""


WORDS = {
    Side.AT_LEAST: "at least",
    Side.AT_MOST: "at most",
    Side.ABOVE: "more than",
    Side.BELOW: "less than",
}
# What is said of a figure that does not meet a rule: 0.81 < 0.82.
MISSES = {Side.AT_LEAST: "<", Side.AT_MOST: ">", Side.ABOVE: "≤", Side.BELOW: "≥"}
HOLDS = {Side.AT_LEAST: at_least, Side.AT_MOST: at_most, Side.ABOVE: above, Side.BELOW: below}
BETTER = {HIGHER: Side.AT_LEAST, LOWER: Side.AT_MOST}


@dataclass(frozen=True)
class Rule:
    """What must hold before a stage is passed; ``key`` names it in every revision."""

    key: str
    measure: str
    side: Side = Side.SAID
    threshold: str = ""
    unit: str = ""

    @property
    def is_said(self) -> bool:
        """No figure decides it: whoever looked says whether it holds."""
        return self.side is Side.SAID

    @property
    def wanted(self) -> str:
        """What is asked for, in words: "at least 0.82"."""
        return "" if self.is_said else f"{WORDS[self.side]} {self.show(self.threshold)}"

    def show(self, figure: str) -> str:
        """A figure of this rule with its unit."""
        return show_amount(figure, self.unit)

    def is_met_by(self, measured: str) -> bool | None:
        """Whether a figure meets the rule; None where one of the two is none."""
        figure, threshold = read_figure(measured), read_figure(self.threshold)
        if self.is_said or figure is None or threshold is None:
            return None
        return HOLDS[self.side](figure, threshold)


@dataclass(frozen=True)
class Plan:
    """One stage as it was agreed."""

    key: str
    title: str
    leads_to: str
    scope: str
    rules: tuple[Rule, ...]
    length: str = ""
    unit: str = ""
    budget_key: str = ""
    budget: str = ""
    currency: str = ""
    on_miss: str = ""

    @property
    def is_stated(self) -> bool:
        """The revision says something of this stage."""
        return bool(self.scope or self.rules or self.budget or self.length)

    @property
    def budget_words(self) -> str:
        """The slice of the money that this stage may spend."""
        return show_amount(self.budget, self.currency) if self.budget else ""

    @property
    def length_words(self) -> str:
        """How long this stage may take."""
        return show_amount(self.length, self.unit) if self.length else ""

    def rule(self, key: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.key == key), None)

    def end_of(self, begun_on: date) -> date | None:
        """The last day of a stage that began on a day."""
        return later(begun_on, self.length, self.unit)


def later(day: date, length: str, unit: str) -> date | None:
    """The day that lies a whole number of days, weeks, months or years later."""
    count = read_figure(length)
    if count is None or count != count.to_integral_value() or not 0 < count <= 9999:
        return None
    try:
        if unit in DAYS_IN:
            return day + timedelta(days=int(count) * DAYS_IN[unit])
        if unit in MONTHS_IN:
            return months_later(day, int(count) * MONTHS_IN[unit])
    except (OverflowError, ValueError):
        return None  # beyond the year 9999
    return None


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one that the month has."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def stages_of(frozen: Frozen) -> tuple[Plan, ...]:
    """The stages that a revision states, in their order."""
    return tuple(plan for plan in (_poc(frozen), _mvp(frozen), _scale(frozen)) if plan.is_stated)


def first_rank(frozen: Frozen) -> int:
    """How far the project says it is: stages before that one were decided elsewhere."""
    stage = frozen.text(STAGE)
    return rank_of(stage) if stage else 0


def _poc(frozen: Frozen) -> Plan:
    budget, currency = _pair(frozen, "phases.poc_budget")
    length, unit = _pair(frozen, "phases.poc_duration")
    return Plan(
        "poc",
        "PoC",
        "the MVP",
        frozen.text("phases.poc_scope"),
        tuple(_metric(frozen, "phases.poc_threshold")),
        length,
        unit,
        "phases.poc_budget",
        budget,
        currency,
        frozen.shown("phases.poc_failure_action"),
    )


def _mvp(frozen: Frozen) -> Plan:
    budget, currency = _pair(frozen, "phases.mvp_budget")
    length, unit = _pair(frozen, "phases.mvp_duration")
    rules = (*_metric(frozen, "phases.mvp_threshold"), *_limits(frozen))
    scope = frozen.text("phases.mvp_scope")
    is_planned = scope or length or budget or frozen.is_answered("phases.mvp_threshold")
    return Plan(
        "mvp",
        "MVP",
        "scaling",
        scope,
        rules if is_planned else (),
        length,
        unit,
        "phases.mvp_budget",
        budget,
        currency,
    )


def _scale(frozen: Frozen) -> Plan:
    budget, currency = _pair(frozen, "phases.scale_budget")
    criteria = frozen.text("phases.scale_criteria")
    lines = [line.strip(" -*\t") for line in criteria.splitlines()]
    said = [line for line in lines if line]
    rules = [
        Rule(f"phases.scale_criteria:{number}" if number else "phases.scale_criteria", line)
        for number, line in enumerate(said)
    ]
    if rules or budget:
        rules += _kpi(frozen)
    return Plan(
        "scale",
        "Scale",
        "everybody",
        "",
        tuple(rules),
        budget_key="phases.scale_budget",
        budget=budget,
        currency=currency,
    )


def _metric(frozen: Frozen, key: str) -> Iterator[Rule]:
    """The primary metric against the threshold of a stage."""
    threshold = frozen.text(key)
    if not threshold:
        return
    known = METRICS.get(frozen.text("evaluation.primary_metric"))
    stated = frozen.text("evaluation.metric_direction")
    direction = stated if stated in BETTER else known.direction if known else HIGHER
    name = frozen.shown("evaluation.primary_metric") or "Primary metric"
    yield Rule(key, name, BETTER.get(direction, Side.AT_LEAST), threshold)


def _limits(frozen: Frozen) -> Iterator[Rule]:
    """The limits that must not break, one a row."""
    value = frozen.answers.get("evaluation.satisficing")
    for row in value if isinstance(value, list) else ():
        cells = row.get("cells") if isinstance(row, dict) else None
        if not isinstance(cells, dict) or not isinstance(row, dict):
            continue
        side, limit = _text(cells, "comparator"), _text(cells, "limit")
        if side in WORDS and read_figure(limit) is not None:
            key = f"evaluation.satisficing:{row.get('id')}"
            yield Rule(key, _text(cells, "measure"), Side(side), limit, _text(cells, "unit"))


def _kpi(frozen: Frozen) -> Iterator[Rule]:
    """The business KPI against its target."""
    target, unit = _pair(frozen, "problem.kpi_target")
    direction = DIRECTIONS.get(frozen.text("problem.kpi_direction"))
    if target and direction:
        yield Rule("problem.kpi_target", "KPI", BETTER[direction], target, unit)


def _pair(frozen: Frozen, key: str) -> tuple[str, str]:
    """A figure with its unit, or nothing."""
    value = frozen.answers.get(key)
    if not isinstance(value, dict) or not frozen.is_answered(key):
        return "", ""
    figure = _text(value, "value")
    return (figure, _text(value, "unit")) if read_figure(figure) is not None else ("", "")


def _text(cells: Mapping[str, Json], key: str) -> str:
    held = cells.get(key)
    return held if isinstance(held, str) else ""


def left_of(budget: str, spent: str) -> Decimal | None:
    """What is left of a budget, less than nothing when it is overspent."""
    whole, gone = read_figure(budget), read_figure(spent)
    return None if whole is None or gone is None else whole - gone


def show_left(plan: Plan, spent: str) -> str:
    """What is left of a stage's budget, in words."""
    left = left_of(plan.budget, spent)
    if left is None:
        return ""
    words = show_amount(f"{abs(left):f}", plan.currency)
    return f"{words} over" if left < 0 else f"{words} left"


def show(figure: str) -> str:
    """A figure as people read it."""
    return show_figure(figure)
