"""Write a spec as it stands now into a file, or to the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from specs.exports.formats import FORMATS, Format
from specs.models import Spec
from specs.portable import load_held

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Whoever may run commands may read every spec."""

    help = "Write a spec as it stands now into a file, or to the terminal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("spec_id", type=UUID, metavar="SPEC_ID")
        names = [*FORMATS, "markdown"]
        parser.add_argument("--format", choices=names, default="yaml", help="markdown is md")
        parser.add_argument("--out", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = Spec.objects.select_related("template", "organisation", "owner")
        spec = found.filter(pk=options["spec_id"]).first()
        if spec is None:
            raise CommandError(f"There is no spec {options['spec_id']}.")
        chosen = FORMATS["md" if options["format"] == "markdown" else options["format"]]
        written = chosen.write(load_held(spec))
        if options["out"] is None:
            self._print(chosen, written)
            return
        try:
            options["out"].write_bytes(written)
        except OSError as error:
            message = f"{options['out']} cannot be written: {error.strerror or error}."
            raise CommandError(message) from error

    def _print(self, chosen: Format, written: bytes) -> None:
        if not chosen.is_text:
            raise CommandError(f"A file of {chosen.title} needs --out FILE.")
        self.stdout.write(written.decode(), ending="")
