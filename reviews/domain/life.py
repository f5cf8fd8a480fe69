"""The whole life of a spec as a picture: its states along time, and a line for each role.

Pure: it takes what the trail tells and the time now, and gives places in a picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from specs.domain.charts import WIDTH
from trail.domain.event import Json
from trail.domain.kinds import Kind

BAND_TOP, BAND = 18, 20
LANE = 38
LANE_TOP = BAND_TOP + BAND + 10
MARK = 14
FOOT = 26
SIDE = 7  # half a mark: so that none is cut
LETTER = 7
TICKS = 3
STATES: Mapping[str, str] = {
    Kind.SPEC_CREATED: "draft",
    Kind.SPEC_IMPORTED: "draft",
    Kind.SPEC_COPIED: "draft",
    Kind.SPEC_SUBMITTED: "in_review",
    Kind.SPEC_WITHDRAWN: "draft",
    Kind.SPEC_REOPENED: "draft",
    Kind.REVIEW_RETURNED: "draft",
    Kind.REVIEW_APPROVED: "approved",
    Kind.SPEC_SUPERSEDED: "superseded",
    Kind.SPEC_ARCHIVED: "archived",
    Kind.SPEC_UNARCHIVED: "draft",
}
WORDS = {
    "draft": "Draft",
    "in_review": "In review",
    "approved": "Approved",
    "superseded": "Superseded",
    "archived": "Archived",
}
DECISIONS = {
    "approved": "approved",
    "approved with conditions": "conditions",
    "blocked": "blocked",
}
STANCES = {"agrees": "approved", "agrees if": "conditions", "is against it": "blocked"}
CONDITIONS, AMENDMENTS, POSITIONS = "Conditions", "Amendments", "Positions"
GATES, AGAIN, SUSPECTS = "Stages", "Re-review", "Looked at again"
OPENED, EXPORTS = "Break-glass", "Files"
# What stands below the roles, in this order; a sort of event that is not here has no line.
LINES: Mapping[str, tuple[str, str]] = {
    Kind.CONDITION_SET: (CONDITIONS, "conditions"),
    Kind.CONDITION_MET: (CONDITIONS, "waiting"),
    Kind.CONDITION_ACCEPTED: (CONDITIONS, "approved"),
    Kind.BREAK_GLASS_ASKED: (OPENED, "waiting"),
    Kind.BREAK_GLASS_CONFIRMED: (OPENED, "conditions"),
    Kind.BREAK_GLASS_TAKEN_BACK: (OPENED, "lapsed"),
    Kind.AMENDMENT_PROPOSED: (AMENDMENTS, "waiting"),
    Kind.AMENDMENT_CHANGED: (AMENDMENTS, "waiting"),
    Kind.AMENDMENT_ACCEPTED: (AMENDMENTS, "approved"),
    Kind.AMENDMENT_ENDED: (AMENDMENTS, "lapsed"),
    Kind.AMENDMENT_POSITION_GIVEN: (POSITIONS, "waiting"),
    Kind.GATE_PASSED: (GATES, "approved"),
    Kind.GATE_MISSED: (GATES, "blocked"),
    Kind.GATE_EXTENDED: (GATES, "waiting"),
    Kind.GATE_STOPPED: (GATES, "lapsed"),
    Kind.SUSPECT_CLEARED: (SUSPECTS, "approved"),
    Kind.SPEC_REVIEW_DATE_SET: (AGAIN, "waiting"),
    Kind.SPEC_LOOKED_AT_AGAIN: (AGAIN, "approved"),
    Kind.EXPORT_FINISHED: (EXPORTS, "approved"),
}
# What happens to the sign-off of a role, on the line of that role.
SIGNATURES: Mapping[str, str] = {
    Kind.SIGNOFF_CARRIED_OVER: "carried_over",
    Kind.SIGNOFF_KEPT: "carried_over",
    Kind.SIGNOFF_WITHDRAWN: "lapsed",
    Kind.EDIT_AGREED: "approved",
    Kind.EDIT_OBJECTED: "lapsed",
}
# All that is shown: what is drawn, what changes the state, and what else befalls a spec.
SHOWN = frozenset((*LINES, *SIGNATURES, *STATES, Kind.SIGNOFF_GIVEN, Kind.SPEC_TEMPLATE_CHANGED))


class Told(NamedTuple):
    """What one event of the trail tells."""

    kind: str
    at: datetime
    facts: Mapping[str, Json]


class Phase(NamedTuple):
    """A time that a spec was in one state; the last one goes on."""

    state: str
    words: str
    begin: datetime
    end: datetime

    @property
    def took(self) -> timedelta:
        return self.end - self.begin


class Spot(NamedTuple):
    """Something that happened on a line: when, and how its mark looks."""

    at: datetime
    mark: str


class DrawnBand(NamedTuple):
    """A state in its place; its word stands in it where there is room."""

    phase: Phase
    x: int
    width: int
    label: str


class DrawnSpot(NamedTuple):
    """A mark in its place."""

    x: int
    y: int
    mark: str


class Tick(NamedTuple):
    """A day under the picture."""

    x: int
    at: datetime
    anchor: str


class DrawnLane(NamedTuple):
    """A line with its name and its marks."""

    label: str
    y: int
    spots: tuple[DrawnSpot, ...]


@dataclass(frozen=True)
class Life:
    """A life drawn: bands of states above, below them the lines of roles and of what else was."""

    begin: datetime
    end: datetime
    phases: tuple[Phase, ...]
    lanes: Mapping[str, Sequence[Spot]]

    @property
    def height(self) -> int:
        return LANE_TOP + len(self.lanes) * LANE + FOOT

    @property
    def bands(self) -> list[DrawnBand]:
        drawn = []
        for phase in self.phases:
            x, end = self.place(phase.begin), self.place(phase.end)
            label = phase.words if len(phase.words) * LETTER < end - x else ""
            drawn.append(DrawnBand(phase, x, max(2, end - x), label))
        return drawn

    @property
    def lines(self) -> list[DrawnLane]:
        drawn = []
        for number, (label, spots) in enumerate(self.lanes.items()):
            y = LANE_TOP + number * LANE
            marks = (DrawnSpot(self.place(s.at) - MARK // 2, y + 17, s.mark) for s in spots)
            drawn.append(DrawnLane(label, y + 12, tuple(marks)))
        return drawn

    @property
    def ticks(self) -> list[Tick]:
        """A few days along the foot."""
        days = max(1, min(TICKS, (self.end.date() - self.begin.date()).days))
        step = (self.end - self.begin) / days
        anchors = {0: "start", days: "end"}
        moments = [self.begin + number * step for number in range(days + 1)]
        return [
            Tick(self.place(at), at, anchors.get(number, "middle"))
            for number, at in enumerate(moments)
        ]

    def place(self, at: datetime) -> int:
        """Return how far along the picture a time stands."""
        whole = (self.end - self.begin).total_seconds() or 1.0
        along = min(max((at - self.begin).total_seconds(), 0.0), whole) / whole
        return SIDE + round(along * (WIDTH - 2 * SIDE))


def build_life(told: Iterable[Told], now: datetime) -> Life | None:
    """Return the picture of what happened, or nothing before anything did."""
    listed = list(told)
    if not listed:
        return None
    lanes: dict[str, list[Spot]] = {}
    for one in listed:
        lane, mark = _spot(one)
        if lane:
            lanes.setdefault(lane, []).append(Spot(one.at, mark))
    below = list(dict.fromkeys(name for name, _mark in LINES.values()))
    ordered = sorted(lanes, key=lambda name: below.index(name) if name in below else -1)
    end = max(now, listed[-1].at)
    return Life(
        listed[0].at, end, _phases(listed, end), {name: tuple(lanes[name]) for name in ordered}
    )


def _phases(told: Sequence[Told], end: datetime) -> tuple[Phase, ...]:
    found: list[Phase] = []
    for one in told:
        state = STATES.get(one.kind, "")
        if not state or (found and found[-1].state == state):
            continue
        if found:
            found[-1] = found[-1]._replace(end=one.at)
        found.append(Phase(state, _words(state, one.facts), one.at, end))
    return tuple(found)


def _words(state: str, facts: Mapping[str, Json]) -> str:
    number = facts.get("revision")
    if number and state in ("in_review", "approved"):
        return f"{WORDS[state]}, revision {number}"
    return WORDS[state]


def _spot(one: Told) -> tuple[str, str]:
    """Return the line of an event, and its mark; no line where it is none of these."""
    if one.kind == Kind.AMENDMENT_POSITION_GIVEN:
        return POSITIONS, STANCES.get(str(one.facts.get("stance")), "waiting")
    if one.kind in LINES:
        return LINES[one.kind]
    role = str(one.facts.get("role_label") or one.facts.get("role") or "")
    if one.kind == Kind.SIGNOFF_GIVEN:
        return role, DECISIONS.get(str(one.facts.get("decision")), "approved")
    return role if one.kind in SIGNATURES else "", SIGNATURES.get(one.kind, "")
