"""The app in which specs are written, checked and frozen."""

from __future__ import annotations

from django.apps import AppConfig


class SpecsConfig(AppConfig):
    """Templates, specs, answers and checks."""

    name = "specs"
    verbose_name = "Specs"
