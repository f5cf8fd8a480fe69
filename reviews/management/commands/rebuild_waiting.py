"""Writes anew whom the open rounds wait for, as lists and the dashboard count it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reviews.actions.waiting import rebuild_waiting


class Command(BaseCommand):
    """Draw what waits for whom from the frozen policies and the sign-offs again."""

    help = "Write anew whom the open reviews wait for. It is kept with every signature anyway."

    def handle(self, **_options: Any) -> None:
        """Go through the open rounds and say how many there are."""
        self.stdout.write(f"Looked at {rebuild_waiting()} open reviews.")
