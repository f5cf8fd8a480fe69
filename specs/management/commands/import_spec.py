"""Start a spec from a file; every fault of the file is said with its place, and nothing is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Organisation, User
from specs.imports import Refused
from specs.imports.source import MOST_BYTES
from specs.receiving import Upload, receive

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """The owner becomes the author; they must be allowed to write in the organisation."""

    help = "Start a spec from a file of YAML, JSON or Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--organisation", required=True, help="its name or id")
        parser.add_argument(
            "--template", default="", help="key of one, for Markdown that names none"
        )
        parser.add_argument("--owner", required=True, help="mail address of the author")

    def handle(self, *_args: Any, **options: Any) -> None:
        organisation = _organisation(options["organisation"])
        owner = User.objects.filter(email=options["owner"].lower(), is_active=True).first()
        if owner is None:
            raise CommandError(f"Nobody here has the address {options['owner']}.")
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except OSError as error:
            message = f"{path} cannot be read: {error.strerror or error}."
            raise CommandError(message, returncode=2) from error
        try:
            spec = receive(
                Upload(path.name, raw, options["template"]), organisation=organisation, by=owner
            )
        except Refused as refused:
            raise CommandError(f"{refused}\nNothing was imported.", returncode=2) from refused
        except PermissionDenied as error:
            message = f"{owner.name} may not write in {organisation.name}."
            raise CommandError(message) from error
        self.stdout.write(f"{spec.title}: {spec.pk}")
        if spec.pieces_to_place:
            self.stdout.write(
                f"Pieces that found no place and wait for one: {spec.pieces_to_place}."
            )


def _organisation(named: str) -> Organisation:
    try:
        found = list(Organisation.objects.filter(pk=UUID(named)))
    except ValueError:
        found = list(Organisation.objects.filter(name=named))
    if len(found) != 1:
        said = "There is no" if not found else "There is more than one"
        raise CommandError(f"{said} organisation {named}. Give its id.")
    return found[0]
