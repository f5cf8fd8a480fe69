"""A stage of the route opens: its roles are asked, and its deadline begins to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from reviews import access
from reviews.documents import said_before
from reviews.domain.policy import word_of_seat
from reviews.domain.progress import is_satisfied, open_stage
from reviews.domain.route import next_prompt
from reviews.models import Review, StandIn
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from reviews.domain.policy import Policy, Signer, Slot
    from reviews.domain.progress import Vote
    from reviews.domain.route import Stage
    from reviews.models import SignOff


def move_on(review: Review, policy: Policy, votes: Sequence[Vote], by: User) -> None:
    """Open the stage that is due, and ask those who sign in it; the caller holds the spec's lock.

    A stage closes again when a signature on which it rested is withdrawn.
    """
    was, now = review.stage, open_stage(policy, votes)
    if was == now:
        return
    Review.objects.filter(pk=review.pk).update(stage=now, stage_opened_at=Now())
    review.refresh_from_db(fields=["stage", "stage_opened_at"])
    opened_on = (review.stage_opened_at or review.opened_at).date()
    stage = policy.stage(now)
    review.stage_due_on = _due_on(stage, opened_on, review.due_on)
    review.prompt_on = next_prompt(stage, review.stage_due_on, after=opened_on)
    review.save(update_fields=["stage_due_on", "prompt_on"])
    if now < was:
        return
    if len(policy.stages) > 1:
        _record(review, policy, by)
    asked = [
        slot for slot in policy.slots if was < slot.stage <= now and not is_satisfied(slot, votes)
    ]
    ask(review, asked, votes)


def ask(review: Review, slots: Sequence[Slot], votes: Sequence[Vote]) -> None:
    """Write to everybody whose signature is needed; all of a stage are asked at once."""
    given = {(vote.role, vote.seat) for vote in votes}
    wanted = [
        (slot, signer)
        for slot in slots
        for signer in slot.signers
        if (slot.role, slot.seat_of(signer.id)) not in given
    ]
    people = load_people(signer for _slot, signer in wanted)
    earlier = said_before(review.revision.spec_id, before=review.revision.number)
    for slot, signer in wanted:
        if user := people.get(signer.id):
            _ask_one(review, slot, user, earlier)
    _ask_stand_ins(review, wanted, earlier)


def _ask_stand_ins(
    review: Review,
    wanted: Sequence[tuple[Slot, Signer]],
    earlier: Mapping[str, Sequence[SignOff]],
) -> None:
    """Write to those who sign today for somebody who is away."""
    spec = review.revision.spec
    away = StandIn.objects.current().for_spec(spec).select_related("stand_in", "person")
    for one in away:
        for slot, signer in wanted:
            if signer.id != str(one.person_id) or not one.covers(slot.role):
                continue
            if access.signs_for(one.stand_in, spec, slot) == signer:
                _ask_one(review, slot, one.stand_in, earlier, instead_of=signer)


def load_people(signers: Iterable[Signer]) -> dict[str, User]:
    """Return the accounts of signers that are still in use, by id."""
    ids = {signer.id for signer in signers}
    return {str(user.pk): user for user in User.objects.filter(pk__in=ids, is_active=True)}


def said_day(day: date) -> str:
    """Return a day as mails say it."""
    return f"{day.day} {day:%B %Y}"


def _due_on(stage: Stage, opened_on: date, wanted_by: date | None) -> date | None:
    """Return the deadline of the stage, or the day that the author asked for if that is sooner."""
    own = stage.due_on(opened_on)
    return min((day for day in (own, wanted_by) if day), default=None)


def _record(review: Review, policy: Policy, by: User) -> None:
    revision, stage = review.revision, policy.stage(review.stage)
    append(
        chain=revision.spec.chain,
        kind=Kind.REVIEW_STAGE_OPENED,
        by=by.as_actor(),
        object=f"revision {revision.number}",
        facts={
            "revision": revision.number,
            "stage": stage.number,
            "stage_title": stage.title,
            "due_on": review.stage_due_on.isoformat() if review.stage_due_on else "",
            "roles": [slot.label for slot in policy.slots_of(stage.number)],
        },
    )


def _ask_one(
    review: Review,
    slot: Slot,
    user: User,
    earlier: Mapping[str, Sequence[SignOff]],
    instead_of: Signer | None = None,
) -> None:
    spec, number = review.revision.spec, review.revision.number
    named = {"title": spec.title, "number": number, "role": slot.label, "by": review.opened_by.name}
    lines = [
        _("%(by)s asks you to read revision %(number)s of “%(title)s” and to sign as %(role)s.")
        % named
    ]
    if instead_of:
        lines.append(_("You stand in for %(name)s.") % {"name": instead_of.name})
    seat = slot.seat_of(instead_of.id if instead_of else user.pk) or 0
    if last := word_of_seat(slot, seat, earlier.get(slot.role, ())):
        signed = (last.carried_from or last).review.revision.number
        lines.append(
            _("What you signed in revision %(number)s changed. The page shows just what.")
            % {"number": signed}
        )
    if review.stage_due_on:
        lines.append(_("Your answer is due by %(day)s.") % {"day": said_day(review.stage_due_on)})
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
