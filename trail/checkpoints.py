"""How far a chain is covered by a signed checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trail.models import Checkpoint, Event


@dataclass(frozen=True)
class Coverage:
    """The last checkpoint, if there is one, and whether a chain went on since."""

    number: int
    at: datetime | None
    has_younger: bool


def coverage_of(chain: str) -> Coverage:
    """Return what the last checkpoint covers of a chain, in two queries."""
    last = Checkpoint.objects.order_by("-number").values_list("number", "at").first()
    youngest = Event.objects.filter(chain=chain).order_by("-seq").values_list("at", flat=True)
    newest = youngest.first()
    if last is None:
        return Coverage(0, None, has_younger=newest is not None)
    return Coverage(*last, has_younger=newest is not None and newest > last[1])
