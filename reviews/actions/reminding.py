"""What the calendar does to a review: reminders before a stage's deadline, escalation after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import possible_signers
from accounts.actions import notify
from accounts.models import Level
from reviews.actions.asked import find_asked
from reviews.actions.moving_on import said_day
from reviews.documents import frozen, load_votes
from reviews.domain.progress import is_satisfied, is_waited_for, opened
from reviews.domain.route import next_prompt, prompts
from reviews.domain.words import listed
from reviews.models import Outcome, Review, SignOff
from specs.actions.days import today
from specs.models import Spec
from trail.actions import append
from trail.domain.event import SYSTEM, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from reviews.actions.asked import Asked
    from reviews.domain.policy import Policy
    from reviews.domain.progress import Vote
    from reviews.domain.route import Stage

MANAGERS = (Level.OWNER, Level.ADMIN)


def prompt_reviews(*, on: date | None = None) -> int:
    """Remind and escalate in every open review whose day for it has come; returns in how many.

    The day is the database's, unless another one is given.
    """
    day = on or today()
    due = Review.objects.filter(outcome=Outcome.OPEN, prompt_on__lte=day).order_by("prompt_on")
    found = list(due.values_list("pk", "revision__spec"))
    return sum(_prompt(pk, spec_id, day) for pk, spec_id in found)


@transaction.atomic
def _prompt(review_id: int, spec_id: UUID, day: date) -> bool:
    """Do what is due in one review, once: whoever comes second finds the next day written.

    Days that went by while nothing ran are not made up for: the last of them counts.
    """
    Spec.objects.lock(spec_id)
    review = Review.objects.select_related("revision__spec__owner", "revision__template").get(
        pk=review_id
    )
    began, due_on = review.prompt_on, review.stage_due_on
    if review.outcome != Outcome.OPEN or began is None or due_on is None or began > day:
        return False
    policy = frozen(review.revision).policy
    stage = policy.stage(review.stage)
    votes = load_votes(list(SignOff.objects.standing().filter(review=review))) + opened(
        review.opened_roles
    )
    days_before = [days for when, days in prompts(stage, due_on) if began <= when <= day]
    review.prompt_on = next_prompt(stage, due_on, after=day)
    review.save(update_fields=["prompt_on"])
    if not days_before:
        return False
    if days_before[-1] is None:
        _escalate(review, policy, stage, votes)
    else:
        _remind(review, policy, votes, days_before[-1])
    return True


def _remind(review: Review, policy: Policy, votes: Sequence[Vote], days: int) -> None:
    """Write to everybody for whom the review waits, and to who stands in for them."""
    wanted = [
        (slot, signer)
        for slot in policy.slots
        for signer in slot.signers
        if is_waited_for(slot, signer.id, votes, open_stage=review.stage)
    ]
    for one in find_asked(review, wanted):
        _remind_one(review, one, days)


def _remind_one(review: Review, one: Asked, days: int) -> None:
    spec, number, due_on = review.revision.spec, review.revision.number, review.stage_due_on
    slot = one.slot
    named = {"title": spec.title, "number": number, "role": slot.label}
    day = said_day(due_on) if due_on else ""
    notify(
        to=one.user,
        kind="sign_soon",
        subject=_("Due soon as %(role)s: “%(title)s”, revision %(number)s") % named,
        lines=[
            _("Your decision as %(role)s on revision %(number)s of “%(title)s” is due by %(day)s.")
            % {**named, "day": day},
            *one.lines,
        ],
        url=one.sign_url(review),
        key=f"sign_soon:{review.pk}:{review.stage}:{due_on}:{days}:{one.key}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )
    append(
        chain=spec.chain,
        kind=Kind.REVIEW_REMINDED,
        by=SYSTEM,
        object=f"revision {number}",
        facts={
            "revision": number,
            "role": slot.role,
            "role_label": slot.label,
            "person": one.user.name,
            **({"instead_of": one.signer.name} if one.is_stand_in else {}),
            "due_on": due_on.isoformat() if due_on else "",
        },
    )


def _escalate(review: Review, policy: Policy, stage: Stage, votes: Sequence[Vote]) -> None:
    """Tell the owner, and whom the route names, that the stage is overdue."""
    spec, number, due_on = review.revision.spec, review.revision.number, review.stage_due_on
    missing = [
        slot
        for slot in policy.slots
        if slot.stage <= review.stage and not is_satisfied(slot, votes)
    ]
    told = _told(review, stage)
    named = {"title": spec.title, "number": number, "stage": stage.title}
    day = said_day(due_on) if due_on else ""
    waits = listed(slot.label for slot in missing) or _("conditions that are open")
    for user in told:
        notify(
            to=user,
            kind="overdue",
            subject=_("Overdue: “%(title)s”, revision %(number)s, %(stage)s") % named,
            lines=[
                _("Decisions on revision %(number)s of “%(title)s” were due by %(day)s.")
                % {**named, "day": day},
                _("It waits for: %(waits)s.") % {"waits": waits},
            ],
            url=reverse("reviews:review", args=[spec.pk]),
            key=f"overdue:{review.pk}:{stage.number}:{due_on}:{user.pk}",
            chain=spec.chain,
            organisation=spec.organisation_id,
        )
    append(
        chain=spec.chain,
        kind=Kind.REVIEW_ESCALATED,
        by=SYSTEM,
        object=f"revision {number}",
        facts={
            "revision": number,
            "stage": stage.number,
            "stage_title": stage.title,
            "person": listed(user.name for user in told),
            "waits_for": [slot.role for slot in missing],
            "due_on": due_on.isoformat() if due_on else "",
        },
    )


def _told(review: Review, stage: Stage) -> list[User]:
    """Return who is told of a stage that is overdue: the owner first, then those of the route."""
    spec = review.revision.spec
    here = possible_signers(spec.organisation)
    named = here.filter(pk__in=[person.id for person in stage.escalate_to])
    found = {spec.owner_id: spec.owner} if spec.owner.is_active else {}
    found |= {user.pk: user for user in named}
    if stage.escalate_to_managers:
        managers = here.filter(
            memberships__organisation=spec.organisation, memberships__level__in=MANAGERS
        )
        found |= {user.pk: user for user in managers.order_by("pk")}
    return list(found.values())
