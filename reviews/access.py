"""Who may see, sign and manage reviews; the only module of this app that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts import access as people
from accounts.models import Level, Membership, User
from reviews.domain.policy import AUTHOR_ROLE
from reviews.models import (
    Amendment,
    AmendmentState,
    Condition,
    Export,
    Review,
    ReviewRoute,
    StandIn,
)
from specs import access
from specs.models import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import Organisation
    from reviews.domain.policy import Policy, Signer, Slot
    from reviews.models import StandInQuerySet
    from specs.models import Spec

EXPORTERS = (Level.OWNER, Level.ADMIN, Level.MEMBER, Level.AUDITOR)


def reviews_visible_to(user: User) -> QuerySet[Review]:
    """Return the reviews of the specs that this person may know of."""
    return Review.objects.filter(revision__spec__in=access.specs_visible_to(user))


def exports_visible_to(user: User) -> QuerySet[Export]:
    """Return the files that this person may fetch: guests read, they take nothing home."""
    specs = access.specs_visible_to(user).filter(
        organisation__memberships__user=user,
        organisation__memberships__is_active=True,
        organisation__memberships__level__in=EXPORTERS,
    )
    return Export.objects.filter(revision__spec__in=specs)


def routes_of(organisation: Organisation) -> QuerySet[ReviewRoute]:
    """Return the version of each route that counts, those that were taken away among them."""
    rows = ReviewRoute.objects.filter(organisation=organisation)
    return rows.order_by("template_key", "-version").distinct("template_key")


def can_submit(user: User, spec: Spec) -> bool:
    """May freeze the draft and open its review: who may write in it."""
    return access.can_edit(user, spec)


def can_withdraw(user: User, spec: Spec) -> bool:
    """May take the revision out of review: who may write in the spec."""
    return spec.state == State.IN_REVIEW and access.can_write(user, spec)


def can_nudge(user: User, spec: Spec) -> bool:
    """May ask a signer once more: who writes the spec, and who manages it."""
    return spec.state == State.IN_REVIEW and (
        access.can_write(user, spec) or access.can_manage(user, spec)
    )


def can_assign(user: User, spec: Spec) -> bool:
    """May say who signs: who manages the spec, as long as nothing is frozen."""
    return spec.state == State.DRAFT and access.can_manage(user, spec)


def is_author(user: User, spec: Spec) -> bool:
    """Owns the spec: approves at most as product manager."""
    return bool(spec.owner_id == user.pk)


def can_sign(user: User, spec: Spec, slot: Slot, person: str = "") -> bool:
    """May sign in that role now: on a seat of their own, or in the place of who is away."""
    return signs_for(user, spec, slot, person) is not None


def signs_for(user: User, spec: Spec, slot: Slot, person: str = "") -> Signer | None:
    """Return whose seat in that role this person signs on, if they may sign at all.

    Who stands in for several people says for whom (``person`` is an id); else it is the first.
    """
    seats = seats_open_to(user, spec, slot)
    return next((signer for signer in seats if person in ("", signer.id)), None)


def seats_open_to(user: User, spec: Spec, slot: Slot) -> tuple[Signer, ...]:
    """Return on whose seats of a role this person may sign.

    Their own, if they were named when the revision was frozen, or those of people who were and
    for whom they stand in at this moment. Who owns the spec approves it in no other role.
    """
    if not user.is_active or access.level_of(user, spec) not in access.WRITERS:
        return ()
    if is_author(user, spec) and slot.role != AUTHOR_ROLE:
        return ()
    if own := slot.signer(user.pk):
        return (own,)
    return pick_signers(slot, user.pk, stand_ins_in(spec, slot).filter(stand_in=user))


def pick_signers(slot: Slot, user_id: int, stand_ins: Iterable[StandIn]) -> tuple[Signer, ...]:
    """Return the person's own seat, else those of everybody whose place they take.

    Whoever has a seat gives one signature: they do not stand in for another in the same role.
    """
    if own := slot.signer(user_id):
        return (own,)
    away = {str(one.person_id) for one in stand_ins if one.stand_in_id == user_id}
    return tuple(signer for signer in slot.signers if signer.id in away)


def stand_ins_in(spec: Spec, slot: Slot) -> StandInQuerySet:
    """Return who stands in, at this moment, for those who are named to sign in a role."""
    seats = (signer.id for signer in slot.signers)
    return StandIn.objects.current().for_spec(spec).for_seats(seats, slot.role)


def stand_ins_known_to(user: User, organisation: Organisation) -> StandInQuerySet:
    """Return the stand-ins that somebody sees: their own; who runs the organisation sees all."""
    found = StandIn.objects.filter(organisation=organisation)
    if people.can_manage(user, organisation):
        return found
    return found.filter(Q(person=user) | Q(stand_in=user))


def can_break_glass(user: User, spec: Spec, slot: Slot) -> bool:
    """May let a review pass without a role, together with another administrator.

    Neither who owns the spec nor who may sign in that role themselves.
    """
    if not user.is_active or is_author(user, spec):
        return False
    if slot.signer(user.pk) or signs_for(user, spec, slot):
        return False
    return people.can_manage(user, spec.organisation)


def can_name_stand_in(user: User, organisation: Organisation, *, person: User) -> bool:
    """May say who signs in somebody's place: they themselves, and who manages people."""
    if user.pk == person.pk:
        return people.possible_signers(organisation).filter(pk=user.pk).exists()
    return people.can_manage(user, organisation)


def can_end_stand_in(user: User, stand_in: StandIn) -> bool:
    """May end it before its time: either of the two, and who manages people."""
    if user.pk in (stand_in.person_id, stand_in.stand_in_id):
        return people.level_in(stand_in.organisation, user) is not None
    return people.can_manage(user, stand_in.organisation)


def can_meet(user: User, condition: Condition) -> bool:
    """May report a condition as met: its owner."""
    spec = condition.sign_off.review.revision.spec
    return condition.owner_id == user.pk and access.level_of(user, spec) in access.WRITERS


def _signs(user: User, slots: Iterable[Slot]) -> bool:
    return any(slot.signer(user.pk) for slot in slots)


def can_decide_gates(user: User, spec: Spec, policy: Policy) -> bool:
    """May say that a stage passed, missed, goes on or stops, by the approved revision.

    Who manages the spec, and who was named to sign that revision as product manager.
    """
    if not user.is_active or spec.state in access.PUT_AWAY:
        return False
    level, slot = access.level_of(user, spec), policy.slot(AUTHOR_ROLE)
    if access.is_manager(level, is_owner=is_author(user, spec)):
        return True
    return level in access.WRITERS and slot is not None and _signs(user, (slot,))


def can_note_gates(user: User, spec: Spec, policy: Policy) -> bool:
    """May note what was measured: who decides, writes the spec or signs its revision."""
    if can_decide_gates(user, spec, policy):
        return True
    if not user.is_active or spec.state in access.PUT_AWAY:
        return False
    signs = access.level_of(user, spec) in access.WRITERS and _signs(user, policy.slots)
    return signs or access.can_write(user, spec)


def gate_deciders(spec: Spec, policy: Policy) -> QuerySet[User]:
    """Return who is told that the time for a stage is over: owner and product managers."""
    slot = policy.slot(AUTHOR_ROLE)
    named = [str(spec.owner_id), *(signer.id for signer in (slot.signers if slot else ()))]
    here = Membership.objects.filter(
        organisation=spec.organisation_id, is_active=True, level__in=access.WRITERS
    )
    return User.objects.filter(pk__in=named, is_active=True, memberships__in=here).order_by("pk")


def can_export(user: User, spec: Spec) -> bool:
    """May ask for a file: members and auditors, not guests."""
    return user.is_active and access.level_of(user, spec) in EXPORTERS


def amendments_visible_to(user: User) -> QuerySet[Amendment]:
    """Return the amendments that this person may know of; one that is prepared has one reader."""
    mine = Q(asked_by=user) | ~Q(state=AmendmentState.PREPARING)
    return Amendment.objects.filter(mine, spec__in=access.specs_visible_to(user))


def can_propose(user: User, spec: Spec, policy: Policy) -> bool:
    """May propose an amendment: who writes or manages the spec, and who was named to sign it."""
    if spec.state != State.APPROVED or not user.is_active:
        return False
    if access.can_write(user, spec) or access.can_manage(user, spec):
        return True
    signs = any(slot.signer(user.pk) for slot in policy.slots)
    return signs and access.level_of(user, spec) in access.WRITERS


def can_prepare(user: User, amendment: Amendment) -> bool:
    """May change a proposal: who asks for it, while it is prepared or talked about."""
    changeable = (AmendmentState.PREPARING, AmendmentState.OPEN)
    return (
        user.is_active
        and amendment.asked_by_id == user.pk
        and amendment.state in changeable
        and access.level_of(user, amendment.spec) in access.WRITERS
    )


def can_decide(user: User, amendment: Amendment) -> bool:
    """May end an amendment: who owns the spec, and who runs the organisation."""
    return amendment.is_open and access.can_manage(user, amendment.spec)


def can_take_evidence(user: User, spec: Spec) -> bool:
    """May fetch the files that speak for an amendment: guests read, they take nothing home."""
    return can_export(user, spec)
