"""The application of reviews."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register


class ReviewsConfig(AppConfig):
    """Checks at start-up that the database keeps what was signed."""

    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        """Register the check."""
        from reviews import triggers  # noqa: PLC0415 - needs the applications to be loaded

        register(triggers.evidence_is_kept, Tags.database)
