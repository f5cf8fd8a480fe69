"""Makes the demo organisation: its people, and specs in every state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Organisation
from reviews.management.demo.people import ORGANISATION, who_is_who
from reviews.management.demo.stories import tell_all


class Command(BaseCommand):
    """Safe to run again: what is there already is left alone."""

    help = "Make the demo organisation with specs in every state, and print how to sign in."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seed once, in one transaction; say how to get in each time."""
        if not Organisation.objects.filter(name=ORGANISATION).exists():
            with transaction.atomic():
                tell_all()
        words = who_is_who(settings.PUBLIC_URL)
        folder = Path(settings.VAR)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "demo.txt").write_text(words + "\n", encoding="utf-8")
        if options["verbosity"]:
            self.stdout.write(words)
