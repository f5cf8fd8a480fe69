"""Makes exports, and reminds signers."""

from __future__ import annotations

from celery import shared_task

from jobs.holding import held
from jobs.models import JobStatus
from reviews import access, actions
from reviews.dossiers import load_dossier
from reviews.exports import store
from reviews.exports.handbook import render_handbook
from reviews.exports.keys import load_keys
from reviews.exports.render import render
from reviews.exports.seal import seal
from reviews.models import Export, Handbook


@shared_task(acks_late=True, ignore_result=True)
def make_export(export_id: int) -> None:
    """Make one file; a row that is taken or finished is left alone."""
    export = Export.objects.claim(export_id)
    if export is None:
        return
    if not access.can_export(export.asked_by, export.revision.spec):
        refused = "Who asked for this file may not have it any more."
        export.finish(status=JobStatus.DEAD, error=refused, progress=0)
        return
    try:
        with held(export):
            is_ours = is_stored(export) or make(export)
    except Exception as error:
        export.fail(error)
        raise
    if is_ours:
        actions.finish_export(export=export)


def is_stored(export: Export) -> bool:
    """Say whether an earlier attempt stored its file and got no further."""
    if not export.file_hash:
        return False
    try:
        store.read(export.file_hash)
    except store.StoreDamaged:
        return False
    return True


def make(export: Export) -> bool:
    """Render, seal and store; False when another attempt took the job meanwhile."""
    export.note_progress(10, "Gathering the record")
    dossier = load_dossier(export)
    export.note_progress(25, "Setting the pages")
    plain = render(dossier)
    export.note_progress(85, "Sealing")
    sealed = seal(plain, load_keys(), organisation=dossier.organisation)
    if not actions.note_file(export=export, plain=plain, sealed=sealed):
        return False
    store.store(sealed)
    return True


@shared_task(ignore_result=True)
def close_edits() -> None:
    """Let the time to object to changes of wording run out."""
    actions.close_edits()


@shared_task(ignore_result=True)
def tell_overdue() -> None:
    """Tell of stages whose time is over."""
    actions.tell_overdue()


@shared_task(ignore_result=True)
def prompt_reviews() -> None:
    """Remind signers whose stage is due soon, and tell whom the route names of overdue ones."""
    actions.prompt_reviews()


@shared_task(acks_late=True, ignore_result=True)
def make_handbook(handbook_id: int) -> None:
    """Make the handbook; a row that is taken or finished is left alone."""
    handbook = Handbook.objects.claim(handbook_id)
    if handbook is None:
        return
    try:
        with held(handbook):
            handbook.note_progress(20, "Setting the pages")
            made = render_handbook()
            kept = store.store(made)
    except Exception as error:
        handbook.fail(error)
        raise
    actions.finish_handbook(handbook=handbook, file_hash=kept, size=len(made))
