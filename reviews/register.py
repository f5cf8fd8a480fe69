"""The register of exports: what a file is that was made here, by its SHA-256."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.models import JobStatus
from reviews.exports.keys import load_keys
from reviews.exports.verify import Known, Verdict, verify
from reviews.models import Export, Outcome, Review, SignOff
from trail.domain.event import written_at

if TYPE_CHECKING:
    from specs.models import Revision


def verify_file(pdf: bytes) -> Verdict:
    """Judge a file against this installation's key and register."""
    return verify(pdf, keys=load_keys(), find=find_known, find_plain=find_plain)


def find_known(file_hash: str) -> Known | None:
    """Return what the register says of a sealed file, or None when it was not made here."""
    return _known(file_hash=file_hash)


def find_plain(plain_hash: str) -> Known | None:
    """Return what the register says of a file as it was before its seal."""
    return _known(plain_hash=plain_hash)


def _known(**hashed: str) -> Known | None:
    export = (
        Export.objects.filter(status=JobStatus.DONE, **hashed)
        .select_related("revision__spec__organisation")
        .first()
    )
    if export is None:
        return None
    revision = export.revision
    standing = SignOff.objects.standing().filter(review__revision=revision)
    return Known(
        title=revision.spec.title,
        organisation=revision.spec.organisation.name,
        revision=revision.number,
        content_hash=revision.content_hash,
        export_number=export.number,
        made_at=written_at(export.requested_at),
        signed_by=tuple(f"{s.names} ({s.printed_role})" for s in standing),
        superseded_by=_approved_after(revision),
    )


def _approved_after(revision: Revision) -> int | None:
    later = Review.objects.filter(
        revision__spec=revision.spec_id,
        revision__number__gt=revision.number,
        outcome=Outcome.APPROVED,
    )
    return later.order_by("-revision__number").values_list("revision__number", flat=True).first()
