"""The stages of a project as an audit PDF prints them and its bundle holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from specs.domain.values import show_day

STANDS: Mapping[str, str] = {
    "before": "Not decided here",
    "ahead": "Not begun",
    "running": "Goes on",
    "passed": "Passed",
    "missed": "Missed",
    "stopped": "Stopped",
}


@dataclass(frozen=True)
class RuleRecord:
    """A rule, and what was measured for it last."""

    rule: str
    wanted: str
    measured: str
    verdict: str
    source: str
    measured_on: str
    by: str


@dataclass(frozen=True)
class GateRecord:
    """A decision about a stage, with all that was known then."""

    words: str
    reason: str
    by: str
    title: str
    at: str
    revision: int
    known: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class StageRecord:
    """One stage as it stood."""

    title: str
    stand: str
    begun_on: str
    ends_on: str
    former_ends: tuple[str, ...]
    budget: str
    spent: str
    rules: tuple[RuleRecord, ...]
    decisions: tuple[GateRecord, ...]


def printed_stages(stages: tuple[StageRecord, ...]) -> list[dict[str, object]]:
    """Return the stages with their days in words."""
    return [
        {
            "stage": stage,
            "stand": STANDS.get(stage.stand, stage.stand),
            "begun": show_day(stage.begun_on),
            "ends": show_day(stage.ends_on),
            "former": ", ".join(show_day(day) for day in stage.former_ends),
            "rules": [(rule, show_day(rule.measured_on)) for rule in stage.rules],
            "decisions": [(one, _when(one.at)) for one in stage.decisions],
        }
        for stage in stages
    ]


def _when(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
