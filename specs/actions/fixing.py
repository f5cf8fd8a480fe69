"""Mending what a check found on one click, and taking that back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from specs.actions.items import Pasted, delete_item
from specs.actions.pasting import paste_rows
from specs.actions.saving import UnknownBase, find_value, lock_for_writing, save_answer
from specs.documents import load_document
from specs.domain.checks import run
from specs.domain.fixes import find_fix
from specs.models import AnswerVersion, Conflict, Item, ItemVersion
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Attribute
    from specs.domain.fixes import Fix
    from specs.models import Spec


class NothingToFix(Exception):
    """The finding is gone, or what mended it was changed since."""


class Fixed(NamedTuple):
    """What was mended, and the id under which it can be taken back."""

    code: str
    fix: Fix
    op_id: UUID
    is_conflict: bool = False


@transaction.atomic
def fix_finding(
    *, spec: Spec, code: str, key: str, base_version: int, op_id: UUID, by: User
) -> Fixed:
    """Apply the fix that a finding offers, as an ordinary save.

    ``base_version`` is that of the answer on the page; where somebody saved since, the two are
    kept side by side as with any save. Raises NothingToFix when the finding does not stand.
    """
    spec = lock_for_writing(spec, by)
    document = load_document(spec)
    found = (f for f in run(document) if (f.code, f.key) == (code, key))
    fix = next((fix for finding in found if (fix := find_fix(finding, document))), None)
    if fix is None:
        raise NothingToFix
    attribute = spec.template.template.attributes[key]
    is_conflict = False
    if fix.rows:
        rows = [Pasted(None, "", dict(row)) for row in fix.rows]
        paste_rows(spec=spec, attribute=attribute, rows=rows, op_id=op_id, by=by)
    else:
        outcome = save_answer(
            spec=spec,
            attribute=attribute,
            value=fix.value,
            base_version=base_version,
            op_id=op_id,
            by=by,
        )
        is_conflict = isinstance(outcome, Conflict)
    if not is_conflict:
        _record(spec, Kind.FINDING_FIXED, code, attribute.title, fix.words, by)
    return Fixed(code, fix, op_id, is_conflict)


@transaction.atomic
def undo_fix(*, spec: Spec, code: str, key: str, op_id: UUID, by: User) -> None:
    """Take a fix back: the answer as it was before, without the rows that were added.

    Raises NothingToFix when somebody changed since what the fix wrote.
    """
    spec = lock_for_writing(spec, by)
    attribute = spec.template.template.attributes.get(key)
    undo_id = uuid.uuid5(op_id, "undo")
    version = AnswerVersion.objects.filter(spec=spec, key=key, op_id=op_id).first()
    rows = _added(spec, key, op_id)
    is_undone = AnswerVersion.objects.filter(spec=spec, op_id=undo_id).exists()
    if attribute is None or is_undone or not (version or rows):
        raise NothingToFix
    if version:
        take_back(spec=spec, attribute=attribute, op_id=op_id, by=by)
    for number, item in enumerate(rows):
        own_op = uuid.uuid5(undo_id, str(number))
        try:
            delete_item(spec=spec, item_id=item.pk, base_version=1, op_id=own_op, by=by)
        except UnknownBase as error:
            raise NothingToFix from error
    _record(spec, Kind.FIX_UNDONE, code, attribute.title, "", by)


@transaction.atomic
def take_back(*, spec: Spec, attribute: Attribute, op_id: UUID, by: User) -> None:
    """Give an answer the value that it had before one save.

    Raises NothingToFix when somebody changed since what that wrote.
    """
    spec = lock_for_writing(spec, by)
    saved = AnswerVersion.objects.filter(spec=spec, key=attribute.key, op_id=op_id).first()
    if saved is None:
        raise NothingToFix
    outcome = save_answer(
        spec=spec,
        attribute=attribute,
        value=find_value(spec, attribute.key, saved.version - 1),
        base_version=saved.version,
        op_id=uuid.uuid5(op_id, "undo"),
        by=by,
    )
    if isinstance(outcome, Conflict):
        raise NothingToFix  # which rolls the conflict back as well


def _added(spec: Spec, key: str, op_id: UUID) -> list[Item]:
    """Return the rows that a fix added and nobody deleted since."""
    attribute = spec.template.template.attributes.get(key)
    most = len(attribute.default_rows) if attribute else 0
    ops = [uuid.uuid5(op_id, str(number)) for number in range(most)]
    added = ItemVersion.objects.filter(spec=spec, op_id__in=ops, version=1, item__key=key)
    found = added.select_related("item").order_by("item__position")
    return [version.item for version in found if not version.item.is_deleted]


def _record(spec: Spec, kind: Kind, code: str, title: str, words: str, by: User) -> None:
    append(
        chain=spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=code,
        facts={"code": code, "title": title, "fix": words},
    )
