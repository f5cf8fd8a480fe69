"""Noting what somebody has read: their own bookmark, which the trail does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from specs.actions.freezing import section_hashes
from specs.documents import find_template, load_contents
from specs.models import ReadMark, SeenText, SpecReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import User
    from specs.domain.attribute import Json, Template
    from specs.models import Spec


@transaction.atomic
def mark_read(*, spec: Spec, seen: Mapping[str, str], by: User) -> frozenset[str]:
    """Note the sections that somebody read; return those that were marked.

    ``seen`` holds the hash of each section as the page showed it. One that says something else
    by now was not read, and stays unread.
    """
    template, stored = find_template(spec.template_id), load_contents(spec.pk).stored()
    hashes = section_hashes(template, stored)
    read = frozenset(key for key, section_hash in seen.items() if hashes.get(key) == section_hash)
    keep_marks(spec, template, stored, {key: hashes[key] for key in read}, by)
    return read


@transaction.atomic
def mark_unread(*, spec: Spec, sections: Iterable[str], by: User) -> None:
    """Take marks back: these sections are to be read again."""
    marks = ReadMark.objects.filter(reader__spec=spec, reader__person=by)
    marks.filter(section__in=list(sections)).delete()


def keep_marks(
    spec: Spec,
    template: Template,
    answers: Mapping[str, Json],
    hashes: Mapping[str, str],
    by: User,
    role: str = "",
) -> None:
    """Keep what stood in these sections as read by a person, who signs for a role or none."""
    reader, _ = SpecReader.objects.get_or_create(spec=spec, person=by)
    if role and reader.role != role:
        reader.role = role
        reader.save(update_fields=["role"])
    texts = [
        SeenText(section_hash=hashes[key], answers=_held(template, key, answers)) for key in hashes
    ]
    SeenText.objects.bulk_create(texts, ignore_conflicts=True)
    now = timezone.now()
    marks = [
        ReadMark(reader=reader, section=key, text_id=held, read_at=now)
        for key, held in hashes.items()
    ]
    ReadMark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["reader", "section"],
        update_fields=["text", "read_at"],
    )


def _held(template: Template, key: str, answers: Mapping[str, Json]) -> dict[str, Json]:
    section = template.section(key)
    keys = [attribute.key for attribute in section.attributes] if section else []
    return {name: answers[name] for name in keys if name in answers}
