"""Asking a signer once more by hand: one mail at once, and not more than one a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.actions import notify
from reviews import access
from reviews.actions.asked import find_asked
from reviews.actions.moving_on import said_day
from reviews.documents import frozen, latest_review, load_votes
from reviews.domain.progress import is_waited_for, opened
from reviews.domain.words import listed
from reviews.models import Nudge, Outcome, SignOff
from specs.models import Spec
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reviews.actions.asked import Asked
    from reviews.domain.policy import Signer, Slot
    from reviews.models import Review

REST = timedelta(days=1)


class NotWaitedFor(Exception):
    """Somebody who has decided, was not asked yet, or is here no longer."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """A nudge, and the names of those who are told of it."""

    nudge: Nudge
    names: tuple[str, ...]


class TooSoon(Exception):
    """Somebody who was nudged within a day."""


@transaction.atomic
def nudge(*, spec: Spec, role: str, person_id: str, by: User) -> Nudged:
    """Ask one signer, and who stands in for them, once more.

    Raises NotWaitedFor when nothing waits for this person, and TooSoon within a day of the last
    nudge in this review, whoever sent it.
    """
    locked = Spec.objects.lock(spec.pk)
    if not access.can_nudge(by, locked):
        raise PermissionDenied
    review = latest_review(locked.pk)
    slot = frozen(review.revision).policy.slot(role) if review else None
    signer = slot.signer(person_id) if slot else None
    if review is None or slot is None or signer is None or review.outcome != Outcome.OPEN:
        raise NotWaitedFor
    votes = load_votes(list(SignOff.objects.standing().filter(review=review))) + opened(
        review.opened_roles
    )
    told = [one for one in find_asked(review, [(slot, signer)]) if one.user.pk != by.pk]
    if not told or not is_waited_for(slot, signer.id, votes, open_stage=review.stage):
        raise NotWaitedFor
    earlier = Nudge.objects.filter(review=review, person=int(signer.id))
    if earlier.filter(nudged_at__gt=Now() - REST).exists():
        raise TooSoon
    sent = Nudge.objects.create(review=review, role=role, person_id=int(signer.id), by=by)
    for one in told:
        _tell(sent, review, one)
    _record(review, slot, signer, told, by)
    return Nudged(sent, tuple(one.user.name for one in told))


def _tell(sent: Nudge, review: Review, one: Asked) -> None:
    spec, number, slot = review.revision.spec, review.revision.number, one.slot
    named = {"title": spec.title, "number": number, "role": slot.label, "by": sent.by.name}
    lines = [
        _("%(by)s waits for your decision as %(role)s on revision %(number)s of “%(title)s”.")
        % named,
        *one.lines,
    ]
    if review.stage_due_on:
        lines.append(_("It is due by %(day)s.") % {"day": said_day(review.stage_due_on)})
    notify(
        to=one.user,
        kind="nudge",
        subject=_("Still to sign as %(role)s: “%(title)s”, revision %(number)s") % named,
        lines=lines,
        url=one.sign_url(review),
        key=f"nudge:{sent.pk}:{one.key}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )


def _record(review: Review, slot: Slot, signer: Signer, told: Sequence[Asked], by: User) -> None:
    stand_ins = listed(one.user.name for one in told if one.is_stand_in)
    append(
        chain=review.revision.spec.chain,
        kind=Kind.REVIEW_NUDGED,
        by=by.as_actor(),
        object=f"revision {review.revision.number}",
        facts={
            "revision": review.revision.number,
            "role": slot.role,
            "role_label": slot.label,
            "person": signer.name,
            "person_id": signer.id,
            **({"stand_ins": stand_ins} if stand_ins else {}),
        },
    )
