"""From rows to the amendments of a dossier, in a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from reviews.amendments import Dossier
from reviews.exports.renegotiated import (
    PrintedAmendment,
    PrintedChange,
    PrintedEvidence,
    PrintedFigure,
    PrintedPosition,
)
from reviews.models import Amendment, AmendmentState, Evidence
from trail.domain.event import written_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from specs.models import Revision


def load_printed(revision: Revision) -> Iterator[PrintedAmendment]:
    """Yield what was proposed about a revision and those before it, the oldest first."""
    rows = (
        Amendment.objects.filter(spec=revision.spec_id, base__number__lte=revision.number)
        .exclude(state=AmendmentState.PREPARING)
        .select_related("base__template", "asked_by", "decided_by", "next_revision")
        .prefetch_related(
            "changes",
            "positions",
            Prefetch("evidence", Evidence.objects.select_related("added_by")),
        )
    )
    for row in rows.order_by("number"):
        yield _printed(Dossier(row))


def _printed(dossier: Dossier) -> PrintedAmendment:
    row = dossier.amendment
    made = row.next_revision
    return PrintedAmendment(
        number=row.number or 0,
        of_revision=dossier.base.number,
        version=row.version,
        asked_by=row.asked_by.name,
        asked_at=_time(row.proposed_at),
        why=row.why,
        known=dossier.known,
        title=dossier.loosened_title if dossier.loosened else "",
        outcome=str(row.get_state_display()),
        changes=tuple(_changes(dossier)),
        figures=tuple(_figures(dossier)),
        evidence=tuple(_evidence(one) for one in row.evidence.all()),
        positions=tuple(
            PrintedPosition(
                one.role_label,
                one.printed_name,
                str(one.get_stance_display()),
                one.reason,
                one.version,
                _time(one.given_at),
            )
            for one in dossier.positions
        ),
        silent=tuple(voice.slot.label for voice in dossier.voices if voice.said is None),
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=_time(row.decided_at),
        decided_why=row.decided_why,
        makes_revision=made.number if made else None,
    )


def _changes(dossier: Dossier) -> Iterator[PrintedChange]:
    for entry in dossier.entries:
        yield PrintedChange(
            key=entry.row.place.code,
            name=entry.name,
            old=entry.old,
            reached=entry.reached,
            new=entry.new,
            move=entry.move.value if entry.move else "",
            is_kept=not entry.differs,
        )


def _figures(dossier: Dossier) -> Iterator[PrintedFigure]:
    if not dossier.has_metric:
        return
    for line in dossier.lines:
        if line.is_known:
            yield PrintedFigure(line.title, *(figure.text for figure in line.figures))


def _evidence(one: Evidence) -> PrintedEvidence:
    what = one.file_name or one.url or one.text
    sort, by = str(one.get_sort_display()), one.added_by.name
    return PrintedEvidence(one.title, sort, what, one.content_hash, by)


def _time(moment: datetime | None) -> str:
    return written_at(moment) if moment else ""
