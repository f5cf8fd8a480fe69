"""One deed for many specs: planned in one go, done some at a time by a worker."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from specs import access
from specs.actions.archiving import archive_all, unarchive_all
from specs.actions.handing_on import reassign_all
from specs.actions.telling_owners import tell_new_owner
from specs.bulk import MOST_AT_ONCE, with_verdicts
from specs.models import BulkChange, BulkItem, Deed, Spec, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from jobs.holding import Hold

BATCH = 1000
AT_ONCE = 100  # in one transaction: who writes in one of them waits for all
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
    """Do what waits, some at a time; False when time is over before all is done."""
    end = time.monotonic() + LONGEST
    total = change.items.count()
    while ids := list(change.items.waiting().values_list("spec", flat=True)[:AT_ONCE]):
        _do(change, ids)
        left = change.items.waiting().count()
        change.note_progress(100 - 100 * left // max(1, total), _("%d to go") % left)
        if hold.is_lost or (left and time.monotonic() > end):
            return False
    if change.deed == Deed.REASSIGN:
        tell_new_owner(change)
    return True


@transaction.atomic
def _do(change: BulkChange, spec_ids: Sequence[UUID]) -> None:
    """Do some in a fixed number of queries, asking anew under their locks what may be done."""
    specs = {spec.pk: spec for spec in _lock(spec_ids)}
    waiting = change.items.waiting().filter(spec__in=specs).order_by("pk")
    items = list(waiting.select_for_update(of=("self",)))
    judged = with_verdicts(
        Spec.objects.filter(pk__in=[item.spec_id for item in items]),
        change.deed,
        by=change.asked_by,
        levels=access.levels_of(change.asked_by),
        to=change.to,
    )
    verdicts = dict(judged.order_by().values_list("pk", "verdict"))
    for item in items:
        item.left_out = verdicts[item.spec_id]
        item.is_done = not item.left_out
        if item.is_done and change.deed == Deed.ARCHIVE:
            item.former_state = specs[item.spec_id].state
    _carry_out(change, [(specs[item.spec_id], item) for item in items if item.is_done])
    BulkItem.objects.bulk_update(items, ["left_out", "is_done", "former_state"])


def _lock(spec_ids: Sequence[UUID]) -> list[Spec]:
    """Lock those that nobody holds, in one order for all; where each is held, wait for one."""
    free = Spec.objects.filter(pk__in=spec_ids).order_by("pk")
    locked = list(free.select_for_update(of=("self",), skip_locked=True))
    return locked or [Spec.objects.lock(spec_ids[0])]


def _carry_out(change: BulkChange, chosen: Sequence[tuple[Spec, BulkItem]]) -> None:
    by, specs = change.asked_by, [spec for spec, _item in chosen]
    if change.deed == Deed.ARCHIVE:
        archive_all(specs, by=by, why=change.why)
    elif change.deed == Deed.UNARCHIVE:
        again: dict[State, list[Spec]] = defaultdict(list)
        for spec, item in chosen:
            again[State(item.former_state or State.DRAFT)].append(spec)
        for state, those in again.items():
            why = _("Archiving was undone: it is %s again.") % state.label.lower()
            unarchive_all(those, by=by, to=state, why=why if change.undoes_id else "")
    elif change.to:
        reassign_all(specs, to=change.to, by=by)
