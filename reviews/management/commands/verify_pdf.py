"""Say whether an audit PDF is genuine and unaltered, and what it covers.

Exit code 0: genuine. 1: altered. 2: unreadable. 3: unknown. 4: genuine, but superseded.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from reviews.exports.verify import LARGEST, Kind, Verdict
from reviews.register import verify_file

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXITS = {
    Kind.GENUINE: 0,
    Kind.ALTERED: 1,
    Kind.UNREADABLE: 2,
    Kind.UNKNOWN: 3,
    Kind.SUPERSEDED: 4,
}


class Command(BaseCommand):
    """Judges one file against this installation's key and register."""

    help = "Say whether an audit PDF is genuine and unaltered, and what it covers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print what was found as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        verdict = _judge(options["file"])
        self.stdout.write(_as_json(verdict) if options["json"] else _as_text(verdict))
        if code := EXITS[verdict.kind]:
            raise SystemExit(code)


def _judge(path: Path) -> Verdict:
    try:
        with path.open("rb") as file:
            return verify_file(file.read(LARGEST + 1))
    except OSError as error:
        words = f"{path} cannot be read: {error.strerror or error}."
        return Verdict(Kind.UNREADABLE, words, "")


def _as_json(verdict: Verdict) -> str:
    return json.dumps(asdict(verdict), ensure_ascii=False, indent=2)


def _as_text(verdict: Verdict) -> str:
    lines = [f"{verdict.kind.upper()}: {verdict.words}"]
    if verdict.file_hash:
        lines.append(f"SHA-256 of the file  {verdict.file_hash}")
    if known := verdict.known:
        lines += [
            f"Spec                 {known.title} ({known.organisation})",
            f"Revision             {known.revision}, SHA-256 {known.content_hash}",
            f"Export               {known.export_number}, asked for {known.made_at}",
            f"Signed by            {', '.join(known.signed_by) or 'nobody yet'}",
        ]
    if verdict.sealed_by:
        lines.append(f"Sealed by            {verdict.sealed_by}")
    return "\n".join(lines)
