"""How the roles of many specs stand: a strip of marks for each row of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Exists, JSONField, OuterRef, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from reviews.access import reviews_visible_to
from reviews.domain.policy import Word
from reviews.domain.progress import DONE, state_of_role
from reviews.domain.route import needed, read_quorum
from reviews.models import Condition, Decision, Outcome, SignOff
from specs.models import Revision, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from accounts.models import User
    from reviews.models import Review

MOST = 50
# Of the frozen text only who signs is needed: the rest of it would be a megabyte for one list.
ROLES = KeyTransform("roles", KeyTransform("policy", Cast("revision__content", JSONField())))
# For each spec and role: by review and seat, what was said last.
Words: TypeAlias = "dict[tuple[UUID, str], dict[tuple[int, int], str]]"


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


def _last_words(spec_ids: Iterable[UUID]) -> Words:
    """For each spec and role what was said last in each seat of each review, oldest first."""
    unmet = Exists(Condition.objects.filter(sign_off=OuterRef("pk"), accepted_at=None))
    rows = (
        SignOff.objects.filter(review__revision__spec__in=list(spec_ids))
        .annotate(is_unmet=unmet)
        .order_by("review__revision__number", "pk")
        .values_list(
            "review__revision__spec",
            "role",
            "seat",
            "review",
            "decision",
            "carried_from",
            "is_unmet",
        )
    )
    found: Words = {}
    for spec_id, role, seat, review, decision, carried_from, is_unmet in rows:
        state = "carried_over" if carried_from else decision
        if decision == Decision.CONDITIONS and not carried_from:
            state = "conditions" if is_unmet else "approved"
        said = found.setdefault((spec_id, role), {})
        said.pop((review, seat), None)  # what is said last comes last
        said[review, seat] = state
    return found


def _strip(review: Review, words: Words) -> Strip:
    spec = review.revision.spec
    roles = review.roles  # type: ignore[attr-defined] # annotated above
    is_over = spec.state == State.DRAFT and review.outcome != Outcome.BLOCKED
    if is_over:
        return Strip(spec.pk, ())
    slots = tuple(
        Slot(role["label"], _state(review, role, words.get((spec.pk, role["role"]), {})))
        for role in roles
    )
    return Strip(spec.pk, slots)


def _state(review: Review, role: Mapping[str, Any], said: Mapping[tuple[int, int], str]) -> str:
    now = [state for (pk, _seat), state in said.items() if pk == review.pk]
    given = [state for state in now if state != Decision.WITHDRAWN]
    before = [state for (pk, _seat), state in said.items() if pk != review.pk]
    if not given and role["role"] in review.opened_roles:
        return Word.OPENED.value
    if not given and before and before[-1] in DONE:
        return "lapsed"
    quorum = read_quorum(role.get("quorum"))
    approvals = sum(state in DONE for state in given)
    enough = approvals >= needed(quorum, len(role.get("signers") or ()))
    return state_of_role(given, enough=enough and approvals > 0)
