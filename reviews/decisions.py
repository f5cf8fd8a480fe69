"""What a signer hands over: the decision, the text they had before their eyes, the proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.domain.statement import ConditionText
from specs.domain.values import show_day

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from accounts.single_sign_on.proof import Confirmed
    from reviews.domain.route import Stage


@dataclass(frozen=True, slots=True)
class Wish:
    """A condition that a signer sets, and the stage that it holds up; none means approval."""

    text: str
    owner: User
    due_on: date
    holds: Stage | None = None

    def said(self) -> ConditionText:
        """Return it as the statement says it."""
        holds = self.holds.title if self.holds else ""
        return ConditionText(self.text, self.owner.name, show_day(self.due_on.isoformat()), holds)

    @property
    def stage(self) -> int | None:
        """The number of the stage that it holds up."""
        return self.holds.number if self.holds else None


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision, and the hash of the text that it is about."""

    content_hash: str
    nonce: UUID
    decision: str
    block_answer: str = ""
    reason: str = ""
    sections: tuple[str, ...] = ()
    conditions: tuple[Wish, ...] = ()
    person: str = ""  # in whose place, by id, where the signer stands in for several


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that it is really them.

    ``passkey_at`` is when a passkey was shown, ``confirmed`` a fresh sign-in at the provider.
    """

    password: str = ""
    code: str = ""
    passkey_at: datetime | None = None
    confirmed: Confirmed | None = None
