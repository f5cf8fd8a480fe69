"""Sets the provider up: it notes when its people showed their password, also the second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import authentication_step_completed
from django.apps import AppConfig
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ProviderConfig(AppConfig):
    """The provider."""

    name = "tests.accounts.oidc_provider"
    label = "provider"

    def ready(self) -> None:
        """Listen for sign-ins that only confirm who one is."""
        authentication_step_completed.connect(note_sign_in)


def note_sign_in(*, user: User, **_: Any) -> None:
    """Note it where the first sign-in is noted."""
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
