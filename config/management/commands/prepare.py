"""Brings an installation up to date: schema, catalogue, and in the demo its people and files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Run at every start of the embedded set-up, so it must do nothing quickly."""

    help = "Migrate, load the catalogue, seed the demo at its first start, collect static files."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do what is needed, in this order."""
        call_command("migrate", interactive=False, verbosity=1)
        call_command("load_catalogue")
        if settings.DEMO and not get_user_model().objects.exists():
            call_command("seed_demo")
        collect_changed()


def collect_changed() -> None:
    """Collect the static files unless none changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    now = static_digest()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def static_digest() -> str:
    """Return what tells one state of all static files from another."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n"
            digest.update(facts.encode())
    return digest.hexdigest()
