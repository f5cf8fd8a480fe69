"""What waits for a person's signature, over all specs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from reviews.access import reviews_visible_to
from reviews.documents import frozen, signed_revision
from reviews.domain.changes import compare, names_of
from reviews.domain.policy import APPROVALS, AUTHOR_ROLE, word_of_seat
from reviews.domain.progress import Vote, is_satisfied, is_waited_for, opened, state_of_role
from reviews.models import Condition, Decision, Outcome, Review, SignOff, StandIn
from specs.models import Revision, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from accounts.models import User
    from reviews.domain.policy import Slot

MOST = 100


@dataclass(frozen=True)
class Mark:
    """One role in a strip of marks."""

    label: str
    state: str


@dataclass(frozen=True)
class Waiting:
    """One signature that is asked for, or one review that waits for others."""

    review: Review
    marks: tuple[Mark, ...]
    left: int
    slot: Slot | None = None
    why: str = ""
    place: StandIn | None = None
    others: tuple[StandIn, ...] = ()  # in whose place the same seat may be signed as well

    @property
    def is_over(self) -> bool:
        """The day by which an answer was wanted has come or passed."""
        due_on = self.review.stage_due_on
        return due_on is not None and due_on <= timezone.localdate()


def load_to_sign(user: User) -> list[Waiting]:
    """Return the roles in which this person is asked, oldest first, in five queries.

    Asked by name, or in the place of somebody who is away.
    """
    found = open_reviews(user).filter(
        revision__spec__organisation__memberships__user=user,
        revision__spec__organisation__memberships__level__in=("owner", "admin", "member"),
    )
    standing_in = StandIn.objects.current().filter(stand_in=user).select_related("person")
    places = list(standing_in.order_by("starts_at", "pk"))
    mine = _signed_by(user)
    rows: list[Waiting] = []
    for review, marks, votes, earlier in _with_marks(found):
        author = review.revision.spec.owner_id == user.pk
        for slot in frozen(review.revision).policy.slots:
            if author and slot.role != AUTHOR_ROLE:
                continue
            signed = {role: role for role in mine.get(review.pk, ())}
            if frozen(review.revision).policy.apart(slot.role, user.pk, signed):
                continue
            for seat, away in _seats(user, places, review, slot).items():
                named = away[0].person_id if away else user.pk
                if is_waited_for(slot, named, votes, open_stage=review.stage):
                    last = word_of_seat(slot, seat, earlier.get(slot.role, ()))
                    why, first = _why(review, slot, last), away[0] if away else None
                    left = _left(review, votes)
                    rows.append(Waiting(review, marks, left, slot, why, first, away[1:]))
    return rows


def _seats(
    user: User, places: Iterable[StandIn], review: Review, slot: Slot
) -> dict[int, tuple[StandIn, ...]]:
    """Return the seats of a role on which a person signs, with those who are away on each.

    Whoever is named signs on their own seat alone.
    """
    own = slot.seat_of(user.pk)
    if own is not None:
        return {own: ()}
    found: dict[int, tuple[StandIn, ...]] = {}
    for one in _places(places, review, slot):
        seat = slot.seat_of(one.person_id) or 0
        found[seat] = (*found.get(seat, ()), one)
    return found


def _signed_by(user: User) -> dict[int, list[str]]:
    """Return the roles in which this person has signed, for each open round."""
    given = SignOff.objects.standing().filter(signer=user, review__outcome=Outcome.OPEN)
    found: dict[int, list[str]] = {}
    for review, role in given.values_list("review", "role"):
        found.setdefault(review, []).append(role)
    return found


def _left(review: Review, votes: Sequence[Vote]) -> int:
    slots = frozen(review.revision).policy.slots
    return sum(not is_satisfied(slot, votes) for slot in slots)


def _places(places: Iterable[StandIn], review: Review, slot: Slot) -> tuple[StandIn, ...]:
    """Return by which appointments a role of this round may be signed for somebody else."""
    return tuple(
        one
        for one in places
        if one.organisation_id == review.revision.spec.organisation_id
        and one.review_id in (None, review.pk)
        and one.covers(slot.role)
        and slot.signer(one.person_id)
    )


def load_waiting_for_others(user: User) -> list[Waiting]:
    """Return the reviews of this person's specs that wait for somebody."""
    found = open_reviews(user).filter(revision__spec__owner=user)
    return [
        Waiting(review, marks, _left(review, votes))
        for review, marks, votes, _earlier in _with_marks(found)
    ]


def load_owed(user: User) -> list[Condition]:
    """Return the conditions that this person has to meet in open reviews, the most urgent first."""
    standing = SignOff.objects.standing().filter(review__in=open_reviews(user))
    owed = Condition.objects.filter(sign_off__in=standing, owner=user, met_at=None)
    return list(owed.select_related("sign_off__review__revision__spec").order_by("due_on", "pk"))


def load_carried(user: User) -> list[SignOff]:
    """Return this person's sign-offs that were carried over into open reviews."""
    carried = SignOff.objects.standing().filter(
        signer=user, carried_from__isnull=False, review__in=open_reviews(user)
    )
    rows = carried.select_related("review__revision__spec", "carried_from__review__revision")
    return list(rows.order_by("-pk")[:MOST])


def open_reviews(user: User) -> QuerySet[Review]:
    """Return the rounds under way that this person sees, the oldest first."""
    latest = Revision.objects.filter(spec=OuterRef("revision__spec")).order_by("-number")
    return (
        reviews_visible_to(user)
        .filter(outcome=Outcome.OPEN, revision__spec__state=State.IN_REVIEW)
        .filter(revision=Subquery(latest.values("pk")[:1]))
        .select_related("revision__spec", "revision__template")
        .order_by("opened_at", "pk")
    )


def _with_marks(
    found: Iterable[Review],
) -> Iterable[tuple[Review, tuple[Mark, ...], list[Vote], dict[str, list[SignOff]]]]:
    """Yield each review with its strip, the standing decisions, and the earlier ones by role."""
    reviews = list(found)[:MOST]
    specs = [review.revision.spec_id for review in reviews]
    everything = (
        SignOff.objects.filter(review__revision__spec__in=specs)
        .select_related("review__revision__template", "carried_from__review__revision__template")
        .order_by("review__revision__number", "pk")
    )
    own: dict[int, dict[tuple[str, int], SignOff]] = {}
    former: dict[object, dict[str, list[SignOff]]] = {}
    current = {review.pk for review in reviews}
    for sign_off in everything:
        if sign_off.review_id in current:
            own.setdefault(sign_off.review_id, {})[sign_off.role, sign_off.seat] = sign_off
        else:
            said = former.setdefault(sign_off.review.revision.spec_id, {})
            said.setdefault(sign_off.role, []).append(sign_off)
    for review in reviews:
        last = own.get(review.pk, {})
        decided = {line: s for line, s in last.items() if s.decision != Decision.WITHDRAWN}
        earlier = former.get(review.revision.spec_id, {})
        votes = [Vote(s.role, s.decision, s.seat) for s in decided.values()]
        votes += opened(review.opened_roles)
        marks = tuple(
            Mark(slot.label, _state_of_role(slot, decided, earlier, votes))
            for slot in frozen(review.revision).policy.slots
        )
        yield review, marks, votes, earlier


def _state_of_role(
    slot: Slot,
    decided: Mapping[tuple[str, int], SignOff],
    earlier: Mapping[str, Sequence[SignOff]],
    votes: Sequence[Vote],
) -> str:
    states = [
        _state(decided.get((slot.role, seat)), word_of_seat(slot, seat, earlier.get(slot.role, ())))
        for seat in slot.seats
    ]
    return state_of_role(states, enough=is_satisfied(slot, votes))


def _state(sign_off: SignOff | None, last: SignOff | None) -> str:
    if sign_off is None:
        return "lapsed" if last and last.decision in APPROVALS else "waiting"
    if sign_off.carried_from_id:
        return "carried_over"
    return sign_off.decision


def _why(review: Review, slot: Slot, last: SignOff | None) -> str:
    """Say why this person is asked: for the first time, or since something changed."""
    if last is None:
        number = len(slot.sections)
        pages = "1 section concerns you" if number == 1 else f"{number} sections concern you"
        return f"first time you sign. {pages}."
    changes = compare(frozen(signed_revision(last)), frozen(review.revision), slot.sections)
    if not changes:
        return "nothing changed in your sections since the last decision."
    return f"changed since the last decision: {names_of(changes)}."
