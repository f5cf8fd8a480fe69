"""What a signature says about its signer's reading: these sections, in this role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.documents import frozen
from specs.actions import keep_marks

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.domain.policy import Slot
    from reviews.models import Review


def remember_reading(review: Review, slot: Slot, by: User) -> None:
    """Mark what a signer was shown as read; the next time they read for this role."""
    text = frozen(review.revision)
    keep_marks(
        review.revision.spec,
        text.template,
        text.answers,
        text.hashes_of(slot),
        by,
        role=slot.role,
    )
