"""Open amendments that wait for one person: for a position, or for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.access import amendments_visible_to
from reviews.amendments import Dossier
from reviews.models import AmendmentState
from specs.access import MANAGERS, WRITERS, levels_of
from specs.models import State

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.models import Amendment

MOST = 50


@dataclass(frozen=True)
class ToPosition:
    """An amendment, and the roles in which this person has not spoken; none where they decide."""

    amendment: Amendment
    labels: tuple[str, ...]
    what: str
    is_loosened: bool


def load_to_position(user: User) -> list[ToPosition]:
    """Return what waits for this person, the most urgent first, in four queries."""
    levels = levels_of(user)
    writes = [key for key, level in levels.items() if level in WRITERS]
    found = (
        amendments_visible_to(user)
        .filter(
            state=AmendmentState.OPEN, spec__state=State.APPROVED, spec__organisation__in=writes
        )
        .select_related("base__template", "spec", "asked_by")
        .prefetch_related("changes", "positions")
        .order_by("due_on", "proposed_at")[:MOST]
    )
    waiting = []
    for amendment in found:
        dossier = Dossier(amendment)
        labels = tuple(slot.label for slot in dossier.missing if slot.signer(user.pk))
        is_owner = amendment.spec.owner_id == user.pk
        runs = levels.get(amendment.spec.organisation_id) in MANAGERS
        decides = is_owner or (runs and amendment.asked_by_id == user.pk)
        if labels or (decides and not dossier.missing):
            is_loosened = bool(dossier.loosened)
            waiting.append(ToPosition(amendment, labels, dossier.said, is_loosened))
    return waiting
