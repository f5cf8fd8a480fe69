"""Checks a spec in a file: the same checks as in the application, without its database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from specs.domain.checks import Severity, run
from specs.management.check_file import Unreadable, read_document

FOUND, UNREADABLE = 1, 2
FIELDS = ("code", "severity", "key", "message", "fix")


class Command(BaseCommand):
    """Exit code 0 when no blocker is found, 1 when one is, 2 when the file cannot be read."""

    help = (
        "Check a spec in a YAML or JSON file; exit 1 when a blocker is found, 2 when unreadable. "
        "An organisation's own checks and limits take no part."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, and what stands above what it says."""
        parser.add_argument("file", type=Path, help="template, evaluated_on, answers, context")
        parser.add_argument("--template", default="", metavar="KEY", help="check by this template")
        parser.add_argument("--on", default="", metavar="DATE", help="check as of this day")
        parser.add_argument("--json", action="store_true", help="print a list for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what is found."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # what it cannot write is written as its number
                stream.reconfigure(errors="backslashreplace")
        try:
            document = read_document(
                options["file"], template=options["template"], on=options["on"]
            )
        except Unreadable as error:
            self.stderr.write(f"{options['file'].name}: {error}")
            sys.exit(UNREADABLE)
        found = run(document)
        if options["json"]:
            plain = [{name: getattr(finding, name) for name in FIELDS} for finding in found]
            self.stdout.write(json.dumps(plain, indent=2))
        else:
            for finding in found:
                words = (finding.code, finding.severity, finding.key, finding.message)
                self.stdout.write(" ".join(words))
        if any(finding.severity is Severity.BLOCKER for finding in found):
            sys.exit(FOUND)
