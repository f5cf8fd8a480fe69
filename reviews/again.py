"""How an approved spec stands to the day by which it is to be looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import Organisation
from specs.access import is_manager
from specs.domain.reviewing_again import Again, following
from specs.models import State

if TYPE_CHECKING:
    from specs.documents import Reading


def load_again(reading: Reading) -> Again | None:
    """Return it for an approved spec; the organisation is asked only where somebody may act."""
    spec, today = reading.spec, timezone.localdate()
    if spec.state != State.APPROVED:
        return None
    may_change = is_manager(reading.level, is_owner=spec.owner_id == reading.user.pk)
    then = None
    if may_change:
        organisation = Organisation.objects.only("review_again_months").get(pk=spec.organisation_id)
        then = following(spec.review_again_on, today, organisation.review_again_months)
    return Again(spec.review_again_on, today, then, may_change)
