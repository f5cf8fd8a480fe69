"""How a round ends: approved exactly once, blocked, or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import notify
from reviews import access
from reviews.actions.gates import wind_clock
from reviews.actions.moving_on import move_on
from reviews.actions.waiting import keep_waiting
from reviews.documents import as_signature, frozen, latest_review, load_votes
from reviews.domain.approving import signature_blockers
from reviews.domain.progress import Verdict, opened, outcome
from reviews.domain.words import listed
from reviews.models import Outcome, Review, SignOff
from specs import actions as spec_actions
from specs.actions.freezing import Reason
from specs.models import Spec, Thread
from trail.domain.event import Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def settle(review: Review, by: User) -> Verdict:
    """Draw the conclusion from what stands; the caller holds the spec's lock.

    A round that has ended stays ended: the update finds an open one or nothing.
    """
    rows = list(SignOff.objects.standing().filter(review=review).order_by("signed_at", "pk"))
    text, votes = frozen(review.revision), load_votes(rows) + opened(review.opened_roles)
    verdict = outcome(text.policy, votes)
    if verdict is not Verdict.BLOCKED and review.outcome == Outcome.OPEN:
        move_on(review, text.policy, votes, by)
    keep_waiting(review)
    if verdict is Verdict.APPROVED and signature_blockers(
        text, [as_signature(row, open_conditions=0) for row in rows], review.opened_roles
    ):
        return Verdict.OPEN  # the review page says what the checks object to
    if verdict is Verdict.APPROVED and holding_comments(review.revision.spec).exists():
        return Verdict.OPEN  # and which comments wait for what becomes of them
    if verdict is Verdict.APPROVED and _end(review, Outcome.APPROVED):
        without = _without(review)
        spec_actions.approve(spec=review.revision.spec, by=by, without=without)
        wind_clock(review.revision.spec)
        _tell_owner(review, _("“%(title)s”, revision %(number)s, is approved"), _approved(without))
    elif verdict is Verdict.BLOCKED and _end(review, Outcome.BLOCKED):
        blocks = [row for row in rows if row.decision == "blocked"]
        block = blocks[0]
        why = f"{block.printed_role}: {block.reason}"
        spec_actions.return_to_draft(
            spec=review.revision.spec,
            by=by,
            why=why,
            kind=Kind.REVIEW_RETURNED,
            reasons=[_reason(row, review.revision.number) for row in blocks],
        )
        lines = (
            _("%(name)s, who signs as %(role)s, blocked it:")
            % {"name": block.names, "role": block.printed_role},
            block.reason,
            _("The spec is a draft again. The reasons stand beside the sections."),
        )
        _tell_owner(review, _("“%(title)s”, revision %(number)s, was blocked"), lines)
    return verdict


def holding_comments(spec: Spec) -> QuerySet[Thread]:
    """Return the comments of reviews that hold an approval: nobody said what becomes of them."""
    return Thread.objects.filter(spec=spec).without_disposition()


def _reason(row: SignOff, number: int) -> Reason:
    return Reason(row.names, row.printed_role, number, row.reason, row.reason_sections)


@transaction.atomic
def withdraw_review(*, spec: Spec, by: User, why: str) -> Review:
    """Take the revision out of review; the sign-offs given so far stay on record."""
    spec = Spec.objects.lock(spec.pk)
    review = latest_review(spec.pk)
    if review is None or not access.can_withdraw(by, spec):
        raise PermissionDenied
    if not _end(review, Outcome.WITHDRAWN, why):
        raise PermissionDenied
    spec_actions.return_to_draft(spec=spec, by=by, why=why)
    return review


def _end(review: Review, how: Outcome, why: str = "") -> bool:
    ended = Review.objects.filter(pk=review.pk, outcome=Outcome.OPEN).update(
        outcome=how, closed_at=timezone.now(), closed_reason=why
    )
    review.refresh_from_db(fields=["outcome", "closed_at", "closed_reason"])
    keep_waiting(review)
    return ended == 1


def _without(review: Review) -> list[str]:
    """Return the labels of the roles that were opened by break-glass and signed nothing."""
    signed = set(SignOff.objects.standing().filter(review=review).values_list("role", flat=True))
    policy = frozen(review.revision).policy
    missing = [policy.slot(role) for role in review.opened_roles if role not in signed]
    return [slot.label for slot in missing if slot]


def _approved(without: list[str]) -> tuple[str, ...]:
    if without:
        words = _("It passed without %(roles)s, by break-glass; every other role approved it.")
        first = words % {"roles": listed(without)}
    else:
        first = _("Every role that signs has approved it, and no condition is open.")
    return (
        first,
        _("It can be exported as an audit PDF now."),
    )


def _tell_owner(review: Review, subject: str, lines: tuple[str, ...]) -> None:
    spec = review.revision.spec
    named = {"title": spec.title, "number": review.revision.number}
    notify(
        to=spec.owner,
        kind="review_ended",
        subject=subject % named,
        lines=lines,
        url=reverse("reviews:review", args=[spec.pk]),
        key=f"review_ended:{review.pk}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )
