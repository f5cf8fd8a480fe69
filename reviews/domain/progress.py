"""How far a review has come: which stage is open, and what the decisions together mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reviews.domain.policy import APPROVALS, Word

if TYPE_CHECKING:
    from reviews.domain.policy import Policy, Slot

APPROVAL = None  # what a condition holds up when it names no stage


class Verdict(StrEnum):
    """What the standing decisions of a review amount to."""

    OPEN = "open"
    APPROVED = "approved"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Vote:
    """A standing decision; ``holds`` names the stages that its open conditions hold up."""

    role: str
    word: str
    seat: int = 0
    holds: tuple[int | None, ...] = ()


def is_satisfied(slot: Slot, votes: Iterable[Vote]) -> bool:
    """Say whether enough people of a role have approved, or it was opened by break-glass."""
    votes = tuple(votes)
    if any(vote.role == slot.role and vote.word == Word.OPENED for vote in votes):
        return True
    return len(_approving(slot, votes)) >= max(slot.needed, 1)


def opened(roles: Iterable[str]) -> list[Vote]:
    """Return what stands for roles without which a round passes."""
    return [Vote(role, Word.OPENED) for role in roles]


def is_waited_for(slot: Slot, user_id: object, votes: Sequence[Vote], *, open_stage: int) -> bool:
    """Say whether a role waits for one person: its stage is open, and too few have approved."""
    seat = slot.seat_of(user_id)
    if seat is None or slot.stage > open_stage or is_satisfied(slot, votes):
        return False
    return not any(vote.role == slot.role and vote.seat == seat for vote in votes)


def open_stage(policy: Policy, votes: Sequence[Vote]) -> int:
    """Return the stage that decides now: all stages before it are done and nothing holds it up."""
    for stage in policy.stages[:-1]:
        done = all(is_satisfied(slot, votes) for slot in policy.slots_of(stage.number))
        if not done or holding(votes, stage.number + 1):
            return stage.number
    return policy.stages[-1].number


def holding(votes: Iterable[Vote], stage: int) -> tuple[Vote, ...]:
    """Return the decisions whose open conditions hold up a stage."""
    return tuple(
        vote for vote in votes if any(held is not None and held <= stage for held in vote.holds)
    )


def outcome(policy: Policy, votes: Sequence[Vote]) -> Verdict:
    """Say what the standing decisions amount to.

    One block ends the round. An approval with conditions counts for approval once none is open.
    """
    asked = {slot.role for slot in policy.slots}
    if any(vote.word == Word.BLOCKED and vote.role in asked for vote in votes):
        return Verdict.BLOCKED
    complete = bool(policy.slots) and all(is_satisfied(slot, votes) for slot in policy.slots)
    is_held = any(vote.holds for vote in votes if vote.role in asked)
    return Verdict.APPROVED if complete and not is_held else Verdict.OPEN


def state_of_role(states: Sequence[str], *, enough: bool) -> str:
    """Return one mark for a role from those of its people."""
    if "blocked" in states:
        return "blocked"
    if enough:
        given = [state for state in states if state in DONE]
        if not given:
            return Word.OPENED.value
        return next((state for state in ("conditions", "approved") if state in given), given[0])
    return "lapsed" if "lapsed" in states else "waiting"


DONE = ("approved", "conditions", "carried_over")


def _approving(slot: Slot, votes: Iterable[Vote]) -> set[int]:
    return {vote.seat for vote in votes if vote.role == slot.role and vote.word in APPROVALS}
