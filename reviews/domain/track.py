"""How the stages of a project stand: from the plan, what was measured and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from reviews.domain.gates import MISSES, Plan, Rule, left_of, show_left
from specs.domain.stages import rank_of
from specs.domain.values.figures import show_amount

NEAR = 14  # days before its end at which a stage is brought to mind


class Move(StrEnum):
    """What can be decided of a stage."""

    PASSED = "passed"
    MISSED = "missed"
    EXTENDED = "extended"
    STOPPED = "stopped"


class Stand(StrEnum):
    """How a stage stands."""

    BEFORE = "before"  # the project was further when the spec was approved first
    AHEAD = "ahead"
    RUNNING = "running"
    PASSED = "passed"
    MISSED = "missed"
    STOPPED = "stopped"


MOVES: Mapping[Stand, tuple[Move, ...]] = {
    Stand.RUNNING: (Move.PASSED, Move.MISSED, Move.EXTENDED, Move.STOPPED),
    Stand.MISSED: (Move.PASSED, Move.EXTENDED, Move.STOPPED),
    Stand.STOPPED: (Move.EXTENDED,),
    Stand.PASSED: (Move.EXTENDED,),
}
SCALE = rank_of("scale")
AFTER = {
    Move.PASSED: Stand.PASSED,
    Move.MISSED: Stand.MISSED,
    Move.EXTENDED: Stand.RUNNING,
    Move.STOPPED: Stand.STOPPED,
}


@dataclass(frozen=True)
class Measured:
    """A figure that somebody typed in for a rule or a budget, with where it is from."""

    key: str
    value: str
    source: str
    measured_on: date
    by: str
    says_met: bool | None = None


@dataclass(frozen=True)
class Decided:
    """One decision about a stage, as far as the track needs it."""

    stage: str
    move: Move
    on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it was typed in."""

    key: str
    value: str
    says_met: bool | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision as it was typed in; ``turn`` and ``revision`` say what was read."""

    move: Move
    turn: int
    revision: int
    reason: str = ""
    ends_on: date | None = None


@dataclass(frozen=True)
class Held:
    """A rule with what was measured for it last."""

    rule: Rule
    measured: Measured | None

    @property
    def is_met(self) -> bool | None:
        """Whether it holds; None where nobody measured it."""
        if self.measured is None:
            return None
        if self.rule.is_said:
            return self.measured.says_met
        return self.rule.is_met_by(self.measured.value)

    @property
    def shown(self) -> str:
        """What was measured, with its unit."""
        return self.rule.show(self.measured.value) if self.measured else ""

    @property
    def verdict(self) -> str:
        """The word for it."""
        return {True: "Met", False: "Not met", None: "Not measured"}[self.is_met]

    @property
    def objection(self) -> str:
        """What speaks against passing, in words; nothing where the rule is met."""
        if self.is_met:
            return ""
        if self.measured is None:
            return f"{self.rule.measure}: not measured"
        if self.rule.is_said:
            return f"{self.rule.measure}: not met"
        against = f"{MISSES[self.rule.side]} {self.rule.show(self.rule.threshold)}"
        return f"{self.rule.measure} {self.shown} {against}"


@dataclass(frozen=True)
class Standing:
    """One stage as it stands on a day."""

    plan: Plan
    stand: Stand
    held: tuple[Held, ...]
    begun_on: date | None = None
    ends_on: date | None = None
    former_ends: tuple[date, ...] = ()
    decided_on: date | None = None
    spent: Measured | None = None
    turns: int = 0
    moves: tuple[Move, ...] = ()
    today: date = field(default=date.min)

    @property
    def is_open(self) -> bool:
        """It goes on, or waits for what follows from having missed."""
        return self.stand in (Stand.RUNNING, Stand.MISSED)

    @property
    def days_left(self) -> int | None:
        """How many days it still has; less than none when it is over."""
        return (self.ends_on - self.today).days if self.is_open and self.ends_on else None

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def is_near(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= NEAR

    @property
    def time_words(self) -> str:
        """ "3 days left", "2 days overdue"."""
        left = self.days_left
        if left is None:
            return ""
        if left == 0:
            return "ends today"
        days = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
        return f"{days} left" if left > 0 else f"{days} overdue"

    @property
    def objections(self) -> tuple[str, ...]:
        """What speaks against passing it."""
        return tuple(one.objection for one in self.held if one.objection)

    @property
    def spent_words(self) -> str:
        """What was spent so far."""
        return show_amount(self.spent.value, self.plan.currency) if self.spent else ""

    @property
    def left_words(self) -> str:
        """What is left of its budget."""
        return show_left(self.plan, self.spent.value) if self.spent else ""

    @property
    def is_overspent(self) -> bool:
        left = left_of(self.plan.budget, self.spent.value) if self.spent else None
        return left is not None and left < 0


def build_track(
    plans: Sequence[Plan],
    *,
    approved_on: date,
    project_stage: int,
    decisions: Iterable[Decided],
    measured: Iterable[Measured],
    today: date,
) -> tuple[Standing, ...]:
    """Return how each stage stands; at most one of them goes on.

    The first that the project had not left when the spec was approved begins that day, each
    other one on the day on which the one before it was passed.
    """
    latest = {one.key: one for one in measured}
    by_stage: dict[str, list[Decided]] = {}
    for decision in decisions:
        by_stage.setdefault(decision.stage, []).append(decision)
    track: list[Standing] = []
    begins: date | None = approved_on
    for plan in plans:
        own = by_stage.get(plan.key, [])
        if begins is not None and not own and rank_of(plan.key) < min(project_stage, SCALE):
            stand, own_begin = Stand.BEFORE, None
        elif begins is None:
            stand, own_begin = Stand.AHEAD, None
        else:
            stand, own_begin = AFTER[own[-1].move] if own else Stand.RUNNING, begins
            begins = own[-1].on if stand is Stand.PASSED else None
        track.append(_standing(plan, stand, own_begin, own, latest, today))
    return tuple(_with_moves(track))


def _standing(
    plan: Plan,
    stand: Stand,
    begun_on: date | None,
    own: Sequence[Decided],
    latest: Mapping[str, Measured],
    today: date,
) -> Standing:
    ends = [plan.end_of(begun_on)] if begun_on else []
    ends += [decision.ends_on for decision in own if decision.move is Move.EXTENDED]
    known = [end for end in ends if end is not None]
    return Standing(
        plan,
        stand,
        tuple(Held(rule, latest.get(rule.key)) for rule in plan.rules),
        begun_on,
        known[-1] if known else None,
        tuple(known[:-1]),
        own[-1].on if own else None,
        latest.get(plan.budget_key),
        len(own),
        today=today,
    )


def _with_moves(track: Sequence[Standing]) -> Iterable[Standing]:
    """Say what may be decided; a pass is taken back only while nothing rests on it."""
    for place, standing in enumerate(track):
        moves = MOVES.get(standing.stand, ())
        is_last = place + 1 == len(track) or not track[place + 1].turns
        if standing.stand is Stand.PASSED and not is_last:
            moves = ()
        yield replace(standing, moves=moves)


def current(track: Iterable[Standing]) -> Standing | None:
    """The stage that goes on, or waits for what follows from having missed."""
    return next((standing for standing in track if standing.is_open), None)
