"""What the checks say of the signatures before a revision is approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reviews.domain.policy import Word
from specs.domain.checks import run
from specs.domain.checks.check import SIGN_OFF, Finding, Severity
from specs.domain.document import Document, Purpose
from specs.domain.signing import SEVERAL

if TYPE_CHECKING:
    from reviews.domain.frozen import Frozen
    from reviews.domain.policy import Slot
    from specs.domain.attribute import Json

# What a check calls each decision; a withdrawn one is no decision.
DECISIONS = {
    Word.APPROVED: "approved",
    Word.CONDITIONS: "approved_with_conditions",
    Word.BLOCKED: "blocked",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """The last word of a role, as the checks ask for it."""

    role: str
    person: str
    decision: str
    revision: int
    is_carried_over: bool = False
    has_open_conditions: bool = False
    are_others_missing: bool = False  # more people of the role have to approve

    def as_json(self) -> dict[str, Json]:
        return {
            "role": self.role,
            "person": self.person,
            "decision": DECISIONS[Word(self.decision)],
            "revision": self.revision,
            "carried_over": self.is_carried_over,
            "conditions_open": self.has_open_conditions,
            "others_missing": self.are_others_missing,
        }


def signature_blockers(
    text: Frozen, signatures: Iterable[Signature], opened: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Return what about the signatures stands in the way of approval.

    Roles that were opened by break-glass are not waited for.

    The text itself was judged when it was frozen, on that day and by the rules of then, and had
    no blocker: that is what its signers read. So only what concerns signatures is asked anew.
    """
    document = Document(
        text.template,
        text.answers,
        on=date.fromisoformat(text.frozen_at[:10]),
        revision=text.number,
        purpose=Purpose.APPROVE,
        signers={slot.role: who_signs(slot) for slot in text.policy.slots},
        signoffs=(
            *(signature.as_json() for signature in signatures),
            *({"role": role, "decision": Word.OPENED.value} for role in opened),
        ),
    )
    return tuple(
        finding
        for finding in run(document)
        if finding.key == SIGN_OFF and finding.severity is Severity.BLOCKER
    )


def who_signs(slot: Slot) -> str:
    """Return the id of who signs for a role, as checks are told of it."""
    if len(slot.signers) > 1:
        return SEVERAL
    return slot.signers[0].id if slot.signers else ""
