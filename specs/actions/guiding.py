"""Writing what a guide offers: answers and rows together, each as any save does."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction

from specs import access
from specs.actions.archiving import archive
from specs.actions.items import Pasted
from specs.actions.pasting import paste_rows
from specs.actions.saving import lock_for_writing, save_answer
from specs.models import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Attribute, Json
    from specs.models import Spec


class GuidedAnswer(NamedTuple):
    """An answer to write, and the version of it that the writer saw."""

    attribute: Attribute
    value: Json
    base_version: int


class GuidedRows(NamedTuple):
    """Rows of one table or checklist to write."""

    attribute: Attribute
    rows: Sequence[Pasted]


class Guided(NamedTuple):
    """What became of it: the titles of what is kept as a conflict, and whether the spec ended."""

    kept: tuple[str, ...]
    is_ended: bool


@transaction.atomic
def write_guided(
    *,
    spec: Spec,
    guide: str,
    answers: Sequence[GuidedAnswer],
    rows: Sequence[GuidedRows],
    op_id: UUID,
    by: User,
    ends: str = "",
) -> Guided:
    """Write all that one button of a guide names, or nothing; the trail names the guide.

    With ``ends`` the spec is put away for that reason afterwards, unless somebody changed one of
    these answers meanwhile: then both texts wait to be settled, and nothing ends.
    """
    spec = lock_for_writing(spec, by)
    if ends and not access.can_manage(by, spec):
        raise PermissionDenied
    kept = []
    for answer in answers:
        outcome = save_answer(
            spec=spec,
            attribute=answer.attribute,
            value=answer.value,
            base_version=answer.base_version,
            op_id=uuid.uuid5(op_id, answer.attribute.key),
            by=by,
            guide=guide,
        )
        kept += [answer.attribute.title] if isinstance(outcome, Conflict) else []
    for block in rows:
        own_op = uuid.uuid5(op_id, block.attribute.key)
        written = paste_rows(
            spec=spec, attribute=block.attribute, rows=block.rows, op_id=own_op, by=by, guide=guide
        )
        kept += [block.attribute.title] if len(written) < len(block.rows) else []
    if ends and not kept:
        archive(spec=spec, by=by, why=ends)
    return Guided(tuple(kept), is_ended=bool(ends) and not kept)
