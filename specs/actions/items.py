"""Rows of tables, checklists and rubrics: each is saved, moved and deleted by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from specs.actions.saving import (
    NotEditable,
    UnknownBase,
    keep_conflict,
    lock_for_writing,
    merge_values,
    refuse_unasked,
    touch,
)
from specs.domain.attribute import Kind as AttributeKind
from specs.domain.merge import Clash
from specs.models import Conflict, Item, ItemVersion
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from typing import TypeAlias
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Attribute, Json
    from specs.models import Spec

    Cells: TypeAlias = dict[str, Json]

GAP = 1 << 20  # between neighbours, so that a row can be moved between two without renumbering
MOST_ROWS = 1000


class Pasted(NamedTuple):
    """One row to write: into an item that is there, into a fixed row, or as a new one."""

    item_id: UUID | None
    row: str
    cells: Cells
    base_version: int | None = None  # of the item as the writer saw it


@transaction.atomic
def save_item(
    *,
    spec: Spec,
    attribute: Attribute,
    item_id: UUID,
    row: str = "",
    cells: Cells,
    base_version: int,
    op_id: UUID,
    by: User,
) -> Item | Conflict:
    """Save one row; a row id that is new makes the row, at the end of its table.

    Cells that others changed meanwhile are merged one by one. Saving a row that somebody
    deleted brings it back. Raises NotEditable and UnknownBase as save_answer does.
    """
    spec = lock_for_writing(spec, by)
    if earlier := find_item_outcome(spec, op_id):
        return earlier
    refuse_unasked(spec, attribute)
    item = Item.objects.filter(pk=item_id).first()
    if item is None and row:
        item = Item.objects.filter(spec=spec, key=attribute.key, row=row).first()
    if item is None:
        return add_item(spec, attribute, item_id, row=row, cells=cells, op_id=op_id, by=by)
    if item.spec_id != spec.pk or item.key != attribute.key:
        raise NotEditable
    return save_row_over(
        spec, attribute, item, cells=cells, base_version=base_version, op_id=op_id, by=by
    )


def save_row_over(
    spec: Spec,
    attribute: Attribute,
    item: Item,
    *,
    cells: Cells,
    base_version: int,
    op_id: UUID,
    by: User,
    guide: str = "",
) -> Item | Conflict:
    """Save cells that build on one version of a row, merged with what others saved since."""
    if base_version > item.version:
        raise UnknownBase
    if base_version != item.version:
        base = find_cells(item, base_version)
        try:
            cells = merge_cells(attribute, base=base, mine=cells, theirs=item.cells)
        except Clash:
            conflict = Conflict(
                key=attribute.key, item=item, mine=cells, base=base, theirs=item.cells, op_id=op_id
            )
            conflict.base_version, conflict.theirs_version = base_version, item.version
            conflict.theirs_author_id = item.updated_by_id
            return keep_conflict(spec, conflict, by)
    return write_item(
        spec,
        attribute,
        item,
        cells=cells,
        base_version=base_version,
        op_id=op_id,
        by=by,
        guide=guide,
    )


@transaction.atomic
def move_item(*, spec: Spec, item_id: UUID, before: UUID | None, op_id: UUID, by: User) -> Item:
    """Put a row before another one of its table, or at the end."""
    spec = lock_for_writing(spec, by)
    item = Item.objects.get(spec=spec, pk=item_id, is_deleted=False)
    if ItemVersion.objects.filter(spec=spec, op_id=op_id).exists():
        return item
    order = list(Item.objects.present().filter(spec=spec, key=item.key).exclude(pk=item_id))
    place = next((n for n, other in enumerate(order) if other.pk == before), len(order))
    order.insert(place, item)
    for number, other in enumerate(order, start=1):
        other.position = number * GAP
    Item.objects.bulk_update(order, ["position"])
    attribute = spec.template.template.attributes[item.key]
    return _write(spec, attribute, item, Kind.ITEM_MOVED, item.version, op_id, by)


@transaction.atomic
def delete_item(*, spec: Spec, item_id: UUID, base_version: int, op_id: UUID, by: User) -> Item:
    """Delete a row; it is kept and can be restored.

    Raises UnknownBase when somebody changed the row since ``base_version``: what they wrote
    is not thrown away unseen.
    """
    spec = lock_for_writing(spec, by)
    item = Item.objects.get(spec=spec, pk=item_id)
    if item.is_deleted:
        return item
    if base_version != item.version:
        raise UnknownBase
    item.is_deleted = True
    attribute = spec.template.template.attributes[item.key]
    return _write(spec, attribute, item, Kind.ITEM_DELETED, base_version, op_id, by)


@transaction.atomic
def restore_item(*, spec: Spec, item_id: UUID, op_id: UUID, by: User) -> Item:
    """Bring a deleted row back, where it was."""
    spec = lock_for_writing(spec, by)
    item = Item.objects.get(spec=spec, pk=item_id)
    if not item.is_deleted:
        return item
    item.is_deleted = False
    attribute = spec.template.template.attributes[item.key]
    return _write(spec, attribute, item, Kind.ITEM_RESTORED, item.version, op_id, by)


def find_item_outcome(spec: Spec, op_id: UUID) -> Item | Conflict | None:
    """Return what became of an earlier try with this op id."""
    version = ItemVersion.objects.select_related("item").filter(spec=spec, op_id=op_id).first()
    if version:
        return version.item
    return Conflict.objects.filter(spec=spec, op_id=op_id).first()


def find_cells(item: Item, version: int) -> Cells:
    """Return the cells that a row had in one version; none before the first."""
    if version == 0:
        return {}
    cells: Cells = item.versions.values_list("cells", flat=True).get(version=version)
    return cells


def merge_cells(attribute: Attribute, *, base: Cells, mine: Cells, theirs: Cells) -> Cells:
    """Merge two changes of one row cell by cell; raises Clash where one cell got two texts."""
    merged: Cells = {}
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        column = attribute.column(key)
        kind = column.kind if column else AttributeKind.SHORT_TEXT
        value = merge_values(
            kind, base=base.get(key), mine=mine.get(key, base.get(key)), theirs=theirs.get(key)
        )
        if value is not None:
            merged[key] = value
    return merged


def add_item(
    spec: Spec,
    attribute: Attribute,
    item_id: UUID,
    *,
    row: str = "",
    cells: Cells,
    op_id: UUID,
    by: User,
    guide: str = "",
) -> Item:
    """Add a row at the end of its table, in a locked spec."""
    rows = Item.objects.filter(spec=spec, key=attribute.key)
    if rows.filter(is_deleted=False).count() >= MOST_ROWS:
        raise ValidationError(_("A table holds at most %(most)d rows.") % {"most": MOST_ROWS})
    last = rows.aggregate(last=Max("position"))["last"] or 0
    item = Item(pk=item_id, spec=spec, key=attribute.key, row=row, position=last + GAP, version=0)
    item.cells = cells
    item.updated_by = by
    item.save(force_insert=True)
    return _write(spec, attribute, item, Kind.ITEM_ADDED, 0, op_id, by, guide)


def write_item(
    spec: Spec,
    attribute: Attribute,
    item: Item,
    *,
    cells: Cells,
    base_version: int,
    op_id: UUID,
    by: User,
    guide: str = "",
) -> Item:
    """Write the next version of a row of a locked spec, with its event."""
    item.cells = cells
    item.is_deleted = False
    return _write(spec, attribute, item, Kind.ITEM_SAVED, base_version, op_id, by, guide)


def _write(
    spec: Spec,
    attribute: Attribute,
    item: Item,
    kind: Kind,
    base: int,
    op_id: UUID,
    by: User,
    guide: str = "",
) -> Item:
    before = item.versions.order_by("-version").values_list("cells", flat=True).first()
    touch(spec, by)
    item.version += 1
    item.changed_in, item.updated_at, item.updated_by = spec.content_version, spec.updated_at, by
    item.save(
        update_fields=[
            "cells",
            "position",
            "version",
            "is_deleted",
            "changed_in",
            "updated_at",
            "updated_by",
        ]
    )
    build_version(item, base=base, op_id=op_id, by=by).save(force_insert=True)
    record(spec, attribute, item, kind, before, by, guide)
    return item


def build_version(item: Item, *, base: int, op_id: UUID, by: User) -> ItemVersion:
    """Return the version of a row as it is now, to be kept."""
    return ItemVersion(
        item=item,
        spec_id=item.spec_id,
        version=item.version,
        cells=item.cells,
        position=item.position,
        is_deleted=item.is_deleted,
        base_version=base,
        op_id=op_id,
        author=by,
        saved_at=item.updated_at,
    )


def record(
    spec: Spec,
    attribute: Attribute,
    item: Item,
    kind: Kind,
    before: Cells | None,
    by: User,
    guide: str = "",
) -> None:
    """Append to the trail what was done to a row."""
    append(
        chain=spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"{attribute.key}/{item.pk}",
        before=digest(canonical(before)) if before is not None else None,
        after=digest(canonical(item.cells)),
        facts={
            "title": attribute.title,
            "item_label": row_name(attribute, item),
            "version": item.version,
            **({"guide": guide} if guide else {}),
        },
    )


def row_name(attribute: Attribute, item: Item) -> str:
    """Return what a reader calls this row: its fixed label, or its first written cell."""
    if item.row and (line := attribute.line(item.row)):
        return line.label
    texts = (item.cells.get(column.key) for column in attribute.columns)
    return next((text[:80] for text in texts if isinstance(text, str) and text), "")
