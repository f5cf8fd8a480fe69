"""Linking a risk to the monitoring signal that would show it, and taking that back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from specs.actions.fixing import NothingToFix
from specs.actions.items import find_cells, row_name, save_row_over
from specs.actions.saving import lock_for_writing
from specs.domain.register import is_unwatched
from specs.domain.sheets import REGISTER
from specs.domain.watching import SIGNALS
from specs.models import Conflict, Item, ItemVersion
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from specs.models import Spec


class Link(NamedTuple):
    """A risk that was linked on one click, and the id under which that can be taken back."""

    item_id: UUID
    risk: str
    signal: str
    op_id: UUID


@transaction.atomic
def link_risk(
    *, spec: Spec, item_id: UUID, signal: str, base_version: int, op_id: UUID, by: User
) -> None:
    """Name the signal that would show a risk, as an ordinary save of its row.

    Raises NothingToFix when the risk needs none by now, when the signal is not monitored, and
    when somebody wrote into the risk what cannot be merged with it.
    """
    spec = lock_for_writing(spec, by)
    if ItemVersion.objects.filter(spec=spec, op_id=op_id).exists():
        return  # the browser asks again after a lost reply
    attribute = spec.template.template.attributes[REGISTER]
    item = Item.objects.present().filter(spec=spec, key=REGISTER, pk=item_id).first()
    if item is None or not is_unwatched(item.cells) or base_version > item.version:
        raise NothingToFix
    if not Item.objects.present().filter(spec=spec, key=SIGNALS, cells__signal=signal).exists():
        raise NothingToFix
    cells = {**find_cells(item, base_version), "signal": signal}
    saved = save_row_over(
        spec, attribute, item, cells=cells, base_version=base_version, op_id=op_id, by=by
    )
    if isinstance(saved, Conflict):
        raise NothingToFix  # which rolls the conflict back as well
    _record(spec, Kind.RISK_LINKED, item, signal, by)


@transaction.atomic
def unlink_risk(*, spec: Spec, item_id: UUID, op_id: UUID, by: User) -> None:
    """Take a link back; raises NothingToFix when somebody changed the risk since."""
    spec = lock_for_writing(spec, by)
    attribute = spec.template.template.attributes[REGISTER]
    link = find_link(spec, op_id)
    item = Item.objects.present().filter(spec=spec, key=REGISTER, pk=item_id).first()
    if link is None or item is None or link.item_id != item_id:
        raise NothingToFix
    version = ItemVersion.objects.values_list("version", flat=True).get(spec=spec, op_id=op_id)
    if version != item.version:
        raise NothingToFix
    save_row_over(
        spec,
        attribute,
        item,
        cells=find_cells(item, version - 1),
        base_version=version,
        op_id=uuid.uuid5(op_id, "undo"),
        by=by,
    )
    _record(spec, Kind.RISK_UNLINKED, item, link.signal, by)


def find_link(spec: Spec, op_id: UUID) -> Link | None:
    """Return the link that was made under this id, as long as the risk stands as it left it."""
    made = ItemVersion.objects.select_related("item").filter(spec=spec, op_id=op_id).first()
    if made is None or made.item.key != REGISTER or made.item.version != made.version:
        return None
    signal = made.cells.get("signal")
    if not isinstance(signal, str):
        return None
    return Link(made.item_id, str(made.cells.get("failure_mode") or ""), signal, op_id)


def _record(spec: Spec, kind: Kind, item: Item, signal: str, by: User) -> None:
    attribute = spec.template.template.attributes[REGISTER]
    append(
        chain=spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"{REGISTER}/{item.pk}",
        facts={"item_label": row_name(attribute, item), "signal": signal},
    )
