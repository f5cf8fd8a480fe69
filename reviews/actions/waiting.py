"""Keeps whom the open rounds wait for, for lists and the dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from reviews.actions.listing import keep_listed
from reviews.documents import frozen
from reviews.models import Decision, Outcome, Review, SignOff, Waiting
from specs.models import Spec

if TYPE_CHECKING:
    from datetime import datetime

    from reviews.domain.policy import Slot


def waiting_slots(review: Review) -> list[tuple[Slot, datetime]]:
    """Return the roles of a round that are asked and did not decide, each with since when."""
    if review.outcome != Outcome.OPEN:
        return []
    words = SignOff.objects.filter(review=review).order_by("turn")
    last = {
        role: (word, at) for role, word, at in words.values_list("role", "decision", "signed_at")
    }
    asked = []
    for slot in frozen(review.revision).policy.slots:
        word, at = last.get(slot.role, (Decision.WITHDRAWN.value, review.opened_at))
        if word == Decision.WITHDRAWN:
            asked.append((slot, at))
    return asked


def keep_waiting(review: Review) -> None:
    """Write whom a round waits for.

    Whatever adds a sign-off, asks a role or ends a round calls this, in the same transaction and
    under the spec's lock.
    """
    asked = waiting_slots(review)
    held = Waiting.objects.filter(review=review)
    held.exclude(role__in=[slot.role for slot, _since in asked]).delete()
    Waiting.objects.bulk_create(
        [
            Waiting(
                review=review,
                spec_id=review.revision.spec_id,
                role=slot.role,
                label=slot.label,
                since=since,
            )
            for slot, since in asked
        ],
        ignore_conflicts=True,
    )
    keep_listed(review, [slot.role for slot, _since in asked])


def rebuild_waiting() -> int:
    """Write it anew for every open round, spec by spec; returns for how many."""
    Waiting.objects.exclude(review__outcome=Outcome.OPEN).delete()
    rounds = Review.objects.filter(outcome=Outcome.OPEN).order_by("pk")
    for pk, spec_id in rounds.values_list("pk", "revision__spec").iterator():
        with transaction.atomic():
            Spec.objects.lock(spec_id)
            review = Review.objects.select_related("revision__template", "revision__spec")
            keep_waiting(review.get(pk=pk))
    return rounds.count()
