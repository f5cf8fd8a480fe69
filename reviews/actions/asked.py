"""To whom a question to a signer goes: to them, and to who may sign in their place today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from reviews import access
from reviews.documents import frozen
from reviews.models import SignOff, StandIn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reviews.domain.policy import Signer, Slot
    from reviews.models import Review


@dataclass(frozen=True, slots=True)
class Asked:
    """One person who is written to about one seat of a role; ``signer`` is whose seat it is."""

    slot: Slot
    signer: Signer
    user: User

    @property
    def is_stand_in(self) -> bool:
        """Written to because the signer is away."""
        return self.signer.id != str(self.user.pk)

    @property
    def key(self) -> str:
        """What tells this mail from those about other seats."""
        away = f":{self.signer.id}" if self.is_stand_in else ""
        return f"{self.slot.role}:{self.user.pk}{away}"

    @property
    def lines(self) -> list[str]:
        """What the mail adds for who stands in."""
        if not self.is_stand_in:
            return []
        return [_("You stand in for %(name)s.") % {"name": self.signer.name}]

    def sign_url(self, review: Review) -> str:
        """Where this seat is signed."""
        url = reverse("reviews:sign", args=[review.revision.spec_id, self.slot.role])
        return f"{url}?for={self.signer.id}" if self.is_stand_in else url


def find_asked(review: Review, wanted: Sequence[tuple[Slot, Signer]]) -> list[Asked]:
    """Return to whom a mail about these seats goes, those who stand in last.

    Who stands in for several people on one seat is asked once. Who may not sign, because they
    wrote or own the spec or signed in another role, is not asked.
    """
    people = load_people(signer for _slot, signer in wanted)
    asked = [
        Asked(slot, signer, people[signer.id]) for slot, signer in wanted if signer.id in people
    ]
    away = StandIn.objects.current().for_spec(review.revision.spec)
    found = away.filter(person__in=[signer.id for _slot, signer in wanted])
    known: set[tuple[int, str, int | None]] = set()
    signed = _signed(review)
    for one in found.select_related("stand_in").order_by("starts_at", "pk"):
        for slot, signer in wanted:
            line = (one.stand_in_id, slot.role, slot.seat_of(signer.id))
            if signer.id != str(one.person_id) or not one.covers(slot.role) or line in known:
                continue
            if _may(review, slot, signer, one.stand_in, signed):
                known.add(line)
                asked.append(Asked(slot, signer, one.stand_in))
    return asked


def _may(
    review: Review, slot: Slot, signer: Signer, user: User, signed: dict[int, dict[str, str]]
) -> bool:
    policy = frozen(review.revision).policy
    if policy.apart(slot.role, user.pk, signed.get(user.pk, {})):
        return False
    return signer in access.seats_open_to(user, review.revision.spec, slot)


def _signed(review: Review) -> dict[int, dict[str, str]]:
    """Return the roles in which each person has signed in this round, with their labels."""
    rows = SignOff.objects.standing().filter(review=review)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for user, role, label in rows.values_list("signer", "role", "printed_role"):
        found[user][role] = label
    return found


def load_people(signers: Iterable[Signer]) -> dict[str, User]:
    """Return the accounts of signers that are still in use, by id."""
    ids = {signer.id for signer in signers}
    return {str(user.pk): user for user in User.objects.filter(pk__in=ids, is_active=True)}
