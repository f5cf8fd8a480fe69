"""Personal tokens: made once, shown once, kept as a hash."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Organisation, Token, User
from trail.actions import append
from trail.domain.event import Json, Kind

PREFIX = "csn_"  # so that a token which lies about somewhere is known for what it is
SHOWN = len(PREFIX) + 6
SCOPES = ("read",)
MOST = 20
USED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(*, organisation: Organisation, name: str, days: int, by: User) -> tuple[Token, str]:
    """Make a token of one's own; the second is the token itself, which nobody sees again."""
    by = User.objects.select_for_update().get(pk=by.pk)
    if access.level_in(organisation, by) not in access.INSIDERS:
        raise PermissionDenied
    if open_tokens_of(by) >= MOST:
        raise ValidationError(_("You have %(most)s tokens. Revoke one first.") % {"most": MOST})
    text = f"{PREFIX}{token_urlsafe(32)}"
    token = Token.objects.create(
        user=by,
        organisation=organisation,
        name=name,
        start=text[:SHOWN],
        token_hash=_hash(text),
        scopes=list(SCOPES),
        expires_at=timezone.now() + timedelta(days=days),
    )
    _record(Kind.TOKEN_MADE, token, by, {"days": days, "scopes": list(SCOPES)})
    return token, text


def open_tokens_of(user: User) -> int:
    """Count the tokens of somebody that still work."""
    return access.tokens_of(user).filter(revoked_at=None, expires_at__gt=Now()).count()


@transaction.atomic
def revoke_token(*, token: Token, by: User) -> Token:
    """Let a token open nothing any more."""
    if token.user_id != by.pk:
        raise PermissionDenied
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=Now()):
        _record(Kind.TOKEN_REVOKED, token, by, {})
    return Token.objects.select_related("organisation").get(pk=token.pk)


def find_token(text: str) -> Token | None:
    """Return what a token stands for while it works: its person belongs there and is active."""
    if not text.startswith(PREFIX):
        return None
    found = Token.objects.select_related("user", "organisation").filter(
        token_hash=_hash(text), revoked_at=None, expires_at__gt=Now(), user__is_active=True
    )
    token = found.first()
    if token is None or access.level_in(token.organisation, token.user) not in access.INSIDERS:
        return None
    _note_use(token)
    return token


def _note_use(token: Token) -> None:
    """Note the use, once a minute: a program may come a hundred times a second."""
    now = timezone.now()
    stale = Q(used_at=None) | Q(used_at__lt=now - USED_EVERY)
    Token.objects.filter(stale, pk=token.pk).update(used_at=now)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _record(kind: Kind, token: Token, by: User, more: dict[str, Json]) -> None:
    append(
        chain=token.organisation.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"token:{token.pk}",
        facts={"token": token.name, "start": token.start, **more},
    )
