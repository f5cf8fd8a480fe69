"""A sign-in at the provider that was asked for to prove one thing: kept in the session, briefly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest

KEPT = "confirmed_by_sign_on"
LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody signed in at their provider anew, and for what."""

    provider: str
    at: datetime
    organisation_id: str
    with_factor: bool  # the provider says that more than a password was asked for


def keep_confirmed(
    request: HttpRequest, *, purpose: dict[str, str], provider: str, organisation: str, factor: bool
) -> None:
    """Note it for its purpose; the one before it is forgotten."""
    request.session[KEPT] = {
        "user": request.user.pk,
        "for": purpose,
        "provider": provider,
        "at": timezone.now().isoformat(),
        "organisation": organisation,
        "factor": factor,
    }


def find_confirmed(request: HttpRequest, purpose: dict[str, str]) -> Confirmed | None:
    """Return it, if it was for this and is no older than five minutes."""
    held = request.session.get(KEPT)
    if not held or held["for"] != purpose or held["user"] != request.user.pk:
        return None
    at = datetime.fromisoformat(held["at"])
    if not timezone.now() - LIFE < at <= timezone.now():
        return None
    return Confirmed(held["provider"], at, held["organisation"], held["factor"])
