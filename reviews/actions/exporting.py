"""Asking for a file and finishing it: one row and one file for the same content."""

from __future__ import annotations

import re
import unicodedata
from base64 import b32encode
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from jobs.models import JobStatus
from reviews import access
from reviews.models import Export, ExportKind
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import SYSTEM, Kind
from trail.models import Event

if TYPE_CHECKING:
    from accounts.models import User
    from specs.models import Revision

# What happens to files and mails is no part of what a file proves; it would make each one new.
NOT_PRINTED = (Kind.EXPORT_ASKED, Kind.EXPORT_FINISHED, Kind.MAIL_QUEUED, Kind.MAIL_SENT)
PROJECT = Path(settings.BASE_DIR)


@transaction.atomic
def ask_for_export(
    *, revision: Revision, by: User, kind: ExportKind = ExportKind.AUDIT_PDF
) -> Export:
    """Queue a file, or return the one that is there or under way."""
    spec = revision.spec
    if not access.can_export(by, spec):
        raise PermissionDenied
    last = Event.objects.of_chain(spec.chain).exclude(kind__in=NOT_PRINTED).reverse().first()
    assert last is not None  # noqa: S101 - submitting the revision was an event
    key = export_key(revision, kind, last.seq)
    export, is_new = Export.objects.get_or_create(
        key=key,
        defaults={
            "revision": revision,
            "kind": kind,
            "asked_by": by,
            "trail_seq": last.seq,
            "number": f"{b32encode(bytes.fromhex(key))[:4].decode()}-{last.at:%Y%m%d}",
            "file_name": speaking_name(spec.title, revision.number),
        },
    )
    if is_new:
        append(
            chain=spec.chain,
            kind=Kind.EXPORT_ASKED,
            by=by.as_actor(),
            object=f"export {export.number}",
            facts={
                "kind": str(kind.label).lower(),
                "revision": revision.number,
                "number": export.number,
            },
        )
        export.wake()
    else:
        export.retry()
    return export


def note_file(*, export: Export, plain: bytes, sealed: bytes) -> bool:
    """Note which file is about to be stored; False when another attempt holds the job.

    A seal differs each time it is made. An attempt that finds a file noted and stored takes it,
    so a worker that was killed in between leaves no second one.
    """
    export.plain_hash = sha256(plain).hexdigest()
    export.file_hash = sha256(sealed).hexdigest()
    export.size = len(sealed)
    ours = Export.objects.filter(pk=export.pk, status=JobStatus.RUNNING, attempt=export.attempt)
    columns = {"plain_hash": export.plain_hash, "file_hash": export.file_hash}
    return ours.update(**columns, size=export.size) == 1


@transaction.atomic
def finish_export(*, export: Export) -> bool:
    """Record the file that was stored; False when this attempt holds the job no more."""
    if not export.finish(progress_note=""):
        return False
    append(
        chain=export.revision.spec.chain,
        kind=Kind.EXPORT_FINISHED,
        by=SYSTEM,
        object=f"export {export.number}",
        after=export.file_hash,
        facts={
            "kind": str(ExportKind(export.kind).label),
            "revision": export.revision.number,
            "number": export.number,
            "size": export.size,
        },
    )
    return True


def export_key(revision: Revision, kind: ExportKind, trail_seq: int) -> str:
    """Return the digest of everything that the bytes of a file depend on."""
    return digest(
        canonical(
            {
                "kind": kind.value,
                "spec": str(revision.spec_id),
                "revision": revision.content_hash,
                "trail": trail_seq,
                "renderer": renderer_version(),
                "language": "en",
                "paper": "A4",
            }
        )
    )


@cache
def renderer_version() -> str:
    """Return the digest of what turns a record into pages: code, pages, style, fonts, library."""
    places = [
        *(PROJECT / "reviews" / "exports").glob("*.*"),
        *(PROJECT / "reviews" / "exports" / "fonts").glob("manifest.json"),
        *(PROJECT / "templates" / "reviews" / "pdf").glob("*.html"),
        PROJECT / "templates" / "reviews" / "audit_pdf.html",
    ]
    files = {p.name: sha256(p.read_bytes()).hexdigest() for p in places if p.is_file()}
    return digest(canonical({"weasyprint": version("weasyprint"), "files": files}))


def speaking_name(title: str, revision: int) -> str:
    """Return a file name that says what the file is, in plain letters."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:80].strip("-") or "spec"
    return f"{words}-revision-{revision}-audit.pdf"
