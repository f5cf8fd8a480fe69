"""How the roles of many specs stand: a strip of marks for each row of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, JSONField, OuterRef, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from reviews.access import reviews_visible_to
from reviews.models import Condition, Decision, Outcome, SignOff
from specs.models import Revision, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User
    from reviews.models import Review

MOST = 50
# Of the frozen text only who signs is needed: the rest of it would be a megabyte for one list.
ROLES = KeyTransform("roles", KeyTransform("policy", Cast("revision__content", JSONField())))
DONE = ("approved", "conditions", "carried_over")


@dataclass(frozen=True)
class Slot:
    """One role in a strip of marks."""

    label: str
    state: str


@dataclass(frozen=True)
class Strip:
    """The last round of one spec."""

    spec_id: UUID
    slots: tuple[Slot, ...]

    @property
    def signed(self) -> int:
        """How many roles have approved."""
        return sum(1 for slot in self.slots if slot.state in DONE)


def load_strips(user: User, spec_ids: Iterable[UUID]) -> list[Strip]:
    """Return the strips of those specs that this person may know of, in two queries."""
    wanted = list(spec_ids)[:MOST]
    latest = Revision.objects.filter(spec=OuterRef("revision__spec")).order_by("-number")
    reviews = list(
        reviews_visible_to(user)
        .filter(revision__spec__in=wanted, revision=Subquery(latest.values("pk")[:1]))
        .annotate(roles=ROLES)
        .select_related("revision__spec")
        .defer("revision__content", "revision__section_hashes")
    )
    words = _last_words(review.revision.spec_id for review in reviews)
    return [_strip(review, words) for review in reviews]


def _last_words(spec_ids: Iterable[UUID]) -> dict[tuple[UUID, str], list[tuple[int, str]]]:
    """For each spec and role the reviews in which it decided, oldest first, and what it said."""
    unmet = Exists(Condition.objects.filter(sign_off=OuterRef("pk"), accepted_at=None))
    rows = (
        SignOff.objects.filter(review__revision__spec__in=list(spec_ids))
        .annotate(is_unmet=unmet)
        .order_by("review__revision__number", "turn")
        .values_list(
            "review__revision__spec",
            "role",
            "review",
            "decision",
            "carried_from",
            "is_unmet",
        )
    )
    found: dict[tuple[UUID, str], list[tuple[int, str]]] = {}
    for spec_id, role, review, decision, carried_from, is_unmet in rows:
        state = "carried_over" if carried_from else decision
        if decision == Decision.CONDITIONS and not carried_from:
            state = "conditions" if is_unmet else "approved"
        said = [word for word in found.get((spec_id, role), []) if word[0] != review]
        found[spec_id, role] = [*said, (review, state)]
    return found


def _strip(review: Review, words: dict[tuple[UUID, str], list[tuple[int, str]]]) -> Strip:
    spec = review.revision.spec
    roles = review.roles  # type: ignore[attr-defined] # annotated above
    is_over = spec.state == State.DRAFT and review.outcome != Outcome.BLOCKED
    if is_over:
        return Strip(spec.pk, ())
    slots = tuple(
        Slot(role["label"], _state(review.pk, words.get((spec.pk, role["role"]), [])))
        for role in roles
    )
    return Strip(spec.pk, slots)


def _state(review: int, said: list[tuple[int, str]]) -> str:
    now = next((state for pk, state in said if pk == review), Decision.WITHDRAWN.value)
    if now != Decision.WITHDRAWN:
        return now
    before = [state for pk, state in said if pk != review]
    return "lapsed" if before and before[-1] in DONE else "waiting"
