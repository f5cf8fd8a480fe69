"""Why a signature was not taken: returned, not raised, since what was noted of the try is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Why(StrEnum):
    """What stood in the way."""

    STALE_REVISION = "stale_revision"
    CLOSED = "closed"
    TAKEN = "taken"
    NOT_YET = "not_yet"
    ALTERED = "altered"
    NONCE = "nonce"
    PASSWORD = "password"  # noqa: S105 - the name of a reason
    CODE = "code"
    PAUSED = "paused"
    FACTOR = "factor"
    SIGN_ON = "sign_on"
    APART = "apart"
    GONE = "gone"


WORDS = {
    Why.STALE_REVISION: _(
        "The revision that you read is no longer the one in review. Nothing was signed, and what"
        " you typed is kept. Read what changed, then decide again."
    ),
    Why.CLOSED: _(
        "This revision left review while you were reading. What you typed is kept below."
        " There is nothing to sign now."
    ),
    Why.TAKEN: _("Somebody has signed for this role already. There is nothing left to sign in it."),
    Why.NOT_YET: _(
        "It is not this role's turn yet: an earlier stage of the review has to be done first."
        " Nothing was signed, and what you typed is kept. You are told by mail when it is."
    ),
    Why.ALTERED: _(
        "The stored text of this revision is not the one that was frozen. Nothing was signed."
        " Tell whoever runs Countersign."
    ),
    Why.NONCE: _(
        "This page was open for too long, or was sent before. What you typed is kept: enter your"
        " password once more and sign."
    ),
    Why.FACTOR: _(
        "Your organisation asks for a second factor at each signature: a one-time code or a"
        " passkey, not the password alone. What you typed is kept."
    ),
    Why.SIGN_ON: _(
        "Your organisation signs you in by its own provider alone. Confirm with it below; if"
        " that is not offered, sign out and sign in by it once. What you typed is kept."
    ),
    Why.GONE: _(
        "Nobody asks for this any more: it was taken back, or the 24 hours are over. Nothing was"
        " opened."
    ),
    Why.PAUSED: _(
        "Signing is paused for 15 minutes after five wrong tries. What you typed is kept."
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One try to sign that was refused, and how many more wrong tries there may be."""

    why: Why
    tries_left: int = 0
    about: str = ""

    @property
    def words(self) -> str:
        """Say what is wrong, that the text is safe, and what to do."""
        if self.why is Why.APART:
            kept = _("Nothing was signed, and what you typed is kept.")
            return f"{self.about} {kept}"
        if self.why not in (Why.PASSWORD, Why.CODE):
            return str(WORDS[self.why])
        if self.why is Why.PASSWORD:
            what = _("The password is wrong.")
        else:
            what = _("The code is wrong or too old. Enter the newest one.")
        left = ngettext(
            "%(count)s try is left before signing pauses for 15 minutes.",
            "%(count)s tries are left before signing pauses for 15 minutes.",
            self.tries_left,
        ) % {"count": self.tries_left}
        return f"{what} {left}"

    @property
    def is_conflict(self) -> bool:
        """Something else happened meanwhile: the input itself is not at fault."""
        return self.why not in (Why.PASSWORD, Why.CODE, Why.PAUSED, Why.FACTOR, Why.SIGN_ON)
