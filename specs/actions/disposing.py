"""Noting what becomes of a comment of a review; whether one may is asked elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from specs.actions.telling import tell_of_decision
from specs.models import Disposition
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import User
    from specs.models import Thread

COLUMNS = ("disposition", "disposition_reason", "disposed_at", "disposed_by")


def note_disposition(thread: Thread, disposition: Disposition, reason: str, by: User) -> None:
    """Write down what becomes of a comment of a locked spec, and resolve its thread."""
    now = timezone.now()
    thread.disposition, thread.disposition_reason = disposition, reason
    thread.disposed_at, thread.disposed_by = now, by
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = now, by
    thread.save(update_fields=[*COLUMNS, "resolved_at", "resolved_by"])
    append(
        chain=thread.spec.chain,
        kind=Kind.COMMENT_DISPOSED,
        by=by.as_actor(),
        object=f"thread {thread.pk}",
        reason=reason,
        facts={
            "thread": thread.pk,
            "place": thread.place,
            "revision": thread.in_review,
            "decision": str(disposition.label).lower(),
        },
    )
    tell_of_decision(thread, by)
