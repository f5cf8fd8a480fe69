"""How each role of a review stands: the sign-off matrix, its marks, what is next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviews.documents import (
    as_last_word,
    as_signature,
    frozen,
    last_sign_offs,
    signed_revision,
)
from reviews.domain.approving import signature_blockers
from reviews.domain.policy import AUTHOR_ROLE, changed_sections
from reviews.domain.words import listed
from reviews.models import Condition, Decision, Outcome, SignOff

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from reviews.domain.policy import Slot
    from reviews.models import Review
    from specs.domain.checks.check import Finding


@dataclass(frozen=True)
class Standing:
    """One role in one round: what it decided, or who is asked."""

    slot: Slot
    state: str
    sign_off: SignOff | None
    last: SignOff | None
    conditions: tuple[Condition, ...] = ()
    is_mine: bool = False
    may_sign: bool = False

    @property
    def label(self) -> str:
        """What the strip of marks calls it."""
        return self.slot.label

    @property
    def who(self) -> str:
        """Who decided, or who may."""
        if self.sign_off:
            return self.sign_off.printed_name
        return listed(signer.name for signer in self.slot.signers) or "nobody"

    @property
    def signed_revision(self) -> int | None:
        """The revision that was really signed, for a sign-off that was carried over."""
        return signed_revision(self.sign_off).number if self.sign_off else None

    @property
    def last_revision(self) -> int | None:
        """The revision that this role signed before."""
        return signed_revision(self.last).number if self.last else None


@dataclass(frozen=True)
class Matrix:
    """All roles of one round."""

    review: Review
    rows: tuple[Standing, ...]

    @property
    def signed(self) -> int:
        """How many roles have approved."""
        return sum(1 for row in self.rows if row.sign_off and row.state != "blocked")

    @property
    def progress(self) -> str:
        """For the tab: "4 of 7"."""
        return f"{self.signed} of {len(self.rows)}"

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of a standing sign-off."""
        return tuple(condition for row in self.rows for condition in row.conditions)

    @property
    def blocks(self) -> tuple[SignOff, ...]:
        """Who blocked, and why."""
        return tuple(
            row.sign_off
            for row in self.rows
            if row.sign_off and row.sign_off.decision == Decision.BLOCKED
        )

    @property
    def mine_to_sign(self) -> Standing | None:
        """The first role that this person signs next."""
        return next((row for row in self.rows if row.may_sign), None)


def load_matrix(review: Review, user: User, *, may_write: bool) -> Matrix:
    """Return how every role stands, in three queries.

    ``may_write`` says whether this person is still somebody who signs at all.
    """
    revision = review.revision
    decisions = SignOff.objects.filter(review=review).select_related(
        "review__revision", "carried_from__review__revision", "signer"
    )
    latest: dict[str, SignOff] = {}
    for sign_off in decisions.order_by("turn"):
        latest[sign_off.role] = sign_off
    standing = {role: s for role, s in latest.items() if s.decision != Decision.WITHDRAWN}
    earlier = last_sign_offs(revision.spec_id, before=revision.number)
    conditions = _by_sign_off(
        Condition.objects.filter(sign_off__in=standing.values()).select_related(
            "owner", "accepted_by"
        )
    )
    author = revision.spec.owner_id == user.pk
    rows: list[Standing] = []
    for slot in frozen(revision).policy.slots:
        given, last = standing.get(slot.role), earlier.get(slot.role)
        own = conditions.get(given.pk, ()) if given else ()
        asked = slot.signer(user.pk) is not None and may_write
        free = given is None and review.outcome == Outcome.OPEN
        rows.append(
            Standing(
                slot=slot,
                state=_state(given, last, own),
                sign_off=given,
                last=last,
                conditions=own,
                is_mine=given is not None and given.signer_id == user.pk,
                may_sign=asked and free and (not author or slot.role == AUTHOR_ROLE),
            )
        )
    return Matrix(review=review, rows=tuple(rows))


def find_blockers(matrix: Matrix) -> tuple[Finding, ...]:
    """Return what about the signatures stands in the way of approving an open round.

    A role that has not decided counts by what it approved before, where the text changed since.
    """
    text = frozen(matrix.review.revision)
    signatures = []
    for row in matrix.rows:
        if row.sign_off:
            waiting = sum(condition.accepted_at is None for condition in row.conditions)
            signatures.append(as_signature(row.sign_off, open_conditions=waiting))
        elif row.last and row.state == "lapsed":
            word = as_last_word(row.last, text.template)
            if changed_sections(word, row.slot, text.section_hashes):
                signatures.append(
                    replace(as_signature(row.last, open_conditions=0), is_carried_over=False)
                )
    return signature_blockers(text, signatures)


def _state(
    sign_off: SignOff | None, last: SignOff | None, conditions: tuple[Condition, ...]
) -> str:
    """Return the mark of a role."""
    if sign_off is None:
        approved = last and last.decision in (Decision.APPROVED, Decision.CONDITIONS)
        return "lapsed" if approved else "waiting"
    if sign_off.decision == Decision.BLOCKED:
        return "blocked"
    if any(condition.accepted_at is None for condition in conditions):
        return "conditions"
    return "carried_over" if sign_off.carried_from_id else "approved"


def _by_sign_off(conditions: Iterable[Condition]) -> dict[int, tuple[Condition, ...]]:
    found: dict[int, tuple[Condition, ...]] = {}
    for condition in conditions:
        found[condition.sign_off_id] = (*found.get(condition.sign_off_id, ()), condition)
    return found
