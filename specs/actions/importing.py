"""Making a spec of a file: everything in it at once, or nothing."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from specs import access
from specs.actions.beginning import Wanted, find_begun
from specs.actions.items import GAP
from specs.documents import load_contents
from specs.models import Answer, AnswerVersion, Item, ItemVersion, LoosePiece, Spec, Waiver
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Organisation, User
    from specs.domain.attribute import Attribute, Json
    from specs.imports.incoming import Accepted, Incoming, Loose
    from specs.imports.values import Row
    from specs.models import SpecTemplate

BATCH = 500
HEADING, WHY = 300, 500  # what the columns hold


class Origin(NamedTuple):
    """The file that a spec was made of."""

    name: str
    digest: str  # SHA-256 of its bytes


@transaction.atomic
def import_spec(
    *,
    organisation: Organisation,
    template: SpecTemplate,
    incoming: Incoming,
    origin: Origin,
    by: User,
    form_id: uuid.UUID | None = None,
) -> Spec:
    """Start a draft that holds what was read from a file, in one event.

    Whoever imports it becomes its owner, and accepts the warnings that the file says are accepted.
    """
    begun, spec_id = find_begun(form_id, Wanted(incoming.title, template), by)
    if begun:
        return begun
    if not access.organisations_to_write_in(by).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    now = timezone.now()
    spec = Spec.objects.create(
        id=spec_id,
        organisation=organisation,
        template=template,
        owner=by,
        title=incoming.title,
        content_version=1,
        pieces_to_place=len(incoming.loose),
        updated_at=now,
        updated_by=by,
    )
    _write_answers(spec, incoming)
    for key, rows in incoming.rows.items():
        _write_rows(spec, key, template.template.attributes.get(key), rows)
    _write_waivers(spec, incoming.waivers)
    _write_loose(spec, incoming.loose)
    _record(spec, incoming, origin, by)
    return spec


def _record(spec: Spec, incoming: Incoming, origin: Origin, by: User) -> None:
    append(
        chain=spec.chain,
        kind=Kind.SPEC_IMPORTED,
        by=by.as_actor(),
        object=str(spec.pk),
        after=digest(canonical(load_contents(spec.pk).stored())),
        facts={
            "title": incoming.title,
            "template": spec.template.title,
            "version": spec.template.version,
            "file": origin.name,
            "file_digest": origin.digest,
            "answers": len(incoming.answers),
            "rows": sum(len(rows) for rows in incoming.rows.values()),
            "waivers": len(incoming.waivers),
            "to_place": len(incoming.loose),
        },
    )


def _write_answers(spec: Spec, incoming: Incoming) -> None:
    people = _members(spec)
    answers: dict[str, Json] = {"project.title": incoming.title}
    if "project.title" not in spec.template.template.attributes:
        answers = {}
    answers |= incoming.answers
    values = {key: without_strangers(value, people) for key, value in answers.items()}
    common = {"spec": spec, "version": 1}
    Answer.objects.bulk_create(
        Answer(
            key=key,
            value=value,
            changed_in=1,
            updated_at=spec.updated_at,
            updated_by=spec.owner,
            **common,
        )
        for key, value in values.items()
    )
    AnswerVersion.objects.bulk_create(
        AnswerVersion(
            key=key,
            value=value,
            base_version=0,
            op_id=uuid.uuid4(),
            author=spec.owner,
            saved_at=spec.updated_at,
            **common,
        )
        for key, value in values.items()
    )


def _members(spec: Spec) -> set[str]:
    held = Membership.objects.filter(organisation=spec.organisation_id, is_active=True)
    return {str(user) for user in held.values_list("user", flat=True)}


def without_strangers(value: Json, people: set[str]) -> Json:
    """Return a value whose account is one of these, or that names no account."""
    if isinstance(value, dict) and "user" in value and value["user"] not in people:
        return {name: part for name, part in value.items() if name != "user"}
    return value


def _write_rows(spec: Spec, key: str, attribute: Attribute | None, rows: Iterable[Row]) -> None:
    items = [
        Item(
            id=attribute.row_id(spec.pk, row.row) if attribute and row.row else uuid.uuid4(),
            spec=spec,
            key=key,
            row=row.row,
            position=number * GAP,
            cells=row.cells,
            changed_in=1,
            updated_at=spec.updated_at,
            updated_by=spec.owner,
        )
        for number, row in enumerate(rows, start=1)
    ]
    Item.objects.bulk_create(items, batch_size=BATCH)
    ItemVersion.objects.bulk_create(
        (
            ItemVersion(
                item=item,
                spec=spec,
                version=1,
                cells=item.cells,
                position=item.position,
                base_version=0,
                op_id=uuid.uuid4(),
                author=spec.owner,
                saved_at=spec.updated_at,
            )
            for item in items
        ),
        batch_size=BATCH,
    )


def _write_waivers(spec: Spec, waivers: Iterable[Accepted]) -> None:
    Waiver.objects.bulk_create(
        Waiver(
            spec=spec,
            code=waiver.code,
            key=waiver.key,
            message=waiver.message,
            reason=waiver.reason,
            expires_on=waiver.until,
            by=spec.owner,
            given_at=spec.updated_at,
        )
        for waiver in waivers
    )


def _write_loose(spec: Spec, pieces: Iterable[Loose]) -> None:
    LoosePiece.objects.bulk_create(
        (
            LoosePiece(
                spec=spec,
                position=position,
                heading=piece.heading[:HEADING],
                text=piece.text,
                why=piece.why[:WHY],
            )
            for position, piece in enumerate(pieces, start=1)
        ),
        batch_size=BATCH,
    )
