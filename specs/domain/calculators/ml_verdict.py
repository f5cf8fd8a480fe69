"""CALC-13: should this be ML at all? The decision tree over both checklists (003 §2, 002 §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

USE_WHEN = (
    "complex_patterns",
    "repeats_at_scale",
    "data_exists",
    "errors_tolerable",
    "world_changes",
)
AVOID_WHEN = (
    "rules_good_enough",
    "data_weak",
    "errors_catastrophic",
    "black_box_unacceptable",
    "roi_negative",
)
ANSWERS = ("yes", "no", "unsure")


class Verdict(StrEnum):
    """Where the tree ends: a value of the decision on ML, or not yet."""

    INCOMPLETE = "incomplete"
    USE_RULES = "use_rules"
    COLLECT_DATA_FIRST = "collect_data_first"
    DO_NOT_USE_ML = "do_not_use_ml"
    START_WITH_RULES = "start_with_rules"
    RUN_POC = "run_poc"
    USE_ML_WITH_SAFEGUARDS = "use_ml_with_safeguards"
    USE_ML = "use_ml"


class Decided(NamedTuple):
    """The verdict, the step from 1 to 10 that gave it, and why."""

    verdict: Verdict
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class Fit:
    """The answers of both checklists by item, with the notes on what speaks against ML."""

    use_when: Mapping[str, str]
    avoid_when: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    rules_reach_kpi: bool = False
    is_framed: bool = True

    @property
    def is_answered(self) -> bool:
        for_ml = all(self.use_when.get(key) in ANSWERS for key in USE_WHEN)
        return for_ml and all(self.avoid_when.get(key) in ANSWERS for key in AVOID_WHEN)

    def wants(self, key: str) -> bool:
        return self.use_when.get(key) == "yes"

    def lacks(self, key: str) -> bool:
        return self.use_when.get(key) == "no"

    def flags(self, key: str) -> bool:
        return self.avoid_when.get(key) == "yes"

    def has_note(self, key: str) -> bool:
        return bool(self.notes.get(key, "").strip())


def decide(fit: Fit) -> Decided:
    """Take the ten steps in order; the first that decides ends the tree."""
    return _before_ml(fit) or _about_errors(fit) or _about_use(fit)


def _before_ml(fit: Fit) -> Decided | None:
    """Steps 1 to 4."""
    if not fit.is_answered:
        return Decided(Verdict.INCOMPLETE, 1, "An item of the two checklists has no answer.")
    if not fit.is_framed:
        reason = "The KPI lacks a number or a timeframe: frame the problem first."
        return Decided(Verdict.INCOMPLETE, 2, reason)
    if fit.flags("rules_good_enough") or fit.rules_reach_kpi:
        return Decided(Verdict.USE_RULES, 3, "Rules or simple statistics reach the KPI.")
    if fit.flags("data_weak") or fit.lacks("data_exists"):
        return Decided(Verdict.COLLECT_DATA_FIRST, 4, "The data is weak, or there is none.")
    return None


def _about_errors(fit: Fit) -> Decided | None:
    """Steps 5 to 7."""
    if _errors_hurt(fit) and not fit.has_note("errors_catastrophic"):
        reason = "Errors are catastrophic or not tolerable, and no note says what contains them."
        return Decided(Verdict.DO_NOT_USE_ML, 5, reason)
    if fit.flags("black_box_unacceptable") and not fit.has_note("black_box_unacceptable"):
        reason = "Black-box behaviour is unacceptable, and no note says what mitigates it."
        return Decided(Verdict.USE_RULES, 6, reason)
    if fit.flags("roi_negative"):
        reason = "The return does not justify lasting maintenance."
        return Decided(Verdict.DO_NOT_USE_ML, 7, reason)
    return None


def _about_use(fit: Fit) -> Decided:
    """Steps 8 to 10."""
    if fit.lacks("repeats_at_scale"):
        return Decided(Verdict.START_WITH_RULES, 8, "The task is not repeated at scale.")
    if not fit.wants("complex_patterns") and not fit.wants("world_changes"):
        reason = "Nobody says yes to complex patterns, nor to a changing world."
        return Decided(Verdict.START_WITH_RULES, 8, reason)
    if "unsure" in {*fit.use_when.values(), *fit.avoid_when.values()}:
        return Decided(Verdict.RUN_POC, 9, "An item of the checklists is still unsure.")
    if _errors_hurt(fit) or fit.flags("black_box_unacceptable"):
        reason = "What speaks against ML is answered by safeguards named in the notes."
        return Decided(Verdict.USE_ML_WITH_SAFEGUARDS, 10, reason)
    return Decided(Verdict.USE_ML, 10, "Nothing speaks against ML.")


def _errors_hurt(fit: Fit) -> bool:
    return fit.flags("errors_catastrophic") or fit.lacks("errors_tolerable")
