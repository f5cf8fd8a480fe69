"""The day by which an approved spec is looked at again: set, moved on, and told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions import notify
from specs import access
from specs.actions.days import today
from specs.domain.reviewing_again import (
    FARTHEST,
    NO_DAY,
    day_after,
    following,
    months_after,
    next_prompt,
)
from specs.models import Spec, State
from specs.review_days import find_recorded_days
from trail.actions import append
from trail.domain.event import SYSTEM, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from trail.domain.event import Actor, Json

TOLD_AT_ONCE = 500


class NotApproved(Exception):
    """The spec left the approved state, or another revision was approved, meanwhile."""


def set_day_of_approval(spec: Spec) -> Spec:
    """Set the day by the organisation's policy; the caller approves and holds the spec."""
    months, day = spec.organisation.review_again_months, today()
    again_on = day_after(day, months)
    if again_on:
        _set(spec, again_on, day)
        _record(spec, Kind.SPEC_REVIEW_DATE_SET, None, SYSTEM, facts={"months": months})
    return spec


def restore_days(specs: Sequence[Spec]) -> None:
    """Give specs that are approved again, as they were, their days back; the caller holds them."""
    days, day = find_recorded_days({spec.chain: spec.revision_number for spec in specs}), today()
    changed = [spec for spec in specs if days.get(spec.chain)]
    for spec in changed:
        spec.review_again_on = days[spec.chain]
        spec.review_prompt_on = next_prompt(spec.review_again_on, after=day)
    if changed:
        Spec.objects.bulk_update(changed, ["review_again_on", "review_prompt_on"])


@transaction.atomic
def set_review_day(*, spec: Spec, revision: int, on: date, why: str, by: User) -> Spec:
    """Choose another day by which the approved revision is to be looked at again."""
    spec = _lock(spec, revision, why, by)
    day, before = today(), spec.review_again_on
    if on <= day:
        raise ValidationError({"on": _("Choose a day that is still to come.")})
    if on > months_after(day, FARTHEST):
        raise ValidationError({"on": _("Choose a day within ten years.")})
    if on != before:
        _set(spec, on, day)
        _record(spec, Kind.SPEC_REVIEW_DATE_SET, before, by.as_actor(), why)
    return spec


@transaction.atomic
def look_again(*, spec: Spec, revision: int, why: str, by: User) -> Spec:
    """Note that somebody looked at the approved revision again and there is nothing to change.

    The next look is due by the organisation's months from now; a day that is later stays.
    """
    spec = _lock(spec, revision, why, by)
    day, before = today(), spec.review_again_on
    _set(spec, following(before, day, spec.organisation.review_again_months), day)
    _record(spec, Kind.SPEC_LOOKED_AT_AGAIN, before, by.as_actor(), why)
    return spec


def _lock(spec: Spec, revision: int, why: str, by: User) -> Spec:
    spec = Spec.objects.lock(spec.pk)
    if not access.can_manage(by, spec):
        raise PermissionDenied
    if spec.state != State.APPROVED or spec.revision_number != revision:
        raise NotApproved
    if not why.strip():
        raise ValidationError({"reason": _("Say why. The reason stays on record.")})
    return spec


def _set(spec: Spec, again_on: date | None, day: date) -> None:
    spec.review_again_on = again_on
    spec.review_prompt_on = next_prompt(again_on, after=day)
    spec.save(update_fields=["review_again_on", "review_prompt_on"])


def _record(
    spec: Spec,
    kind: Kind,
    before: date | None,
    by: Actor,
    why: str = "",
    *,
    facts: dict[str, Json] | None = None,
) -> None:
    said: dict[str, Json] = {
        "title": spec.title,
        "revision": spec.revision_number,
        "from": _said(before),
        "to": _said(spec.review_again_on),
    }
    append(
        chain=spec.chain,
        kind=kind,
        by=by,
        object=f"revision {spec.revision_number}",
        reason=why,
        facts=said | (facts or {}),
    )


def _said(day: date | None) -> str:
    return day.isoformat() if day else NO_DAY


def remind_of_review(*, on: date | None = None) -> int:
    """Tell owners a month ahead and on the day, each once; returns of how many specs.

    The day is the database's, unless another one is given.
    """
    day = on or today()
    due = Spec.objects.filter(state=State.APPROVED, review_prompt_on__lte=day)
    found = due.order_by("review_prompt_on", "pk").values_list("pk", flat=True)[:TOLD_AT_ONCE]
    return sum(_remind(pk, day) for pk in list(found))


@transaction.atomic
def _remind(spec_id: UUID, day: date) -> bool:
    """Tell of one spec: whoever comes second finds the next day written."""
    spec = Spec.objects.lock(spec_id)
    again_on, prompt_on = spec.review_again_on, spec.review_prompt_on
    if spec.state != State.APPROVED or not again_on or not prompt_on or prompt_on > day:
        return False
    spec.review_prompt_on = next_prompt(again_on, after=day)
    spec.save(update_fields=["review_prompt_on"])
    if spec.owner.is_active:
        _tell(spec, spec.owner, again_on, day)
    return True


def _tell(spec: Spec, owner: User, again_on: date, day: date) -> None:
    named = {
        "title": spec.title,
        "number": spec.revision_number,
        "day": date_format(again_on, "j F Y"),
    }
    is_due = again_on <= day
    subject = _("Look at “%(title)s” again by %(day)s")
    if is_due:
        subject = _("To be looked at again: “%(title)s”")
    notify(
        to=owner,
        kind="look_again",
        subject=subject % named,
        lines=[
            _("Revision %(number)s of “%(title)s” is approved, to be looked at again by %(day)s.")
            % named,
            _("Say that there is nothing to change, propose an amendment, or choose another day."),
        ],
        url=reverse("reviews:review", args=[spec.pk]) + "#again",
        key=f"look_again:{spec.pk}:{spec.revision_number}:{again_on}:{'day' if is_due else 'soon'}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )
