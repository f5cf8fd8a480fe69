"""Makes exports."""

from __future__ import annotations

from hashlib import sha256

from celery import shared_task

from jobs.holding import held
from reviews import access, actions
from reviews.dossiers import load_dossier
from reviews.exports.render import render
from reviews.files import store_once
from reviews.models import Export


@shared_task(acks_late=True, ignore_result=True)
def make_export(export_id: int) -> None:
    """Make one file; a row that is taken or finished is left alone."""
    export = Export.objects.claim(export_id)
    if export is None:
        return
    if not access.can_export(export.asked_by, export.revision.spec):
        export.finish(status="dead", error="Who asked for this file may not have it any more.")
        return
    try:
        with held(export):
            plain = _render(export)
            plain_hash = sha256(plain).hexdigest()
            stored = store_once(plain_hash, lambda: _seal(export, plain))
    except Exception as error:
        export.fail(error)
        raise
    actions.finish_export(export=export, plain_hash=plain_hash, stored=stored)


def _render(export: Export) -> bytes:
    export.note_progress(10, "Gathering the record")
    dossier = load_dossier(export)
    export.note_progress(30, "Setting the pages")
    plain = render(dossier)
    export.note_progress(85, "Sealing")
    return plain


def _seal(export: Export, plain: bytes) -> bytes:
    del export
    return plain
