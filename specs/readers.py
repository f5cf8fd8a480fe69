"""What one person has read of a spec: read for the pages, never told to anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from specs.actions.freezing import section_hashes
from specs.domain.marks import Mark, Progress, as_last_read
from specs.models import SeenText, SpecReader
from specs.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specs.documents import Reading, Stamp
    from specs.domain.attribute import Json

HASHES_OF: Recent[Stamp, Mapping[str, str]] = Recent(most=64)


class Reader(NamedTuple):
    """As whom somebody reads a spec, and how far they are."""

    role: str
    progress: Progress


def hashes_now(reading: Reading) -> Mapping[str, str]:
    """Return the hash of each section as it stands now."""
    stamp = reading.stamp()
    found = HASHES_OF.find(stamp)
    if found is None:
        found = section_hashes(reading.template, reading.contents.stored())
        HASHES_OF.keep(stamp, found)
    return found


def find_reader(reading: Reading) -> Reader:
    """Return how far this person is with the text of now."""
    hashes = hashes_now(reading)
    own = SpecReader.objects.filter(spec=reading.spec, person=reading.user)
    rows = list(own.values_list("role", "marks__section", "marks__text", "marks__read_at"))
    marks = {mark[1]: Mark(*mark[1:]) for mark in rows if mark[1]}
    return Reader(rows[0][0] if rows else "", Progress(hashes, marks))


def find_last_read(reading: Reading, progress: Progress) -> dict[str, Json]:
    """Return the answers as this person last read them."""
    now = reading.contents.stored()
    changed = {mark.section_hash: mark.section for mark in progress.changed}
    seen = SeenText.objects.filter(pk__in=changed) if changed else ()
    former = {changed[text.pk]: text.answers for text in seen}
    return as_last_read(reading.template, now, former)
