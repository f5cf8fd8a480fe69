"""What a revision freezes of the amendments that it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Max

from reviews.amendments import Dossier
from reviews.domain.amended import AmendedBy, AmendedChange
from reviews.domain.amending import shown_at, value_at
from reviews.models import Amendment, AmendmentState, Outcome, Review
from specs.domain.values import show_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specs.domain.attribute import Json
    from specs.models import Spec


def amended_by(dossier: Dossier, accepted_by: str) -> AmendedBy:
    """Return an amendment as the revision that it makes keeps it."""
    amendment, template = dossier.amendment, dossier.base.template
    asked_at = amendment.proposed_at
    return AmendedBy(
        number=amendment.number or 0,
        of_revision=dossier.base.number,
        asked_by=amendment.asked_by.name,
        asked_on=show_day(asked_at.date().isoformat()) if asked_at else "",
        accepted_by=accepted_by,
        why=amendment.why,
        known=dossier.known,
        changes=tuple(
            AmendedChange(
                key=entry.row.place.code,
                section=template.section_of[entry.row.key],
                name=entry.name,
                old=entry.old,
                reached=entry.reached,
                new=entry.new,
                move=entry.move.value if entry.move else "",
            )
            for entry in dossier.differing
        ),
    )


def frozen_amendments(spec: Spec, answers: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Return the amendments accepted since the last approval, with what the spec says now.

    The revision that an amendment made may be blocked and mended: the next one rests on it too.
    """
    approved = Review.objects.filter(revision__spec=spec, outcome=Outcome.APPROVED)
    last = approved.aggregate(last=Max("revision__number"))["last"]
    rows = Amendment.objects.filter(
        spec=spec, state=AmendmentState.ACCEPTED, base__number=last
    ).select_related("base__template", "asked_by", "decided_by")
    found = []
    for row in rows.order_by("number"):
        dossier = Dossier(row)
        said = amended_by(dossier, row.decided_by.name if row.decided_by else "")
        kept = _still_there(dossier, said, answers)
        if kept.changes:
            found.append(kept.as_json())
    return found


def amended_between(spec: Spec, former: int, now: int) -> list[AmendedBy]:
    """Return the amendments that led from one revision to a later one, as they were accepted."""
    rows = (
        Amendment.objects.filter(
            spec=spec, base__number__gte=former, next_revision__number__lte=now
        )
        .select_related("base__template", "asked_by", "decided_by")
        .prefetch_related("changes", "positions")
    )
    return [
        amended_by(Dossier(row), row.decided_by.name if row.decided_by else "")
        for row in rows.order_by("number")
    ]


def _still_there(dossier: Dossier, said: AmendedBy, answers: Mapping[str, Json]) -> AmendedBy:
    """Leave out what was taken back since, and say what stands there now."""
    kept = []
    for change, entry in zip(said.changes, dossier.differing, strict=True):
        now = value_at(answers, entry.row.place)
        if now == entry.row.old:
            continue
        shown = "" if now is None else shown_at(entry.attribute, entry.column, now)
        kept.append(replace(change, new=shown or "not given"))
    return replace(said, changes=tuple(kept))
