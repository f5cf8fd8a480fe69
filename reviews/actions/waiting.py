"""Keeps whom the open rounds wait for, for lists and the dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from reviews.actions.listing import keep_listed
from reviews.documents import frozen
from reviews.domain.progress import Vote, is_satisfied, opened
from reviews.models import Decision, Outcome, Review, SignOff, Waiting
from specs.models import Spec

if TYPE_CHECKING:
    from datetime import datetime

    from reviews.domain.policy import Slot


def waiting_slots(review: Review) -> list[tuple[Slot, datetime]]:
    """Return the roles of a round that are asked and miss somebody, each with since when.

    A role is asked once its stage is open. It waits anew since somebody withdrew.
    """
    if review.outcome != Outcome.OPEN:
        return []
    rows = SignOff.objects.filter(review=review).order_by("turn")
    last = {(row.role, row.seat): row for row in rows}
    votes = [
        Vote(row.role, row.decision, row.seat)
        for row in last.values()
        if row.decision != Decision.WITHDRAWN
    ] + opened(review.opened_roles)
    opened_at = review.stage_opened_at or review.opened_at
    asked = []
    for slot in frozen(review.revision).policy.slots:
        if slot.stage <= review.stage and not is_satisfied(slot, votes):
            withdrawn = [
                row.signed_at
                for row in last.values()
                if row.role == slot.role and row.decision == Decision.WITHDRAWN
            ]
            asked.append((slot, max((opened_at, *withdrawn))))
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
        update_conflicts=True,
        unique_fields=["review", "role"],
        update_fields=["since"],
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
