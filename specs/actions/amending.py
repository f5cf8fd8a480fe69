"""Changing what an approved spec says, and freezing that as the next revision, in one deed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction

from specs import access
from specs.actions.freezing import freeze
from specs.actions.items import add_item, write_item
from specs.actions.saving import UnknownBase, write_answer
from specs.actions.waivers import give_waivers
from specs.domain.lifecycle import State as Stage
from specs.domain.lifecycle import Step, allowed
from specs.models import Answer, Item, Spec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from specs.domain.attribute import Json
    from specs.domain.signing import Signing
    from specs.models import Revision
    from specs.own_checks import Own


class Amended(NamedTuple):
    """What comes to stand at one place: in an answer, or in one cell of a row."""

    key: str
    item: str
    column: str
    old: Json
    new: Json


class Accepted(NamedTuple):
    """A warning that the new values bring with them, and why it may stand."""

    code: str
    key: str
    reason: str


@transaction.atomic
def amend(
    *,
    spec: Spec,
    changes: Sequence[Amended],
    rows: Mapping[str, Sequence[Mapping[str, Json]]],
    waivers: Sequence[Accepted],
    policy: Json,
    signing: Signing,
    own: Own,
    amendments: Sequence[Json],
    by: User,
) -> Revision:
    """Save other values in an approved spec, and put its next revision in review.

    ``rows`` are added to tables, by key. It never is a draft in between that anybody could see.
    Raises NotReady as submitting does, and UnknownBase where something else stands there than
    what the changes were thought to replace.
    """
    spec = Spec.objects.lock(spec.pk)
    if Step.AMEND not in allowed(Stage(spec.state)) or not access.can_manage(by, spec):
        raise PermissionDenied
    for change in changes:
        if change.item:
            _write_cell(spec, change, by)
        else:
            _write_answer(spec, change, by)
    attributes = spec.template.template.attributes
    for key, added in rows.items():
        for cells in added:
            ids = uuid.uuid4(), uuid.uuid4()
            add_item(spec, attributes[key], ids[0], cells={**cells}, op_id=ids[1], by=by)
    give_waivers(spec, waivers, by=by, signing=signing)
    return freeze(spec, policy, by=by, signing=signing, own=own, amendments=amendments)


def _write_answer(spec: Spec, change: Amended, by: User) -> None:
    answer = Answer.objects.filter(spec=spec, key=change.key).first()
    if (answer.value if answer else None) != change.old:
        raise UnknownBase
    write_answer(
        spec,
        spec.template.template.attributes[change.key],
        change.new,
        previous=answer,
        base_version=answer.version if answer else 0,
        op_id=uuid.uuid4(),
        by=by,
    )


def _write_cell(spec: Spec, change: Amended, by: User) -> None:
    found = Item.objects.filter(spec=spec, key=change.key, pk=change.item, is_deleted=False)
    item = found.first()
    if item is None or item.cells.get(change.column) != change.old:
        raise UnknownBase
    cells = {key: cell for key, cell in item.cells.items() if key != change.column}
    if change.new is not None:
        cells[change.column] = change.new
    write_item(
        spec,
        spec.template.template.attributes[change.key],
        item,
        cells=cells,
        base_version=item.version,
        op_id=uuid.uuid4(),
        by=by,
    )
