"""Writing a block of rows at once, as many as a table holds."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from specs.actions.items import (
    GAP,
    MOST_ROWS,
    Pasted,
    build_version,
    find_cells,
    record,
    save_row_over,
)
from specs.actions.saving import UnknownBase, lock_for_writing, refuse_unasked, touch
from specs.models import Conflict, Item, ItemVersion
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import User
    from specs.actions.items import Cells
    from specs.domain.attribute import Attribute
    from specs.models import Spec


@transaction.atomic
def paste_rows(
    *,
    spec: Spec,
    attribute: Attribute,
    rows: Sequence[Pasted],
    op_id: UUID,
    by: User,
    guide: str = "",
) -> list[Item]:
    """Write a block of rows: cells go into the rows named, the rest become new rows.

    Every row gets an op id made from ``op_id``, so that pasting again after a lost reply
    changes nothing. What others wrote into a row meanwhile is merged, or kept as a conflict.
    ``guide`` says which guide made the rows. Raises UnknownBase as save_item does.
    """
    spec = lock_for_writing(spec, by)
    refuse_unasked(spec, attribute)
    every = list(Item.objects.filter(spec=spec, key=attribute.key))
    known = {item.pk: item for item in every if not item.is_deleted}
    if len(known) + sum(1 for row in rows if row.item_id is None) > MOST_ROWS:
        raise ValidationError(_("A table holds at most %(most)d rows.") % {"most": MOST_ROWS})
    fixed = {item.row: item for item in every if item.row}
    ops = [uuid.uuid5(op_id, str(number)) for number in range(len(rows))]
    earlier = find_outcomes(spec, ops)
    written: list[Item | Conflict] = []
    new: list[tuple[Pasted, UUID]] = []
    for pasted, own_op in zip(rows, ops, strict=True):
        item = known.get(pasted.item_id) if pasted.item_id else fixed.get(pasted.row)
        if outcome := earlier.get(own_op):
            written.append(outcome)
        elif item:
            written.append(paste_into(spec, attribute, item, pasted, own_op, by, guide))
        else:
            new.append((pasted, own_op))
    last = max((item.position for item in every), default=0)
    written += add_items(spec, attribute, new, last, by, guide)
    return [item for item in written if isinstance(item, Item)]


def find_outcomes(spec: Spec, op_ids: Sequence[UUID]) -> dict[UUID, Item | Conflict]:
    """Return what became of earlier tries with these op ids."""
    conflicts = Conflict.objects.filter(spec=spec, op_id__in=op_ids)
    found: dict[UUID, Item | Conflict] = {conflict.op_id: conflict for conflict in conflicts}
    versions = ItemVersion.objects.select_related("item").filter(spec=spec, op_id__in=op_ids)
    return found | {version.op_id: version.item for version in versions}


def paste_into(
    spec: Spec,
    attribute: Attribute,
    item: Item,
    pasted: Pasted,
    op_id: UUID,
    by: User,
    guide: str,
) -> Item | Conflict:
    """Write cells over a row that is there."""
    base = item.version if pasted.base_version is None else pasted.base_version
    if base > item.version:
        raise UnknownBase
    cells = paste_over(find_cells(item, base), pasted.cells)
    return save_row_over(
        spec, attribute, item, cells=cells, base_version=base, op_id=op_id, by=by, guide=guide
    )


def paste_over(cells: Cells, pasted: Cells) -> Cells:
    """Return the cells of a row with the pasted ones in their places; other scores stay."""
    merged = {**cells, **pasted}
    scores, ours = cells.get("scores"), pasted.get("scores")
    if isinstance(scores, dict) and isinstance(ours, dict):
        merged["scores"] = {**scores, **ours}
    return merged


def add_items(
    spec: Spec,
    attribute: Attribute,
    rows: Sequence[tuple[Pasted, UUID]],
    last: int,
    by: User,
    guide: str,
) -> list[Item]:
    """Add rows to the end of a table in a locked spec, in a few statements for all of them."""
    if not rows:
        return []
    touch(spec, by)
    items = []
    for number, (pasted, op_id) in enumerate(rows, start=1):
        row = pasted.row
        new_id = attribute.row_id(spec.pk, row) if row else uuid.uuid5(op_id, "item")
        item = Item(pk=new_id, spec=spec, key=attribute.key, row=row, version=1)
        item.position, item.cells, item.updated_by = last + number * GAP, pasted.cells, by
        item.changed_in, item.updated_at = spec.content_version, spec.updated_at
        items.append(item)
    Item.objects.bulk_create(items)
    ItemVersion.objects.bulk_create(
        build_version(item, base=0, op_id=op_id, by=by)
        for item, (_pasted, op_id) in zip(items, rows, strict=True)
    )
    for item in items:
        record(spec, attribute, item, Kind.ITEM_ADDED, None, by, guide)
    return items
