"""A stage of the route opens: its roles are asked, and its deadline begins to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.actions import notify
from reviews.actions.asked import find_asked
from reviews.documents import said_before
from reviews.domain.policy import word_of_seat
from reviews.domain.progress import is_satisfied, open_stage
from reviews.domain.route import next_prompt
from reviews.models import Review
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from accounts.models import User
    from reviews.actions.asked import Asked
    from reviews.domain.policy import Policy, Slot
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
    earlier = said_before(review.revision.spec_id, before=review.revision.number)
    for one in find_asked(review, wanted):
        _ask_one(review, one, earlier)


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


def _ask_one(review: Review, one: Asked, earlier: Mapping[str, Sequence[SignOff]]) -> None:
    spec, number, slot = review.revision.spec, review.revision.number, one.slot
    named = {"title": spec.title, "number": number, "role": slot.label, "by": review.opened_by.name}
    lines = [
        _("%(by)s asks you to read revision %(number)s of “%(title)s” and to sign as %(role)s.")
        % named,
        *one.lines,
    ]
    seat = slot.seat_of(one.signer.id) or 0
    if last := word_of_seat(slot, seat, earlier.get(slot.role, ())):
        signed = (last.carried_from or last).review.revision.number
        lines.append(
            _("What you signed in revision %(number)s changed. The page shows just what.")
            % {"number": signed}
        )
    if review.stage_due_on:
        lines.append(_("Your answer is due by %(day)s.") % {"day": said_day(review.stage_due_on)})
    notify(
        to=one.user,
        kind="to_sign",
        subject=_("To sign as %(role)s: “%(title)s”, revision %(number)s") % named,
        lines=lines,
        url=one.sign_url(review),
        key=f"to_sign:{review.pk}:{one.key}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )
