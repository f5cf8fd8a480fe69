"""How each role of a review stands: from rows to the sign-off matrix, and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviews import access
from reviews.documents import (
    as_last_word,
    as_signature,
    frozen,
    said_before,
)
from reviews.domain.approving import signature_blockers
from reviews.domain.policy import APPROVALS, AUTHOR_ROLE, Word, changed_sections, word_of_seat
from reviews.domain.progress import APPROVAL, Vote, holding, is_satisfied, opened
from reviews.domain.words import listed
from reviews.matrix import Matrix, RoleStanding, StageStanding, Standing, find_kept
from reviews.models import Condition, Decision, Outcome, SignOff, StandIn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from accounts.models import User
    from reviews.domain.policy import Signer, Slot
    from reviews.domain.route import Stage
    from reviews.domain.separation import Apart
    from reviews.models import Review
    from specs.domain.checks.check import Finding


__all__ = ["Matrix", "RoleStanding", "StageStanding", "Standing", "find_blockers", "load_matrix"]


def load_matrix(review: Review, user: User, *, may_write: bool) -> Matrix:
    """Return how every role stands, in four queries.

    ``may_write`` says whether this person is still somebody who signs at all.
    """
    revision = review.revision
    decisions = SignOff.objects.filter(review=review).select_related(
        "review__revision", "carried_from__review__revision", "signer", "kept__answered_by"
    )
    latest: dict[tuple[str, int], SignOff] = {}
    given = list(decisions.order_by("turn"))
    for sign_off in given:
        latest[sign_off.role, sign_off.seat] = sign_off
    standing = {line: s for line, s in latest.items() if s.decision != Decision.WITHDRAWN}
    earlier = said_before(revision.spec_id, before=revision.number)
    conditions = _by_sign_off(
        Condition.objects.filter(sign_off__in=standing.values()).select_related(
            "owner", "accepted_by", "sign_off"
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
    objected = tuple(row for row in given if (kept := find_kept(row)) and kept.is_objected)
    return Matrix(review, stages, has_route=policy.has_route, objected=objected)


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
        places = self.places(slot, seat, away)
        named = _chosen(places, given)
        is_asked = named is not None
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
            signs_for=named,
            places=places,
            query=f"?for={named.id}" if named and named.id != str(self.user.pk) else "",
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

    def places(self, slot: Slot, seat: int, away: Sequence[StandIn]) -> tuple[Signer, ...]:
        """In whose place the person may sign on a seat; their own is among them."""
        is_author = self.review.revision.spec.owner_id == self.user.pk
        if not self.may_write or (is_author and slot.role != AUTHOR_ROLE):
            return ()
        found = access.pick_signers(slot, self.user.pk, away)
        return tuple(signer for signer in found if slot.seat_of(signer.id) == seat)


def _chosen(places: Sequence[Signer], given: SignOff | None) -> Signer | None:
    """Return in whose place somebody decides on a seat: as it was signed, else the first."""
    signed_for = str(given.named_id) if given else ""
    first = places[0] if places else None
    return next((signer for signer in places if signer.id == signed_for), first)


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
            given = as_signature(row.sign_off, open_conditions=waiting)
            signatures.append(replace(given, are_others_missing=row.is_wanted))
        elif row.last and row.state == "lapsed" and row.is_wanted:
            word = as_last_word(row.last, text.template)
            if changed_sections(word, row.slot, text.section_hashes):
                signatures.append(
                    replace(as_signature(row.last, open_conditions=0), is_carried_over=False)
                )
    return signature_blockers(text, signatures, matrix.review.opened_roles)


def _vote(row: SignOff, conditions: Iterable[Condition]) -> Vote:
    holds = tuple(c.blocks_stage for c in conditions if c.accepted_at is None)
    kept = find_kept(row)
    if kept and kept.is_open:
        holds += (APPROVAL,)
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
