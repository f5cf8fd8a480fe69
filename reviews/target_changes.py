"""What an accepted amendment writes into the spec's own record of target changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from reviews.domain.amending import RECORD
from reviews.domain.renegotiation import effect_words
from reviews.domain.words import listed
from reviews.models import Stance
from specs.domain.signing import TARGETS
from specs.domain.thresholds import figure_of

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.amendments import Dossier, Entry
    from specs.domain.attribute import Json

LONGEST = 300


def record_rows(dossier: Dossier, by: User) -> dict[str, list[dict[str, Json]]]:
    """Return the rows that the record of target changes gets, by its key."""
    if RECORD not in dossier.base.template.attributes:
        return {}
    targets = [e for e in dossier.differing if e.row.key in TARGETS and not e.row.item]
    rows = [_row(dossier, entry, by) for entry in targets]
    return {RECORD: rows} if rows else {}


def _row(dossier: Dossier, entry: Entry, by: User) -> dict[str, Json]:
    effect = effect_words(dossier.lines) or f"Not computed. {dossier.amendment.why}"
    cells: dict[str, Json] = {
        "date": timezone.now().date().isoformat(),
        "target": entry.name[:LONGEST],
        "business_effect": _one_line(effect),
        "agreed_by": _one_line(_agreed_by(dossier, by)),
    }
    for column, value in (("old", entry.row.old), ("new", entry.row.proposed)):
        figure = figure_of(entry.kind, value)
        if figure is not None:
            cells[column] = str(value["value"]) if isinstance(value, dict) else str(value)
    return cells


def _agreed_by(dossier: Dossier, by: User) -> str:
    agreed = [
        voice.slot.label
        for voice in dossier.voices
        if voice.said and voice.is_current and voice.said.stance != Stance.AGAINST
    ]
    roles = f"{listed(agreed)}; " if agreed else ""
    return f"{roles}accepted by {by.name} (amendment {dossier.amendment.number})"


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
