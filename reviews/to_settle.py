"""What a round left to somebody: conditions to accept as met, and specs that were sent back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery

from reviews.access import reviews_visible_to
from reviews.models import Condition, Decision, Outcome, SignOff, StandIn
from reviews.to_sign import MOST, open_reviews
from specs.models import Revision, State

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.models import Review
    from specs.models import Spec


@dataclass(frozen=True)
class SentBack:
    """A draft of somebody's that a role blocked, with the reason."""

    spec: Spec
    block: SignOff


def load_to_accept(user: User) -> list[Condition]:
    """Return the conditions that were met and that this person accepts, the first met first.

    Set by themselves, or by somebody for whom they stand in now.
    """
    places = list(StandIn.objects.current().filter(stand_in=user))
    away = {one.person_id for one in places}
    standing = SignOff.objects.standing().filter(
        Q(signer=user) | Q(instead_of=user) | Q(signer__in=away) | Q(instead_of__in=away),
        review__in=open_reviews(user),
    )
    met = Condition.objects.filter(
        sign_off__in=standing, met_at__isnull=False, accepted_at__isnull=True
    )
    rows = met.select_related("owner", "sign_off__review__revision__spec").order_by("met_at", "pk")
    return [row for row in rows[:MOST] if _is_theirs(row.sign_off, user, places)]


def _is_theirs(given: SignOff, user: User, places: list[StandIn]) -> bool:
    spec = given.review.revision.spec
    return user.pk in (given.signer_id, given.instead_of_id) or any(
        one.organisation_id == spec.organisation_id
        and one.review_id in (None, given.review_id)
        and one.covers(given.role)
        for one in places
    )


def load_sent_back(user: User) -> list[SentBack]:
    """Return this person's drafts whose last round ended with a block, the latest first."""
    latest = Revision.objects.filter(spec=OuterRef("revision__spec")).order_by("-number")
    ended = (
        reviews_visible_to(user)
        .filter(outcome=Outcome.BLOCKED, revision__spec__owner=user)
        .filter(revision__spec__state=State.DRAFT, revision=Subquery(latest.values("pk")[:1]))
        .select_related("revision__spec")
        .order_by("-pk")
    )
    rounds: dict[int, Review] = {review.pk: review for review in ended[:MOST]}
    blocks = SignOff.objects.standing().filter(review__in=rounds, decision=Decision.BLOCKED)
    found = {block.review_id: block for block in blocks.order_by("-pk")}
    return [
        SentBack(review.revision.spec, found[pk]) for pk, review in rounds.items() if pk in found
    ]
