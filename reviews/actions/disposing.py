"""What becomes of a comment that was made in a review: said in writing before the approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.actions.outcomes import settle
from reviews.documents import latest_review
from specs import access
from specs.models import Disposition, Spec, State, Thread
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import User

ASKED_IN = (State.DRAFT, State.IN_REVIEW)


@transaction.atomic
def dispose_comment(*, thread: Thread, disposition: Disposition, reason: str, by: User) -> Thread:
    """Say what becomes of a comment of a review; the last one may approve the spec.

    Whoever writes the spec answers; withdrawing is for who made the comment alone. Raises
    ValidationError where a reason is missing: only what is accepted needs none.
    """
    spec = Spec.objects.lock(thread.spec_id)
    thread = Thread.objects.get(pk=thread.pk)
    thread.spec = spec
    if not can_dispose(by, thread, disposition):
        raise PermissionDenied
    reason = reason.strip()
    if disposition is not Disposition.ACCEPTED and not reason:
        raise ValidationError(_("Say why. The reason is printed in the audit PDF."))
    if (thread.disposition, thread.disposition_reason) == (disposition, reason):
        return thread
    now = timezone.now()
    thread.disposition, thread.disposition_reason = disposition, reason
    thread.disposed_at, thread.disposed_by = now, by
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = now, by
    thread.save(
        update_fields=[
            "disposition",
            "disposition_reason",
            "disposed_at",
            "disposed_by",
            "resolved_at",
            "resolved_by",
        ]
    )
    _record(thread, by)
    review = latest_review(spec.pk)
    if review is not None and spec.state == State.IN_REVIEW:
        settle(review, by)
    return thread


def can_dispose(user: User, thread: Thread, disposition: Disposition) -> bool:
    """May say what becomes of a comment, as long as nothing was approved on it."""
    if thread.role or not thread.in_review or thread.spec.state not in ASKED_IN:
        return False
    if not access.can_comment(user, thread.spec):
        return False
    if disposition is Disposition.WITHDRAWN:
        return thread.opened_by_id == user.pk
    return access.can_write(user, thread.spec)


def _record(thread: Thread, by: User) -> None:
    append(
        chain=thread.spec.chain,
        kind=Kind.COMMENT_DISPOSED,
        by=by.as_actor(),
        object=f"thread {thread.pk}",
        reason=thread.disposition_reason,
        facts={
            "thread": thread.pk,
            "place": thread.place,
            "revision": thread.in_review,
            "decision": str(Disposition(thread.disposition).label).lower(),
        },
    )
