"""Writes into the trail what the sign-in library reports: its signals are heard nowhere else."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from accounts.models import User
from trail.actions import append
from trail.domain.event import SYSTEM, Actor, Json, Kind

INSTANCE = "instance"
FACTORS: Final = {
    Authenticator.Type.TOTP: gettext_noop("one-time codes"),
    Authenticator.Type.WEBAUTHN: gettext_noop("a passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_noop("recovery codes"),
}


def listen() -> None:
    """Connect every receiver below."""
    auth.user_logged_in.connect(note_sign_in)
    auth.user_login_failed.connect(note_failure)
    auth.user_logged_out.connect(note_sign_out)
    for changed in (account.password_changed, account.password_set, account.password_reset):
        changed.connect(note_password)
    mfa.authentication_failed.connect(note_wrong_code)
    # The rows themselves: the library's own signals come after the commit, and could get lost.
    post_save.connect(note_factor_added, sender=Authenticator)
    post_delete.connect(note_factor_removed, sender=Authenticator)


@transaction.atomic
def _note(kind: Kind, user: User | None, by: Actor, facts: dict[str, Json]) -> None:
    whom = f"user:{user.pk}" if user else ""
    append(chain=INSTANCE, kind=kind, by=by, object=whom, facts=facts)


def note_sign_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Record who came in, and by which means."""
    records = get_authentication_records(request, user) if hasattr(request, "session") else []
    means = [_named(str(record.get("type") or record["method"])) for record in records]
    _note(Kind.SIGNED_IN, user, user.as_actor(", ".join(means) or "session"), {})


def _named(means: str) -> str:
    """Say what the library calls by the name of its part."""
    return "single sign-on" if means == "socialaccount" else means


def note_failure(*, credentials: dict[str, Any], **_: Any) -> None:
    """Record a wrong password; an address that nobody has may be a password, so it is left out."""
    tried = str(credentials.get("email") or "").strip()
    user = User.objects.filter(email__iexact=tried).first() if tried else None
    _note(Kind.SIGN_IN_FAILED, user, SYSTEM, {"email": user.email} if user else {})


def note_wrong_code(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Record a wrong one-time code, recovery code or passkey."""
    factor = FACTORS[Authenticator.Type(authenticator.type)]
    _note(Kind.SIGN_IN_FAILED, user, SYSTEM, {"email": user.email, "factor": factor})


def note_sign_out(*, user: User | None, **_: Any) -> None:
    """Record who left."""
    if user is not None:
        _note(Kind.SIGNED_OUT, user, user.as_actor(), {})


def note_password(*, user: User, **_: Any) -> None:
    """Record that a password is another one now."""
    _note(Kind.PASSWORD_CHANGED, user, user.as_actor(), {})


def note_factor_added(*, instance: Authenticator, created: bool, **_: Any) -> None:
    """Record a new second factor; the row also changes whenever it is used."""
    if created:
        _note_factor(instance, "added")


def note_factor_removed(*, instance: Authenticator, **_: Any) -> None:
    """Record a second factor that is gone."""
    _note_factor(instance, "removed")


def _note_factor(authenticator: Authenticator, change: str) -> None:
    user = authenticator.user
    factor = FACTORS[Authenticator.Type(authenticator.type)]
    facts: dict[str, Json] = {"factor": f"their second factor: {factor}, {change}"}
    _note(Kind.SECOND_FACTOR_CHANGED, user, user.as_actor(), facts)
