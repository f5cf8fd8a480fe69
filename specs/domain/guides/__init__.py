"""The guides: short interviews about a spec, each with its source, that offer what to write."""

from __future__ import annotations

from collections.abc import Mapping

from specs.domain.attribute import Section
from specs.domain.guides import (
    archetype,
    error_costs,
    framing_stack,
    goal_metric,
    killers,
    ml_fit,
    negative,
    stakeholders,
    task_type,
)
from specs.domain.guides.guide import Guide

__all__ = ["BY_NAME", "GUIDES", "Guide", "guides_beside"]

GUIDES: tuple[Guide, ...] = (
    framing_stack.GUIDE,
    ml_fit.GUIDE,
    archetype.GUIDE,
    task_type.GUIDE,
    goal_metric.GUIDE,
    error_costs.GUIDE,
    killers.GUIDE,
    negative.GUIDE,
    stakeholders.GUIDE,
)
BY_NAME: Mapping[str, Guide] = {one.name: one for one in GUIDES}


def guides_beside(section: Section) -> tuple[Guide, ...]:
    """Those that serve an attribute of the section."""
    keys = {item.key for item in section.items}
    return tuple(one for one in GUIDES if keys.intersection(one.serves))
