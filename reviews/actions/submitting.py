"""Opening a review: the spec is frozen, sign-offs carry over, the others are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from reviews.actions.editorial import keep_over_edit
from reviews.actions.outcomes import settle
from reviews.actions.records import Given, keep, seat_facts
from reviews.amendment_record import frozen_amendments
from reviews.documents import (
    as_last_word,
    find_edits,
    frozen,
    load_policy,
    load_signing,
    said_before,
)
from reviews.domain.policy import carries_over, stage_held, word_of_seat
from reviews.models import Condition, Review, SignOff
from specs import actions as spec_actions
from specs.documents import load_contents
from specs.models import Spec
from specs.own_findings import look_at_spec
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from accounts.models import User
    from reviews.domain.editorial import Edit
    from reviews.domain.frozen import Frozen
    from reviews.domain.policy import Slot
    from specs.models import Revision


class NobodySigns(Exception):
    """Roles that must sign and have nobody, or fewer people than have to approve, who may."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        super().__init__(", ".join(slot.label for slot in slots))
        self.slots = slots


@transaction.atomic
def open_review(*, spec: Spec, by: User, due_on: date | None = None) -> Review:
    """Freeze the spec and ask for its signatures.

    Raises NobodySigns for roles without enough signers, and specs.actions.NotReady while a blocker,
    a conflict or a warning without waiver is open.
    """
    own = look_at_spec(spec)  # takes its time, and so comes before the lock
    spec = Spec.objects.lock(spec.pk)
    policy = load_policy(spec)
    if hopeless := policy.hopeless():
        raise NobodySigns(hopeless)
    earlier = said_before(spec.pk)
    signing = load_signing(spec, policy)
    rests_on = frozen_amendments(spec, load_contents(spec.pk).stored())
    revision = spec_actions.submit(
        spec=spec,
        policy=policy.as_json(),
        by=by,
        signing=signing,
        own=own,
        amendments=rests_on,
    )
    return begin_round(revision, by, due_on, earlier)


def begin_round(
    revision: Revision, by: User, due_on: date | None, earlier: dict[str, list[SignOff]]
) -> Review:
    """Let sign-offs carry over to a revision that was frozen just now, and ask for the others."""
    review = Review.objects.create(
        revision=revision, opened_by=by, opened_at=timezone.now(), due_on=due_on, stage=0
    )
    review = Review.objects.select_related("revision__template", "revision__spec__owner").get(
        pk=review.pk
    )
    text = frozen(review.revision)
    for slot in text.policy.slots:
        for seat in slot.seats:
            if last := word_of_seat(slot, seat, earlier.get(slot.role, ())):
                _carry_over(review, text, slot, seat, last)
    settle(review, by)  # opens the first stage, and asks those who sign in it
    return review


def _carry_over(review: Review, text: Frozen, slot: Slot, seat: int, last: SignOff) -> None:
    """Repeat a sign-off, word for word, when all that it covers is unchanged."""
    word, origin = as_last_word(last, text.template), last.carried_from or last
    edits: tuple[Edit, ...] = ()
    if not carries_over(word, slot, text.section_hashes, text.policy):
        edits = find_edits(
            last, slot, text.policy, text.template, text.answers, text.section_hashes
        )
        if not edits:
            return
    given = Given.carried(origin, last, slot, text.policy)
    sign_off = keep(review, slot, given, seat=seat, carried_from=origin, edits=edits)
    conditions = [
        Condition(
            sign_off=sign_off,
            text=condition.text,
            owner_id=condition.owner_id,
            due_on=condition.due_on,
            blocks_stage=stage_held(condition.blocks_stage, slot, text.policy),
            met_at=condition.met_at,
            met_note=condition.met_note,
            accepted_at=condition.accepted_at,
            accepted_by_id=condition.accepted_by_id,
        )
        for condition in last.conditions.all()
    ]
    Condition.objects.bulk_create(conditions)
    if edits:
        keep_over_edit(sign_off, slot, edits, review.opened_by)
        return
    append(
        chain=review.revision.spec.chain,
        kind=Kind.SIGNOFF_CARRIED_OVER,
        by=review.opened_by.as_actor(),
        object=f"revision {review.revision.number}",
        before=origin.record_hash,
        after=sign_off.record_hash,
        facts={
            "person": origin.names,
            "role": slot.role,
            "role_label": slot.label,
            "revision": review.revision.number,
            "from_revision": origin.review.revision.number,
            **seat_facts(slot, seat),
        },
    )
