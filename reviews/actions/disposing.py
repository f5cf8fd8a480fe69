"""What becomes of a comment that was made in a review: said in writing before the approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reviews.actions.outcomes import settle
from reviews.documents import latest_review
from specs import access
from specs.actions.disposing import note_disposition
from specs.actions.suggesting import close_suggestion
from specs.models import Disposition, Spec, State, Thread

if TYPE_CHECKING:
    from accounts.models import User

ASKED_IN = (State.DRAFT, State.IN_REVIEW)
# What leaves nothing of a suggestion to be taken later.
REFUSED = (Disposition.REJECTED, Disposition.DUPLICATE, Disposition.WITHDRAWN)


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
    note_disposition(thread, disposition, reason, by)
    if disposition in REFUSED:
        close_suggestion(thread, reason, by)
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
