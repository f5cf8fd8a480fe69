"""One deed for many specs: planned in one go, done one after the other by a worker."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from specs import access
from specs.actions.freezing import archive, unarchive
from specs.actions.handing_on import reassign
from specs.bulk import MOST_AT_ONCE, with_verdicts
from specs.models import BulkChange, BulkItem, Deed, Spec, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from jobs.holding import Hold

BATCH = 1000
AT_ONCE = 25  # between two notes of how far it is
LONGEST = 45.0  # seconds that one attempt works; a worker is stopped at 90


class TooMany(Exception):
    """More specs than one change takes."""


@transaction.atomic
def change_many(
    *, specs: QuerySet[Spec], deed: Deed, by: User, why: str = "", to: User | None = None
) -> BulkChange:
    """Note what is to be done to which specs, and who is left out why; a worker does it."""
    judged = with_verdicts(specs, deed, by=by, levels=access.levels_of(by), to=to)
    found = list(judged.order_by("pk").values_list("pk", "verdict")[: MOST_AT_ONCE + 1])
    if len(found) > MOST_AT_ONCE:
        raise TooMany
    change = BulkChange.objects.create(deed=deed, asked_by=by, why=why, to=to)
    items = (BulkItem(change=change, spec_id=pk, left_out=verdict) for pk, verdict in found)
    BulkItem.objects.bulk_create(items, batch_size=BATCH)
    change.wake()
    return change


@transaction.atomic
def undo_archiving(*, change: BulkChange, by: User) -> BulkChange:
    """Bring back what a change archived, each spec as what it was."""
    change = BulkChange.objects.select_for_update().get(pk=change.pk)
    undone = BulkChange.objects.filter(undoes=change).first()
    if undone:
        return undone
    if change.asked_by_id != by.pk or change.deed != Deed.ARCHIVE:
        raise PermissionDenied
    undo = BulkChange.objects.create(deed=Deed.UNARCHIVE, asked_by=by, undoes=change)
    done = change.items.done().values_list("spec", "former_state")
    items = [BulkItem(change=undo, spec_id=pk, former_state=state) for pk, state in done]
    BulkItem.objects.bulk_create(items, batch_size=BATCH)
    undo.wake()
    return undo


def go_on(change: BulkChange, hold: Hold) -> bool:
    """Do what waits, spec by spec; False when time is over before all is done."""
    end = time.monotonic() + LONGEST
    total = change.items.count()
    while ids := list(change.items.waiting().values_list("pk", flat=True)[:AT_ONCE]):
        for pk in ids:
            _do(change, pk)
        left = change.items.waiting().count()
        change.note_progress(100 - 100 * left // max(1, total), _("%d to go") % left)
        if hold.is_lost or time.monotonic() > end:
            return left == 0
    return True


@transaction.atomic
def _do(change: BulkChange, item_id: int) -> None:
    """Do one, asking anew under its lock whether it may be done."""
    spec_id = BulkItem.objects.values_list("spec", flat=True).get(pk=item_id)
    spec = Spec.objects.lock(spec_id)
    item = BulkItem.objects.select_for_update().get(pk=item_id)
    if item.is_done or item.left_out:
        return
    by, deed = change.asked_by, Deed(change.deed)
    judged = with_verdicts(
        Spec.objects.filter(pk=spec_id),
        deed,
        by=by,
        levels=access.levels_of(by),
        to=change.to,
    )
    item.left_out = judged.values_list("verdict", flat=True).get()
    if not item.left_out:
        item.is_done = True
        if deed == Deed.ARCHIVE:
            item.former_state = spec.state
        _carry_out(change, deed, spec, item)
    item.save(update_fields=["left_out", "is_done", "former_state"])


def _carry_out(change: BulkChange, deed: Deed, spec: Spec, item: BulkItem) -> None:
    by = change.asked_by
    if deed == Deed.ARCHIVE:
        archive(spec=spec, by=by, why=change.why)
    elif deed == Deed.UNARCHIVE:
        state = State(item.former_state) if item.former_state else State.DRAFT
        why = _("Archiving was undone: it is %s again.") % state.label.lower()
        unarchive(spec=spec, by=by, to=state, why=why if change.undoes_id else "")
    elif change.to:
        reassign(spec=spec, to=change.to, by=by)
