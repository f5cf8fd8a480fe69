"""Frozen revisions as they are read, and the draft beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime

from specs.documents import build_document, find_template
from specs.domain.carried import frozen_answers, frozen_attributes
from specs.models import Revision, State
from trail.domain.event import Kind
from trail.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Json
    from specs.domain.document import Document
    from specs.models import Spec

FROZEN_STATES = (State.IN_REVIEW, State.APPROVED, State.SUPERSEDED)


@dataclass(frozen=True)
class Note:
    """A finding of a document, and the waiver that accepted it."""

    code: str
    severity: str
    key: str
    message: str
    fix: str
    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class AcceptedRisk:
    """A risk that somebody accepted by name before the revision was frozen."""

    failure_mode: str
    reason: str
    by: str
    at: datetime | None
    expires_on: date


@dataclass(frozen=True)
class Text:
    """What is read: a frozen revision, or the spec as it stands now."""

    title: str
    document: Document
    values: Mapping[str, Json]
    notes: tuple[Note, ...]
    carried: tuple[Attribute, ...] = ()  # what its template does not ask for
    accepted: tuple[AcceptedRisk, ...] = ()
    number: int = 0
    content_hash: str = ""
    frozen_at: datetime | None = None
    frozen_by: str = ""

    @property
    def is_frozen(self) -> bool:
        return bool(self.number)


def revisions_of(spec: Spec) -> QuerySet[Revision]:
    """Return a spec's revisions, the youngest first."""
    return Revision.objects.filter(spec=spec).order_by("-number")


def numbers_of(spec: Spec) -> list[int]:
    """Return the numbers of a spec's revisions, the youngest first, without their texts."""
    return list(revisions_of(spec).values_list("number", flat=True))


def read_revisions(spec: Spec, numbers: Iterable[int]) -> dict[int, Text]:
    """Return those revisions of a spec by their number."""
    wanted = {number for number in numbers if number}
    found = revisions_of(spec).filter(number__in=wanted) if wanted else ()
    return {revision.number: read_revision(revision) for revision in found}


def last_number(reading: Reading) -> int:
    """Return the revision that stands for the spec now; 0 while it is written."""
    return reading.spec.revision_number if reading.spec.state in FROZEN_STATES else 0


def read_revision(revision: Revision) -> Text:
    """Return a revision as it was frozen, by its own template and on its own day."""
    content = json.loads(revision.content)
    values = frozen_answers(content)
    on = date.fromisoformat(content["checks"]["evaluated_on"])
    template = find_template(revision.template_id)
    waived = {(w["code"], w["key"], w["message"]): w for w in content["waivers"]}
    return Text(
        title=content["spec"]["title"],
        document=build_document(
            template,
            values,
            revision=revision.number,
            on=on,
            limits=content.get("limits", ""),
        ),
        values=values,
        carried=frozen_attributes(content),
        notes=tuple(_note(finding, waived) for finding in content["checks"]["findings"]),
        accepted=tuple(accepted_risks(content)),
        number=revision.number,
        content_hash=revision.content_hash,
        frozen_at=parse_datetime(content["frozen_at"]),
        frozen_by=content["frozen_by"]["name"],
    )


def accepted_risks(content: Mapping[str, Any]) -> Iterator[AcceptedRisk]:
    """Return the risks that a revision holds as accepted."""
    for entry in content.get("accepted_risks", ()):
        yield AcceptedRisk(
            entry["failure_mode"],
            entry["reason"],
            entry["by"],
            parse_datetime(entry["at"]),
            date.fromisoformat(entry["expires_on"]),
        )


def _note(
    finding: Mapping[str, str], waived: Mapping[tuple[str, str, str], Mapping[str, str]]
) -> Note:
    waiver = waived.get((finding["code"], finding["key"], finding["message"]), {})
    return Note(
        finding["code"],
        finding["severity"],
        finding["key"],
        finding["message"],
        finding["fix"],
        waiver.get("reason", ""),
        waiver.get("by", ""),
    )


def read_draft(reading: Reading) -> Text:
    """Return the spec as it stands now."""
    waived = {(w.code, w.key, w.message): (w.reason, w.by) for w in reading.waivers}
    notes = []
    for f in reading.evaluated.findings:
        reason, by = waived.get((f.code, f.key, f.message), ("", ""))
        notes.append(Note(f.code, f.severity.value, f.key, f.message, f.fix, reason, by))
    return Text(
        title=reading.spec.title,
        document=reading.evaluated.document,
        values=reading.contents.stored(),
        carried=reading.carried,
        notes=tuple(notes),
    )


def find_archiving(spec: Spec) -> Event | None:
    """Return how a spec came into the archive: who put it there, when and why."""
    if spec.state != State.ARCHIVED:
        return None
    archived = Event.objects.of_chain(spec.chain).filter(kind=Kind.SPEC_ARCHIVED)
    return archived.order_by("-seq").first()
