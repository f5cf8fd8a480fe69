"""Settling what could not be merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from specs.actions.items import write_item
from specs.actions.saving import lock_for_writing, write_answer
from specs.models import Answer, Conflict, Item
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Json


@transaction.atomic
def settle_conflict(
    *, conflict: Conflict, outcome: str, value: Json, op_id: UUID, by: User
) -> Conflict:
    """Write the text that was chosen; the others stay among the versions and in the conflict.

    ``outcome`` is ``theirs``, ``mine`` or ``third``; ``value`` is the text that stands then.
    Settling twice changes nothing.
    """
    spec = lock_for_writing(conflict.spec, by)
    conflict = Conflict.objects.select_related("item").get(pk=conflict.pk)
    if conflict.settled_at:
        return conflict
    attribute = spec.template.template.attributes[conflict.key]
    if outcome != "theirs" and conflict.item_id:
        item = Item.objects.get(pk=conflict.item_id)
        cells = value if isinstance(value, dict) else {}
        write_item(
            spec, attribute, item, cells=cells, base_version=item.version, op_id=op_id, by=by
        )
    elif outcome != "theirs":
        answer = Answer.objects.filter(spec=spec, key=conflict.key).first()
        version = answer.version if answer else 0
        write_answer(
            spec, attribute, value, previous=answer, base_version=version, op_id=op_id, by=by
        )
    conflict.settled_at, conflict.settled_by, conflict.outcome = timezone.now(), by, outcome
    conflict.save(update_fields=["settled_at", "settled_by", "outcome"])
    append(
        chain=spec.chain,
        kind=Kind.CONFLICT_SETTLED,
        by=by.as_actor(),
        object=conflict.key,
        facts={"title": attribute.title, "outcome": outcome, "conflict": str(conflict.pk)},
    )
    return conflict
