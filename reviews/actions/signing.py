"""Signing and taking a signature back, under the lock of the spec."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from reviews import access
from reviews.actions.conditions import tell_owner
from reviews.actions.outcomes import settle
from reviews.actions.proving import is_proof_enough, prove, use_nonce
from reviews.actions.records import Given, keep, seat_facts
from reviews.actions.refusals import Refusal, Why
from reviews.actions.remembering import remember_reading
from reviews.documents import frozen, latest_review
from reviews.domain.statement import build_statement, plain
from reviews.models import Condition, Decision, Outcome, SignOff
from specs.models import Spec
from trail.actions import append, checkpoint_after_commit
from trail.domain.canonical import digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.decisions import Choice, Proof, Wish
    from reviews.domain.frozen import Frozen
    from reviews.domain.policy import Signer, Slot
    from reviews.models import Review, StandIn
    from trail.domain.event import Json


@transaction.atomic
def sign(*, spec: Spec, role: str, choice: Choice, proof: Proof, by: User) -> SignOff | Refusal:
    """Take one signature; approval follows from it in this transaction when it is the last.

    What stands in the way is returned: a wrong try stays counted although nothing was signed.
    """
    review, slot, place = hold_seat(spec, role, by, choice.person)
    if refusal := _stands_in_the_way(review, slot, place, choice) or _apart(review, slot, by):
        return refusal
    if not use_nonce(choice.nonce, review=review, role=role, by=by):
        return Refusal(Why.NONCE)
    methods = prove(proof=proof, review=review, role=role, by=by)
    if isinstance(methods, Refusal):
        return methods
    if not is_proof_enough(methods, review):
        return Refusal(Why.FACTOR)
    sign_off = _insert(review, slot, place, choice, methods, by)
    remember_reading(review, slot, by)
    settle(review, by)
    return sign_off


@transaction.atomic
def withdraw_sign_off(
    *, spec: Spec, role: str, reason: str, by: User, person: str = ""
) -> SignOff | Refusal:
    """Take one's own signature back while the round is open; the record of it stays.

    It is one's own also where somebody stood in for one. ``person`` is for whom one stood in.
    """
    review, slot, place = hold_seat(spec, role, by, person)
    if review.outcome != Outcome.OPEN:
        return Refusal(Why.CLOSED)
    line = SignOff.objects.standing().filter(review=review, role=role, seat=place.seat)
    standing = line.first()
    if standing is None or by.pk not in (standing.signer_id, standing.instead_of_id):
        raise PermissionDenied
    given = Given.now(
        by,
        review,
        slot,
        decision=Decision.WITHDRAWN.value,
        reason=reason,
        statement=f"I withdraw my sign-off of revision {review.revision.number}"
        f" as {slot.label}, because: “{reason}”",
        time_zone=by.time_zone,
        methods=[{"method": "session"}],
        instead_of=place.as_json(),
    )
    sign_off = keep(review, slot, given, seat=place.seat, turn=standing.turn + 1)
    _record(sign_off, review, slot, by, Kind.SIGNOFF_WITHDRAWN, before=standing.record_hash)
    settle(review, by)  # a later stage may have rested on it
    return sign_off


@dataclass(frozen=True, slots=True)
class Place:
    """The seat on which somebody signs, and for whom where they stand in."""

    seat: int
    instead_of: Signer | None = None
    by_way_of: StandIn | None = None

    @property
    def name(self) -> str:
        return self.instead_of.name if self.instead_of else ""

    def as_json(self) -> dict[str, Json] | None:
        """Return for whom somebody signs, and what allows them to, as the record states it."""
        if self.instead_of is None or self.by_way_of is None:
            return None
        named = self.by_way_of
        return {
            "id": self.instead_of.id,
            "name": self.instead_of.name,
            "from_on": named.from_on.isoformat(),
            "until_on": named.until_on.isoformat() if named.until_on else None,
            "named_by": named.named_by.name,
        }


def hold_seat(spec: Spec, role: str, by: User, person: str = "") -> tuple[Review, Slot, Place]:
    """Hold the spec, then find what is signed now and on whose seat.

    Only signers come any further. Who signs in the place of another holds that appointment:
    whoever ends it waits. ``person`` chooses among several people who are away.
    """
    locked = Spec.objects.lock(spec.pk)
    review = latest_review(locked.pk)
    slot = frozen(review.revision).policy.slot(role) if review else None
    named = access.signs_for(by, locked, slot, person) if slot else None
    seat = slot.seat_of(named.id) if slot and named else None
    if review is None or slot is None or named is None or seat is None:
        raise PermissionDenied
    if named.id == str(by.pk):
        return review, slot, Place(seat)
    found = access.stand_ins_in(locked, slot).filter(stand_in=by, person=int(named.id))
    held = found.select_for_update(of=("self",)).select_related("named_by").first()
    if held is None:
        raise PermissionDenied
    return review, slot, Place(seat, named, held)


def _stands_in_the_way(review: Review, slot: Slot, place: Place, choice: Choice) -> Refusal | None:
    if choice.content_hash != review.revision.content_hash:
        return Refusal(Why.STALE_REVISION)
    if digest(review.revision.content) != review.revision.content_hash:
        return Refusal(Why.ALTERED)
    if review.outcome != Outcome.OPEN:
        return Refusal(Why.CLOSED)
    if slot.stage > review.stage:
        return Refusal(Why.NOT_YET)
    line = SignOff.objects.filter(review=review, role=slot.role, seat=place.seat)
    if line.standing().exists():
        return Refusal(Why.TAKEN)
    return None


def _apart(review: Review, slot: Slot, by: User) -> Refusal | None:
    """Refuse what the rules that were frozen with the revision keep apart."""
    mine = SignOff.objects.standing().filter(review=review, signer=by)
    signed = dict(mine.values_list("role", "printed_role"))
    apart = frozen(review.revision).policy.apart(slot.role, by.pk, signed)
    return Refusal(Why.APART, about=apart.words) if apart else None


def _insert(
    review: Review, slot: Slot, place: Place, choice: Choice, methods: list[Json], by: User
) -> SignOff:
    text = frozen(review.revision)
    line = SignOff.objects.filter(review=review, role=slot.role, seat=place.seat)
    turns = line.aggregate(last=Max("turn"))
    wishes = choice.conditions if choice.decision == Decision.CONDITIONS else ()
    reason = choice.reason if choice.decision == Decision.BLOCKED else ""
    said = build_statement(
        slot,
        text,
        decision=choice.decision,
        block_answer=choice.block_answer,
        reason=reason,
        conditions=[wish.said() for wish in wishes],
        instead_of=place.name,
    )
    given = Given.now(
        by,
        review,
        slot,
        decision=choice.decision,
        statement=plain(said),
        reason=reason,
        reason_sections=list(choice.sections) if reason else [],
        block_answer=choice.block_answer,
        acknowledged=acknowledged(text, slot),
        conditions=[
            {
                "text": wish.text,
                "owner": wish.owner.name,
                "due_on": wish.due_on.isoformat(),
                "blocks_stage": wish.stage,
            }
            for wish in wishes
        ],
        time_zone=by.time_zone,
        methods=methods,
        instead_of=place.as_json(),
    )
    sign_off = keep(review, slot, given, seat=place.seat, turn=(turns["last"] or 0) + 1)
    _record(sign_off, review, slot, by, Kind.SIGNOFF_GIVEN)
    checkpoint_after_commit()
    for wish in wishes:
        _set_condition(sign_off, review, wish, by)
    return sign_off


def acknowledged(text: Frozen, slot: Slot) -> list[Json]:
    """Return the findings and waivers that a role accepts by signing."""
    found: list[Json] = []
    for finding in text.findings_of(slot):
        waiver = text.waiver_of(finding)
        found.append(
            {
                "code": finding.code,
                "severity": finding.severity,
                "key": finding.key,
                "message": finding.message,
                "waived_by": waiver.by if waiver else None,
                "waived_because": waiver.reason if waiver else None,
            }
        )
    return found


def _record(
    sign_off: SignOff,
    review: Review,
    slot: Slot,
    by: User,
    kind: Kind,
    before: str | None = None,
) -> None:
    methods = ", ".join(str(entry["method"]) for entry in sign_off.methods)
    away = sign_off.printed_instead_of
    stands_in: dict[str, Json] = {"instead_of": away} if away else {}
    append(
        chain=review.revision.spec.chain,
        kind=kind,
        by=by.as_actor(methods),
        object=f"revision {review.revision.number}",
        before=before,
        after=sign_off.record_hash,
        reason=sign_off.reason,
        facts={
            "role": slot.role,
            "role_label": slot.label,
            "revision": review.revision.number,
            "content_hash": review.revision.content_hash,
            "decision": str(Decision(sign_off.decision).label).lower(),
            "statement": sign_off.statement,
            **seat_facts(slot, sign_off.seat),
            **stands_in,
        },
    )


def _set_condition(sign_off: SignOff, review: Review, wish: Wish, by: User) -> None:
    condition = Condition.objects.create(
        sign_off=sign_off,
        text=wish.text,
        owner=wish.owner,
        due_on=wish.due_on,
        blocks_stage=wish.stage,
    )
    append(
        chain=review.revision.spec.chain,
        kind=Kind.CONDITION_SET,
        by=by.as_actor(),
        object=f"condition {condition.pk}",
        facts={
            "condition": wish.text,
            "owner": wish.owner.name,
            "due_on": wish.due_on.isoformat(),
            "role": sign_off.role,
            "role_label": sign_off.printed_role,
            **({"holds": wish.holds.title} if wish.holds else {}),
        },
    )
    tell_owner(condition, by)
