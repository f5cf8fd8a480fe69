"""CALC-12: whether a project can be built, from five traffic lights and eight production killers.

003 §6; the verdict was added to its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

AREAS = ("data", "labels", "serving", "risk", "roi")
MANY_AMBERS = 3


class Feasibility(StrEnum):
    """What the lights and killers say together."""

    INCOMPLETE = "incomplete"
    NOT_FEASIBLE = "not feasible"
    AT_RISK = "at risk"
    WITH_CONDITIONS = "feasible with conditions"
    FEASIBLE = "feasible"


class Killer(NamedTuple):
    """One production killer: yes, no, unknown or nothing yet; and whether something is done."""

    applies: str
    is_mitigated: bool = False


def feasibility(lights: Sequence[str], killers: Sequence[Killer] = ()) -> Feasibility:
    """The first that holds of: incomplete, not feasible, at risk, with conditions, feasible."""
    answered = all(killer.applies in ("yes", "no") for killer in killers)
    if not answered or any(light not in ("green", "amber", "red") for light in lights):
        return Feasibility.INCOMPLETE
    if "red" in lights:
        return Feasibility.NOT_FEASIBLE
    ambers = sum(light == "amber" for light in lights)
    is_open = any(killer.applies == "yes" and not killer.is_mitigated for killer in killers)
    if is_open or ambers >= MANY_AMBERS:
        return Feasibility.AT_RISK
    return Feasibility.WITH_CONDITIONS if ambers else Feasibility.FEASIBLE
