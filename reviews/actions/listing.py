"""How a round stands, in the few words that lists filter and sort by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.documents import frozen
from reviews.domain.progress import Vote, is_satisfied, opened
from reviews.models import Outcome, SignOff
from specs.actions.listing import list_round

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviews.models import Review

OVER = (Outcome.WITHDRAWN, Outcome.CHANGES_ASKED)


def keep_listed(review: Review, waiting: Sequence[str]) -> None:
    """Write for lists whom the round waits for; the caller holds the spec's lock."""
    is_open, is_over = review.outcome == Outcome.OPEN, review.outcome in OVER
    slots = frozen(review.revision).policy.slots
    rows = SignOff.objects.standing().filter(review=review)
    votes = [Vote(*row) for row in rows.values_list("role", "decision", "seat")]
    votes += opened(review.opened_roles)
    list_round(
        review.revision.spec_id,
        waiting=waiting,
        signed=0 if is_over else sum(is_satisfied(slot, votes) for slot in slots),
        asked=0 if is_over else len(slots),
        due_on=review.stage_due_on if is_open else None,
    )
