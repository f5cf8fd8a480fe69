"""What the risk register says of one risk: how high it is, who accepted it, what would show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from specs.domain.attribute import Json
from specs.domain.risks import score
from trail.domain.canonical import canonical, digest

HIGH = "high"
CLOSED = "closed"
ACCEPTED = "accepted"
NOBODY = "It is marked as accepted, but nobody accepted it by name."
# What somebody accepts with a risk: its text and its levels, not who deals with it or when.
BOUND = (
    "failure_mode",
    "impact_description",
    "probability",
    "impact",
    "mitigation",
    "residual_probability",
    "residual_impact",
)


class Standing(StrEnum):
    """Whether an acceptance still covers its risk."""

    STANDS = "stands"
    CHANGED = "changed"
    EXPIRED = "expired"


class Acceptance(NamedTuple):
    """A risk that somebody accepted by name, in the words it had then, until a day."""

    id: int
    item_id: str
    text_hash: str
    reason: str
    by: str
    expires_on: date
    accepted_at: datetime

    def standing(self, cells: Mapping[str, Json], on: date) -> Standing:
        if self.text_hash != text_hash(cells):
            return Standing.CHANGED
        return Standing.EXPIRED if self.expires_on < on else Standing.STANDS

    def lapse(self, cells: Mapping[str, Json], on: date) -> str:
        """Why it no longer counts; nothing while it does."""
        match self.standing(cells, on):
            case Standing.CHANGED:
                return f"{self.by} accepted it, but its text changed since: that lapsed."
            case Standing.EXPIRED:
                return f"{self.by} accepted it until {day(self.expires_on)}: that ran out."
            case Standing.STANDS:
                return ""


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def text_hash(cells: Mapping[str, Json]) -> str:
    """The SHA-256 of what an acceptance covers."""
    return digest(canonical({key: cells[key] for key in BOUND if cells.get(key)}))


def is_high(cells: Mapping[str, Json]) -> bool:
    """Likely or costly, and not closed: what needs a mitigation and an owner (RSK002, RSK003)."""
    return HIGH in (cells.get("probability"), cells.get("impact")) and not is_closed(cells)


def count_high(rows: Json) -> int:
    """How many risks of a register are high."""
    listed = rows if isinstance(rows, list) else []
    held = [row.get("cells") for row in listed if isinstance(row, dict)]
    return sum(isinstance(cells, dict) and is_high(cells) for cells in held)


def is_closed(cells: Mapping[str, Json]) -> bool:
    return cells.get("status") == CLOSED


def residual_score(cells: Mapping[str, Json]) -> int | None:
    """The score after mitigation; None while one of both levels is missing."""
    return score(cells.get("residual_probability"), cells.get("residual_impact"))


def is_unwatched(cells: Mapping[str, Json]) -> bool:
    """A high risk that names no signal, nor says why none can tell."""
    return is_high(cells) and not (cells.get("signal") or cells.get("no_signal"))


def is_overdue(cells: Mapping[str, Json], on: date) -> bool:
    """Its mitigation should have been in place before this day."""
    due = cells.get("due")
    return isinstance(due, str) and "" < due < on.isoformat() and not is_closed(cells)


def unaccepted(cells: Mapping[str, Json], acceptance: Acceptance | None, on: date) -> str:
    """Why a risk with the status "accepted" is not; nothing when somebody accepted it."""
    if cells.get("status") != ACCEPTED:
        return ""
    if acceptance is None:
        return NOBODY
    return acceptance.lapse(cells, on)
