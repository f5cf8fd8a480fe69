"""Runs all checks over specs and revisions, takes up words, and does what many specs wait for."""

from __future__ import annotations

from celery import shared_task

from jobs.holding import held
from specs.actions import bulk, checking, indexing, reviewing_again, waivers
from specs.models import BulkChange, CheckRun


@shared_task(acks_late=True, ignore_result=True)
def run_checks(run_id: int) -> None:
    """Do one run; a row that is taken or finished is left alone."""
    run_row = CheckRun.objects.claim(run_id)
    if run_row is None:
        return
    try:
        if run_row.revision is not None:
            checking.check_revision(run_row, run_row.revision)
        else:
            checking.check_spec(run_row)
    except Exception as error:
        run_row.fail(error)
        raise


@shared_task(ignore_result=True)
def check_settled() -> None:
    """Ask for a run of every spec whose last edit is a moment ago."""
    checking.ask_for_checks()


@shared_task(ignore_result=True)
def index_settled() -> None:
    """Take up the words of every spec whose last edit is a moment ago, until none is left."""
    while indexing.index_settled() == indexing.INDEXED_AT_ONCE:
        pass


@shared_task(ignore_result=True)
def expire_waivers() -> None:
    """Let warnings count again whose waiver has expired."""
    waivers.expire_waivers()


@shared_task(ignore_result=True)
def remind_of_review() -> None:
    """Tell owners which approved specs are to be looked at again."""
    reviewing_again.remind_of_review()


@shared_task(acks_late=True, ignore_result=True)
def change_many(change_id: int) -> None:
    """Do one deed to many specs, or to as many as time allows."""
    change = BulkChange.objects.claim(change_id)
    if change is None:
        return
    try:
        with held(change) as hold:
            is_done = bulk.go_on(change, hold)
    except Exception as error:
        change.fail(error)
        raise
    if is_done:
        change.finish(progress_note="")
    else:
        change.go_on_later()
