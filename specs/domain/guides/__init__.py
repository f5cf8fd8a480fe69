"""The guides: short interviews about a spec, each with its source, that offer what to write."""

from __future__ import annotations

from collections.abc import Mapping

from specs.domain.attribute import Section
from specs.domain.guides import framing_stack, ml_fit
from specs.domain.guides.guide import Guide

__all__ = ["BY_NAME", "GUIDES", "Guide", "guides_beside"]

GUIDES: tuple[Guide, ...] = (
    framing_stack.GUIDE,
    ml_fit.GUIDE,
)
BY_NAME: Mapping[str, Guide] = {one.name: one for one in GUIDES}


def guides_beside(section: Section) -> tuple[Guide, ...]:
    """Those that serve an attribute of the section."""
    keys = {item.key for item in section.items}
    return tuple(one for one in GUIDES if keys.intersection(one.serves))
