"""Guests of one spec: invited by mail, let in by a personal link, and turned away again."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import admit_guest, end_link_sessions, queue_mail
from accounts.models import Organisation
from specs import access
from specs.models import Spec, SpecGuest
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import User
    from trail.domain.event import Json

DAYS = (7, 14, 30, 90)
USUAL_DAYS = 14


def token_hash(token: str) -> str:
    """Return what is kept of a guest's link."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_guest(*, spec: Spec, email: str, name: str, days: int, by: User) -> SpecGuest:
    """Let somebody read this one spec and comment, for some days, by a link of their own."""
    # The organisation before the spec, as whoever ends a membership holds them.
    Organisation.objects.select_for_update().get(pk=spec.organisation_id)
    spec = _lock(spec, by)
    user = admit_guest(organisation=spec.organisation, email=email, name=name, by=by)
    guest, _is_new = SpecGuest.objects.get_or_create(spec=spec, user=user)
    guest.spec, guest.user = spec, user
    return _let_in(guest, days, by)


@transaction.atomic
def renew_guest(*, guest: SpecGuest, days: int, by: User) -> SpecGuest:
    """Mail a new link for some more days; the earlier one leads nowhere from now on."""
    spec = _lock(guest.spec, by)
    guest = (
        SpecGuest.objects.select_for_update(of=("self",)).select_related("user").get(pk=guest.pk)
    )
    guest.spec = spec
    return _let_in(guest, days, by)


@transaction.atomic
def remove_guest(*, guest: SpecGuest, by: User) -> None:
    """End a guest's access at once; what they said stays."""
    spec = _lock(guest.spec, by)
    removed, _rows = SpecGuest.objects.filter(pk=guest.pk).delete()
    if removed:
        end_link_sessions(guest.user)
        _record(Kind.GUEST_REMOVED, spec, guest.user, by, {})


def _lock(spec: Spec, by: User) -> Spec:
    spec = Spec.objects.lock(spec.pk)
    if not access.can_manage(by, spec):
        raise PermissionDenied
    return spec


def _let_in(guest: SpecGuest, days: int, by: User) -> SpecGuest:
    token = token_urlsafe(32)
    guest.token_hash, guest.invited_by = token_hash(token), by
    guest.expires_at = timezone.now() + timedelta(days=days)
    guest.save(update_fields=["token_hash", "invited_by", "expires_at"])
    end_link_sessions(guest.user)
    until = f"{guest.expires_at.day} {guest.expires_at:%B %Y}"
    _record(Kind.GUEST_INVITED, guest.spec, guest.user, by, {"expires_on": until})
    _mail(guest, token, until, by)
    return guest


def _record(kind: Kind, spec: Spec, user: User, by: User, more: dict[str, Json]) -> None:
    append(
        chain=spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"user:{user.pk}",
        facts={"person": user.name, "email": user.email, **more},
    )


def _mail(guest: SpecGuest, token: str, until: str, by: User) -> None:
    spec = guest.spec
    words = {"by": by.name, "title": spec.title, "until": until, "email": guest.user.email}
    queue_mail(
        to=guest.user,
        kind="guest",
        subject=_("%(by)s asks you to read “%(title)s”") % words,
        lines=(
            _("%(by)s asks you to read the spec “%(title)s” at Countersign and to comment.")
            % words,
            _(
                "The link below is yours alone: what is written by it is written in your name."
                " It opens this one spec until %(until)s. Do not pass it on."
            )
            % words,
        ),
        url=reverse("specs:visit", args=[token]),
        key=f"guest:{guest.pk}:{token_hash(token)[:16]}",
        chain=spec.chain,
        is_secret=True,
    )
