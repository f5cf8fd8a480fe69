"""How each role of a review stands: the sign-off matrix, its marks, what is next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews import access
from reviews.documents import (
    as_last_word,
    as_signature,
    frozen,
    said_before,
    signed_revision,
)
from reviews.domain.approving import signature_blockers
from reviews.domain.policy import APPROVALS, AUTHOR_ROLE, Word, changed_sections, word_of_seat
from reviews.domain.progress import Vote, holding, is_satisfied, opened, state_of_role
from reviews.domain.words import listed
from reviews.models import Condition, Decision, Outcome, SignOff, StandIn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from accounts.models import User
    from reviews.domain.policy import Signer, Slot
    from reviews.domain.route import Stage
    from reviews.domain.separation import Apart
    from reviews.models import Review
    from reviews.nudges import Nudging
    from specs.domain.checks.check import Finding


NOT_SIGNED = ("blocked", Word.OPENED.value)


@dataclass(frozen=True)
class Standing:
    """One seat of a role in one round: what was decided in it, or who is asked."""

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
    def mine_to_sign(self) -> Standing | None:
        """The first seat in which this person signs next."""
        return next((row for row in self.rows if row.may_sign and row.is_wanted), None)

    @property
    def here(self) -> StageStanding:
        """The stage that decides now."""
        return next((s for s in reversed(self.stages) if s.is_open), self.stages[0])

    def row_of(self, role: str, user_id: int) -> Standing | None:
        """The seat on which a person signs in a role; the first one for who has none."""
        rows = [row for row in self.rows if row.slot.role == role]
        own = (row for row in rows if row.seat == row.slot.seat_of(user_id))
        mine = next((row for row in rows if row.signs_for or row.is_mine), None)
        return mine or next(own, rows[0] if rows else None)

    def stage_of(self, slot: Slot) -> StageStanding:
        """The stage in which a role decides."""
        return next(one for one in self.stages if one.stage.number == slot.stage)


def load_matrix(review: Review, user: User, *, may_write: bool) -> Matrix:
    """Return how every role stands, in four queries.

    ``may_write`` says whether this person is still somebody who signs at all.
    """
    revision = review.revision
    decisions = SignOff.objects.filter(review=review).select_related(
        "review__revision", "carried_from__review__revision", "signer"
    )
    latest: dict[tuple[str, int], SignOff] = {}
    for sign_off in decisions.order_by("turn"):
        latest[sign_off.role, sign_off.seat] = sign_off
    standing = {line: s for line, s in latest.items() if s.decision != Decision.WITHDRAWN}
    earlier = said_before(revision.spec_id, before=revision.number)
    conditions = _by_sign_off(
        Condition.objects.filter(sign_off__in=standing.values()).select_related(
            "owner", "accepted_by"
        )
    )
    votes = [_vote(row, conditions.get(row.pk, ())) for row in standing.values()]
    votes += opened(review.opened_roles)
    signs = _Signing(
        review,
        user,
        latest,
        standing,
        earlier,
        conditions,
        votes,
        _stand_ins(review),
        may_write=may_write,
    )
    policy = frozen(revision).policy
    roles = tuple(signs.role(slot) for slot in policy.slots)
    stages = tuple(_stage(review, stage, roles, conditions, votes) for stage in policy.stages)
    return Matrix(review=review, stages=stages, has_route=policy.has_route)


@dataclass(frozen=True)
class _Signing:
    """A round as one person looks at it."""

    review: Review
    user: User
    latest: dict[tuple[str, int], SignOff]
    standing: dict[tuple[str, int], SignOff]
    earlier: dict[str, list[SignOff]]
    conditions: dict[int, tuple[Condition, ...]]
    votes: Sequence[Vote]
    stand_ins: Sequence[StandIn]
    may_write: bool

    def role(self, slot: Slot) -> RoleStanding:
        enough = is_satisfied(slot, self.votes)
        rows = tuple(self.row(slot, seat, is_wanted=not enough) for seat in slot.seats)
        return RoleStanding(slot, rows, enough)

    def row(self, slot: Slot, seat: int, *, is_wanted: bool) -> Standing:
        given = self.standing.get((slot.role, seat))
        last = word_of_seat(slot, seat, self.earlier.get(slot.role, ()))
        own = self.conditions.get(given.pk, ()) if given else ()
        away = self.away(slot)
        named = self.signs_for(slot, away)
        is_asked = named is not None and slot.seat_of(named.id) == seat
        is_open = given is None and slot.role in self.review.opened_roles
        apart = self.apart(slot) if is_asked else None
        is_free = given is None and self.review.outcome == Outcome.OPEN
        return Standing(
            slot=slot,
            seat=seat,
            state=Word.OPENED.value if is_open else _state(given, last, own),
            sign_off=given,
            last=last,
            conditions=own,
            is_mine=given is not None and self.user.pk in (given.signer_id, given.instead_of_id),
            may_sign=is_asked and is_free and apart is None and slot.stage <= self.review.stage,
            is_wanted=is_wanted,
            signs_for=named if is_asked else None,
            apart=apart if is_free else None,
            away=tuple(one for one in away if slot.seat_of(one.person_id) == seat),
            since=self.waits_since(slot, seat) if is_free and is_wanted else None,
        )

    def waits_since(self, slot: Slot, seat: int) -> datetime | None:
        """When this seat was asked: its stage opened, or somebody withdrew."""
        if slot.stage > self.review.stage:
            return None
        opened_at = self.review.stage_opened_at or self.review.opened_at
        withdrawn = self.latest.get((slot.role, seat))
        return max(opened_at, withdrawn.signed_at) if withdrawn else opened_at

    def away(self, slot: Slot) -> tuple[StandIn, ...]:
        """Who stands in now for people of a role."""
        found = (one for one in self.stand_ins if one.covers(slot.role))
        return tuple(one for one in found if slot.signer(one.person_id))

    def apart(self, slot: Slot) -> Apart | None:
        """Why the person may not sign in a role, though it is asked of them."""
        mine = [row for row in self.standing.values() if row.signer_id == self.user.pk]
        signed = {row.role: row.printed_role for row in mine}
        return frozen(self.review.revision).policy.apart(slot.role, self.user.pk, signed)

    def signs_for(self, slot: Slot, away: Sequence[StandIn]) -> Signer | None:
        """Whose seat of a role the person may sign on."""
        is_author = self.review.revision.spec.owner_id == self.user.pk
        if not self.may_write or (is_author and slot.role != AUTHOR_ROLE):
            return None
        return access.pick_signer(slot, self.user.pk, away)


def _stage(
    review: Review,
    stage: Stage,
    roles: Sequence[RoleStanding],
    conditions: dict[int, tuple[Condition, ...]],
    votes: Sequence[Vote],
) -> StageStanding:
    """Return a stage with its roles, and what it waits for while it is closed."""
    own = tuple(role for role in roles if role.slot.stage == stage.number)
    is_open = stage.number <= review.stage
    if is_open or review.outcome != Outcome.OPEN:
        return StageStanding(stage, own, is_open=is_open)
    held_by = tuple(
        condition
        for found in conditions.values()
        for condition in found
        if _holds(condition) and (condition.blocks_stage or 0) <= stage.number
    )
    before = [role for role in roles if role.slot.stage < stage.number and not role.is_satisfied]
    waits = [role.slot.label for role in before]
    if holding(votes, stage.number):
        count = len(held_by)
        waits.append("1 condition" if count == 1 else f"{count} conditions")
    return StageStanding(stage, own, is_open=False, waits_for=listed(waits), held_by=held_by)


def _stand_ins(review: Review) -> tuple[StandIn, ...]:
    """Return who stands in for somebody now, as long as there is anything to sign."""
    if review.outcome != Outcome.OPEN:
        return ()
    found = StandIn.objects.current().for_spec(review.revision.spec)
    return tuple(found.select_related("stand_in", "person").order_by("starts_at", "pk"))


def find_blockers(matrix: Matrix) -> tuple[Finding, ...]:
    """Return what about the signatures stands in the way of approving an open round.

    A seat in which nobody has decided counts by what was approved in it before, where the text
    changed since.
    """
    text = frozen(matrix.review.revision)
    signatures = []
    for row in matrix.rows:
        if row.sign_off:
            waiting = sum(condition.accepted_at is None for condition in row.conditions)
            signatures.append(as_signature(row.sign_off, open_conditions=waiting))
        elif row.last and row.state == "lapsed" and row.is_wanted:
            word = as_last_word(row.last, text.template)
            if changed_sections(word, row.slot, text.section_hashes):
                signatures.append(
                    replace(as_signature(row.last, open_conditions=0), is_carried_over=False)
                )
    return signature_blockers(text, signatures, matrix.review.opened_roles)


def _vote(row: SignOff, conditions: Iterable[Condition]) -> Vote:
    holds = tuple(c.blocks_stage for c in conditions if c.accepted_at is None)
    return Vote(row.role, row.decision, row.seat, holds)


def _holds(condition: Condition) -> bool:
    return condition.accepted_at is None and condition.blocks_stage is not None


def _state(
    sign_off: SignOff | None, last: SignOff | None, conditions: tuple[Condition, ...]
) -> str:
    """Return the mark of a seat."""
    if sign_off is None:
        return "lapsed" if last and last.decision in APPROVALS else "waiting"
    if sign_off.decision == Decision.BLOCKED:
        return "blocked"
    if any(condition.accepted_at is None for condition in conditions):
        return "conditions"
    return "carried_over" if sign_off.carried_from_id else "approved"


def _by_sign_off(conditions: Iterable[Condition]) -> dict[int, tuple[Condition, ...]]:
    found: dict[int, tuple[Condition, ...]] = {}
    for condition in conditions:
        found[condition.sign_off_id] = (*found.get(condition.sign_off_id, ()), condition)
    return found
