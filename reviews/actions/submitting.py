"""Opening a review: the spec is frozen, sign-offs carry over, the others are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from reviews.actions.outcomes import settle
from reviews.actions.records import Given, keep
from reviews.documents import as_last_word, frozen, last_sign_offs, load_policy, load_signing
from reviews.domain.policy import carries_over
from reviews.models import Condition, Review, SignOff
from specs import actions as spec_actions
from specs.models import Spec
from specs.own_findings import look_at_spec
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reviews.domain.frozen import Frozen
    from reviews.domain.policy import Slot


class NobodySigns(Exception):
    """Roles that must sign and have nobody who may."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        super().__init__(", ".join(slot.label for slot in slots))
        self.slots = slots


@transaction.atomic
def open_review(*, spec: Spec, by: User, due_on: date | None = None) -> Review:
    """Freeze the spec and ask for its signatures.

    Raises NobodySigns for roles without a signer, and specs.actions.NotReady while a blocker,
    a conflict or a warning without waiver is open.
    """
    own = look_at_spec(spec)  # takes its time, and so comes before the lock
    spec = Spec.objects.lock(spec.pk)
    policy = load_policy(spec)
    if unfilled := policy.unfilled():
        raise NobodySigns(unfilled)
    earlier = last_sign_offs(spec.pk)
    signing = load_signing(spec, policy)
    revision = spec_actions.submit(
        spec=spec, policy=policy.as_json(), by=by, signing=signing, own=own
    )
    review = Review.objects.create(
        revision=revision, opened_by=by, opened_at=timezone.now(), due_on=due_on
    )
    review = Review.objects.select_related("revision__template", "revision__spec__owner").get(
        pk=review.pk
    )
    text = frozen(review.revision)
    kept = {
        slot.role
        for slot in text.policy.slots
        if (last := earlier.get(slot.role)) and _carry_over(review, text, slot, last)
    }
    _ask(review, [slot for slot in text.policy.slots if slot.role not in kept], earlier)
    settle(review, by)
    return review


def _carry_over(review: Review, text: Frozen, slot: Slot, last: SignOff) -> bool:
    """Repeat a sign-off, word for word, when all that it covers is unchanged."""
    if not carries_over(as_last_word(last, text.template), slot, text.section_hashes, text.policy):
        return False
    origin = last.carried_from or last
    given = Given.carried(origin, last)
    sign_off = keep(review, slot, given, carried_from=origin)
    conditions = [
        Condition(
            sign_off=sign_off,
            text=condition.text,
            owner_id=condition.owner_id,
            due_on=condition.due_on,
            met_at=condition.met_at,
            met_note=condition.met_note,
            accepted_at=condition.accepted_at,
            accepted_by_id=condition.accepted_by_id,
        )
        for condition in last.conditions.all()
    ]
    Condition.objects.bulk_create(conditions)
    append(
        chain=review.revision.spec.chain,
        kind=Kind.SIGNOFF_CARRIED_OVER,
        by=review.opened_by.as_actor(),
        object=f"revision {review.revision.number}",
        before=origin.record_hash,
        after=sign_off.record_hash,
        facts={
            "person": origin.printed_name,
            "role": slot.role,
            "role_label": slot.label,
            "revision": review.revision.number,
            "from_revision": origin.review.revision.number,
        },
    )
    return True


def _ask(review: Review, slots: Sequence[Slot], earlier: dict[str, SignOff]) -> None:
    """Write to everybody whose signature is needed; all are asked at once."""
    ids = {signer.id for slot in slots for signer in slot.signers}
    people = {str(user.pk): user for user in User.objects.filter(pk__in=ids, is_active=True)}
    for slot in slots:
        for signer in slot.signers:
            if user := people.get(signer.id):
                _ask_one(review, slot, user, earlier.get(slot.role))


def _ask_one(review: Review, slot: Slot, user: User, last: SignOff | None) -> None:
    spec, number = review.revision.spec, review.revision.number
    named = {"title": spec.title, "number": number, "role": slot.label, "by": review.opened_by.name}
    lines = [
        _("%(by)s asks you to read revision %(number)s of “%(title)s” and to sign as %(role)s.")
        % named
    ]
    if last is not None:
        signed = (last.carried_from or last).review.revision.number
        lines.append(
            _("What you signed in revision %(number)s changed. The page shows just what.")
            % {"number": signed}
        )
    if review.due_on:
        due = {"day": f"{review.due_on.day} {review.due_on:%B %Y}"}
        lines.append(_("Your answer is due by %(day)s.") % due)
    notify(
        to=user,
        kind="to_sign",
        subject=_("To sign as %(role)s: “%(title)s”, revision %(number)s") % named,
        lines=lines,
        url=reverse("reviews:sign", args=[spec.pk, slot.role]),
        key=f"to_sign:{review.pk}:{slot.role}:{user.pk}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )
