"""The trail's application: its triggers are put in place after every migrate."""

from __future__ import annotations

from typing import Any

import structlog
from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate

log = structlog.get_logger(__name__)


class TrailConfig(AppConfig):
    """Installs the triggers and checks at start-up that they are there."""

    name = "trail"
    verbose_name = "Trail"

    def ready(self) -> None:
        """Register the check, and the hook that runs after migrations."""
        from trail import triggers  # noqa: PLC0415 - needs the applications to be loaded

        register(triggers.trail_is_guarded, Tags.database)
        post_migrate.connect(put_back, sender=self)


def put_back(*, using: str, **_: Any) -> None:
    """Put back what is missing of the guard, and say so: after a first migrate nothing is."""
    from trail import triggers  # noqa: PLC0415 - needs the applications to be loaded

    faults = triggers.faults(using)
    if faults:
        log.warning("trail_guard_put_back", database=using, faults=faults)
        triggers.install(using)
