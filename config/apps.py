"""The project as an application: system checks, and Celery for whoever sends a task."""

from __future__ import annotations

from django.apps import AppConfig

# Imported for what they register, wherever Django is set up.
import config.celery
import config.checks  # noqa: F401


class ProjectConfig(AppConfig):
    """The project itself as an application."""

    name = "config"
    verbose_name = "Countersign"
