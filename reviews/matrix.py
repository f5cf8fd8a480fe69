"""The sign-off matrix of one round: its stages, their roles, and the seats of each role."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews.documents import signed_revision
from reviews.domain.policy import Word
from reviews.domain.progress import state_of_role
from reviews.domain.words import listed
from reviews.models import Decision, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from reviews.domain.policy import Signer, Slot
    from reviews.domain.route import Stage
    from reviews.domain.separation import Apart
    from reviews.models import Condition, EditorialKeep, Review, SignOff, StandIn
    from reviews.nudges import Nudging


NOT_SIGNED = ("blocked", Word.OPENED.value)


def find_kept(row: SignOff) -> EditorialKeep | None:
    """Return what a sign-off was kept over; it was read together with the row."""
    return getattr(row, "kept", None)


@dataclass(frozen=True)
class Standing:
    """One seat of a role in one round: what was decided in it, or who is asked.

    ``places`` are those in whose place this person may decide here, ``signs_for`` the one of them
    that is chosen, and ``query`` what names that one in an address.
    """

    slot: Slot
    state: str
    sign_off: SignOff | None
    last: SignOff | None
    seat: int = 0
    conditions: tuple[Condition, ...] = ()
    is_mine: bool = False
    may_sign: bool = False
    is_wanted: bool = True
    signs_for: Signer | None = None
    places: tuple[Signer, ...] = ()
    query: str = ""
    away: tuple[StandIn, ...] = ()
    apart: Apart | None = None
    since: datetime | None = None
    nudges: tuple[Nudging, ...] = ()

    @property
    def signer(self) -> Signer | None:
        """Whose seat it is, where each person has one."""
        return self.slot.holder(self.seat)

    @property
    def who(self) -> str:
        """Who decided, or who may."""
        if self.sign_off:
            return self.sign_off.names
        if self.signer:
            return self.signer.name
        return listed(signer.name for signer in self.slot.signers) or "nobody"

    def place_of(self, user_id: int) -> StandIn | None:
        """By which appointment a person signs for another; None on a seat of their own."""
        named = self.signs_for
        if named is None or named.id == str(user_id):
            return None
        found = (a for a in self.away if a.stand_in_id == user_id and str(a.person_id) == named.id)
        return next(found, None)

    def chosen(self, named: Signer, user_id: int) -> Standing:
        """The same seat for who decides in the place of one of several people."""
        query = "" if named.id == str(user_id) else f"?for={named.id}"
        return replace(self, signs_for=named, query=query)

    @property
    def kept(self) -> EditorialKeep | None:
        """What it was kept over, where only the wording changed since it was given."""
        return find_kept(self.sign_off) if self.sign_off else None

    @property
    def asked(self) -> tuple[Signer, ...]:
        """Who is asked to decide here and has not."""
        if self.sign_off:
            return ()
        return (self.signer,) if self.signer else self.slot.signers

    @property
    def signed_revision(self) -> int | None:
        """The revision that was really signed, for a sign-off that was carried over."""
        return signed_revision(self.sign_off).number if self.sign_off else None

    @property
    def last_revision(self) -> int | None:
        """The revision that was signed in this seat before."""
        return signed_revision(self.last).number if self.last else None


@dataclass(frozen=True)
class RoleStanding:
    """One role in one round: its seats, and whether enough of its people approved."""

    slot: Slot
    rows: tuple[Standing, ...]
    is_satisfied: bool

    @property
    def label(self) -> str:
        """What the strip of marks calls it."""
        return self.slot.label

    @property
    def state(self) -> str:
        """One mark for all of its people."""
        return state_of_role([row.state for row in self.rows], enough=self.is_satisfied)

    @property
    def is_one(self) -> bool:
        """The role has one seat only: whoever comes first, or the only person."""
        return len(self.rows) == 1

    @property
    def approved(self) -> int:
        """How many of its people approved."""
        return sum(row.sign_off is not None and row.state != "blocked" for row in self.rows)


@dataclass(frozen=True)
class StageStanding:
    """One stage of the route: its roles, whether it decides now, and what it waits for."""

    stage: Stage
    roles: tuple[RoleStanding, ...]
    is_open: bool
    waits_for: str = ""
    held_by: tuple[Condition, ...] = ()

    @property
    def is_done(self) -> bool:
        """Enough people of each of its roles approved."""
        return all(role.is_satisfied for role in self.roles)


@dataclass(frozen=True)
class Matrix:
    """All roles of one round, by stage."""

    review: Review
    stages: tuple[StageStanding, ...]
    has_route: bool = False
    objected: tuple[SignOff, ...] = ()  # lapsed because a change of wording meant more

    @property
    def is_open(self) -> bool:
        """The round is under way."""
        return self.review.outcome == Outcome.OPEN

    @property
    def opened_at(self) -> datetime:
        """When the stage that decides now was opened."""
        return self.review.stage_opened_at or self.review.opened_at

    @property
    def is_overdue(self) -> bool:
        """The day by which an answer was wanted has passed."""
        due_on = self.review.stage_due_on
        return self.is_open and due_on is not None and due_on < timezone.localdate()

    @property
    def roles(self) -> tuple[RoleStanding, ...]:
        """Every role, in the order in which they sign."""
        return tuple(role for stage in self.stages for role in stage.roles)

    @property
    def rows(self) -> tuple[Standing, ...]:
        """Every seat of every role."""
        return tuple(row for role in self.roles for row in role.rows)

    @property
    def signed(self) -> int:
        """How many roles have approved."""
        return sum(role.is_satisfied and role.state not in NOT_SIGNED for role in self.roles)

    @property
    def progress(self) -> str:
        """For the tab: "4 of 7"."""
        return f"{self.signed} of {len(self.roles)}"

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of a standing sign-off."""
        return tuple(condition for row in self.rows for condition in row.conditions)

    @property
    def blocks(self) -> tuple[SignOff, ...]:
        """Who blocked, and why."""
        return tuple(
            row.sign_off
            for row in self.rows
            if row.sign_off and row.sign_off.decision == Decision.BLOCKED
        )

    @property
    def kept(self) -> tuple[Standing, ...]:
        """The sign-offs that are kept over a change of wording."""
        return tuple(row for row in self.rows if row.kept)

    @property
    def mine_to_sign(self) -> Standing | None:
        """The first seat in which this person signs next."""
        return next((row for row in self.rows if row.may_sign and row.is_wanted), None)

    @property
    def here(self) -> StageStanding:
        """The stage that decides now."""
        return next((s for s in reversed(self.stages) if s.is_open), self.stages[0])

    def row_of(self, role: str, user_id: int, person: str = "") -> Standing | None:
        """The seat on which a person signs in a role; the first one for who has none.

        Who stands in for several people and names none is led to one that is still to sign.
        """
        rows = [row for row in self.rows if row.slot.role == role]
        for row in rows if person else ():
            if named := next((one for one in row.places if one.id == person), None):
                return row.chosen(named, user_id)
        if free := next((row for row in rows if row.may_sign), None):
            return free
        own = (row for row in rows if row.seat == row.slot.seat_of(user_id))
        mine = next((row for row in rows if row.signs_for or row.is_mine), None)
        return mine or next(own, rows[0] if rows else None)

    def stage_of(self, slot: Slot) -> StageStanding:
        """The stage in which a role decides."""
        return next(one for one in self.stages if one.stage.number == slot.stage)
