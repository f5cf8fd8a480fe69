"""The trail's application: its triggers are put in place after every migrate."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TrailConfig(AppConfig):
    """Installs the triggers and checks at start-up that they are there."""

    name = "trail"
    verbose_name = "Trail"

    def ready(self) -> None:
        """Register the check and the hook that runs after migrations."""
        from trail import checks  # noqa: F401, PLC0415 - registers itself; needs loaded models

        post_migrate.connect(install_triggers, sender=self)


def install_triggers(*, using: str, **_: Any) -> None:
    """Put the triggers back where something is missing, as after a flush of the tests."""
    from trail import triggers  # noqa: PLC0415 - models are not loaded before

    triggers.install_where_missing(using)
