"""The application of background work."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Holds what all jobs share, and when workers were last seen."""

    name = "jobs"
    verbose_name = "Jobs"
