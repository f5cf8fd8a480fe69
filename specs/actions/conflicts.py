"""Settling what could not be merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from specs.actions.items import save_row_over
from specs.actions.saving import lock_for_writing, save_over
from specs.models import Conflict, Item
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Json
    from specs.models import Spec


@transaction.atomic
def settle_conflict(
    *, conflict: Conflict, outcome: str, value: Json, op_id: UUID, by: User
) -> Conflict:
    """Write the text that was chosen; the others stay among the versions and in the conflict.

    ``outcome`` is ``theirs``, ``mine`` or ``third``; ``value`` is the text that stands then.
    What was saved since the conflict arose, and whoever chose did not see, is merged with it or
    kept as a conflict of its own. Settling twice changes nothing.
    """
    spec = lock_for_writing(conflict.spec, by)
    conflict = Conflict.objects.select_related("item").get(pk=conflict.pk)
    if conflict.settled_at:
        return conflict
    attribute = spec.template.template.attributes[conflict.key]
    if outcome != "theirs":
        _let_stand(spec, conflict, value, op_id, by)
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


def _let_stand(spec: Spec, conflict: Conflict, value: Json, op_id: UUID, by: User) -> None:
    attribute = spec.template.template.attributes[conflict.key]
    seen = conflict.theirs_version
    if conflict.item_id:
        item = Item.objects.get(pk=conflict.item_id)
        cells = value if isinstance(value, dict) else {}
        save_row_over(spec, attribute, item, cells=cells, base_version=seen, op_id=op_id, by=by)
    else:
        save_over(spec, attribute, value, base_version=seen, op_id=op_id, by=by)
