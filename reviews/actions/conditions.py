"""Conditions: reported as met by their owner, accepted by the role that set them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from reviews import access
from reviews.actions.moving_on import said_day
from reviews.actions.outcomes import settle
from reviews.documents import frozen
from reviews.models import Condition, Outcome, StandIn
from specs.models import Spec
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from reviews.domain.policy import Slot
    from reviews.models import SignOff
    from trail.domain.event import Json


@transaction.atomic
def mark_condition_met(*, condition: Condition, note: str, by: User) -> Condition:
    """Report a condition as met; it counts once the role that set it accepts that."""
    condition = _lock(condition)
    if not access.can_meet(by, condition):
        raise PermissionDenied
    if condition.met_at is None:
        condition.met_at, condition.met_note = timezone.now(), note
        condition.save(update_fields=["met_at", "met_note"])
        _record(condition, Kind.CONDITION_MET, by, reason=note)
        _ask_to_accept(condition, by)
    return condition


@transaction.atomic
def accept_condition(*, condition: Condition, by: User) -> Condition:
    """Accept that a condition is met; the last one accepted may approve the spec."""
    condition = _lock(condition)
    review = condition.sign_off.review
    slot = frozen(review.revision).policy.slot(condition.sign_off.role)
    if slot is None or not access.can_sign(by, review.revision.spec, slot):
        raise PermissionDenied
    if condition.met_at is None:
        raise PermissionDenied
    if condition.accepted_at is None:
        condition.accepted_at, condition.accepted_by = timezone.now(), by
        condition.save(update_fields=["accepted_at", "accepted_by"])
        _record(condition, Kind.CONDITION_ACCEPTED, by)
        settle(review, by)
    return condition


@transaction.atomic
def send_condition_back(*, condition: Condition, reason: str, by: User) -> Condition:
    """Say that a condition is not met after all: it is open again, and its owner hears why."""
    condition = _lock(condition)
    review = condition.sign_off.review
    slot = frozen(review.revision).policy.slot(condition.sign_off.role)
    if slot is None or not access.can_sign(by, review.revision.spec, slot):
        raise PermissionDenied
    if condition.met_at is None or condition.accepted_at is not None:
        raise PermissionDenied
    note, condition.met_at, condition.met_note = condition.met_note, None, ""
    condition.sent_back_at, condition.sent_back_because = timezone.now(), reason
    condition.save(update_fields=["met_at", "met_note", "sent_back_at", "sent_back_because"])
    _record(condition, Kind.CONDITION_SENT_BACK, by, reason=reason, note=note)
    tell_owner(condition, by)
    return condition


def tell_owner(condition: Condition, by: User) -> None:
    """Write to who owes a condition, when it is set and each time that it is sent back."""
    spec = condition.sign_off.review.revision.spec
    if condition.owner_id == by.pk or not condition.owner.is_active:
        return
    role, back = condition.sign_off.printed_role, condition.sent_back_at
    named = {"title": spec.title, "by": by.name, "role": role, "day": said_day(condition.due_on)}
    if back is None:
        subject = _("To meet by %(day)s: a condition of “%(title)s”") % named
        lines = [_("%(by)s signed as %(role)s on this condition, which is yours:") % named]
    else:
        subject = _("Not met yet: a condition of “%(title)s”") % named
        lines = [_("%(by)s does not accept as %(role)s that this is met:") % named]
    lines += [condition.text, condition.sent_back_because]
    notify(
        to=condition.owner,
        kind="condition",
        subject=subject,
        lines=[line for line in lines if line],
        url=reverse("reviews:review", args=[spec.pk]) + f"#condition-{condition.pk}",
        key=f"condition:{condition.pk}:{back.isoformat() if back else 'set'}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )


def _lock(condition: Condition) -> Condition:
    """Hold the spec, then the condition, whose round must be open unless all of it is done."""
    Spec.objects.lock(condition.sign_off.review.revision.spec_id)
    held = Condition.objects.select_related(
        "sign_off__review__revision__spec__owner", "sign_off__review__revision__template"
    ).get(pk=condition.pk)
    if held.sign_off.review.outcome != Outcome.OPEN and held.accepted_at is None:
        raise PermissionDenied
    return held


def _ask_to_accept(condition: Condition, by: User) -> None:
    """Tell who set it, or who takes their place: the round waits for them now."""
    review, given = condition.sign_off.review, condition.sign_off
    spec = review.revision.spec
    slot = frozen(review.revision).policy.slot(given.role)
    if slot is None:
        return
    named = {"title": spec.title, "by": by.name, "role": given.printed_role}
    for person in _who_accepts(given, slot):
        if person.pk != by.pk:
            notify(
                to=person,
                kind="condition_met",
                subject=_("To accept as %(role)s: a condition of “%(title)s” is met") % named,
                lines=[
                    _("%(by)s says that this condition is met:") % named,
                    condition.text,
                    condition.met_note,
                ],
                url=reverse("reviews:review", args=[spec.pk]) + f"#condition-{condition.pk}",
                key=f"condition_met:{condition.pk}:{person.pk}:{condition.met_at}",
                chain=spec.chain,
                organisation=spec.organisation_id,
            )


def _who_accepts(given: SignOff, slot: Slot) -> list[User]:
    """Return who set a condition and those who stand in for them, as far as they still sign."""
    asked = {given.signer_id}
    if given.instead_of_id:
        asked.add(given.instead_of_id)
    places = StandIn.objects.current().for_spec(given.review.revision.spec)
    for one in places.select_related("person"):
        if one.person_id in asked and one.covers(given.role):
            asked.add(one.stand_in_id)
    people = User.objects.filter(pk__in=asked, is_active=True).order_by("pk")
    return [one for one in people if access.can_sign(one, given.review.revision.spec, slot)]


def _record(condition: Condition, kind: Kind, by: User, reason: str = "", **more: Json) -> None:
    append(
        chain=condition.sign_off.review.revision.spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"condition {condition.pk}",
        reason=reason,
        facts={
            "condition": condition.text,
            "role": condition.sign_off.role,
            "role_label": condition.sign_off.printed_role,
            **more,
        },
    )
