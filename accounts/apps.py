"""Sets the app up: what the sign-in library reports is written to the trail."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and organisations."""

    name = "accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        """Listen to the library's signals; our own apps send none."""
        from accounts import witness  # noqa: PLC0415 - models are not loaded before

        witness.listen()
