"""Giving pieces of an imported file a place: into a field, or aside with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from specs.actions.items import Pasted
from specs.actions.pasting import paste_rows
from specs.actions.saving import lock_for_writing, save_over
from specs.domain.attribute import Kind as AttributeKind
from specs.domain.values import find_problems
from specs.imports.words import interpret
from specs.models import Answer, Conflict, LoosePiece, Outcome, Spec
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Attribute, Json


class DoesNotFit(ValueError):
    """A text that a field cannot hold; says why."""


@transaction.atomic
def place_piece(
    *,
    spec: Spec,
    piece_id: int,
    attribute: Attribute,
    text: str,
    is_added: bool,
    op_id: UUID,
    by: User,
) -> LoosePiece | Conflict:
    """Put a piece, in the words given, into a field: behind what is there, or in its place.

    It is saved as if somebody had typed it; rows go to the end of their table. Raises DoesNotFit.
    """
    spec = lock_for_writing(spec, by)
    piece = LoosePiece.objects.get(spec=spec, pk=piece_id)
    if piece.outcome != Outcome.OPEN:  # a second click
        return piece
    read = interpret(attribute, text)
    if read.left:
        raise DoesNotFit(read.left[0][1])
    if not read.rows and read.value is None:
        raise DoesNotFit("There is nothing to place.")
    if read.rows:
        _clear_reason(spec, attribute, op_id, by)
        rows = [Pasted(None, row.row, row.cells) for row in read.rows]
        paste_rows(spec=spec, attribute=attribute, rows=rows, op_id=op_id, by=by)
    else:
        outcome = _save(spec, attribute, read.value, is_added=is_added, op_id=op_id, by=by)
        if isinstance(outcome, Conflict):
            return outcome
    return _settle(spec, piece, Outcome.PLACED, Kind.PIECE_PLACED, by, attribute)


def _save(
    spec: Spec, attribute: Attribute, value: Json, *, is_added: bool, op_id: UUID, by: User
) -> object:
    answer = Answer.objects.filter(spec=spec, key=attribute.key).first()
    known = answer.value if answer else None
    is_text = attribute.kind is AttributeKind.LONG_TEXT
    if is_added and is_text and isinstance(known, str) and isinstance(value, str):
        value = f"{known.rstrip()}\n\n{value}"
    for problem in find_problems(attribute, value):
        raise DoesNotFit(problem.message)
    version = answer.version if answer else 0
    return save_over(spec, attribute, value, base_version=version, op_id=op_id, by=by)


def _clear_reason(spec: Spec, attribute: Attribute, op_id: UUID, by: User) -> None:
    """Take back that a table does not apply, before rows come into it."""
    answer = Answer.objects.filter(spec=spec, key=attribute.key, value__isnull=False).first()
    if answer and answer.value is not None:
        save_over(spec, attribute, None, base_version=answer.version, op_id=op_id, by=by)


@transaction.atomic
def dismiss_piece(*, spec: Spec, piece_id: int, by: User) -> LoosePiece:
    """Put a piece aside that belongs nowhere; it is kept."""
    spec = lock_for_writing(spec, by)
    piece = LoosePiece.objects.get(spec=spec, pk=piece_id)
    if piece.outcome != Outcome.OPEN:
        return piece
    return _settle(spec, piece, Outcome.DISMISSED, Kind.PIECE_DISMISSED, by)


@transaction.atomic
def restore_piece(*, spec: Spec, piece_id: int, by: User) -> LoosePiece:
    """Bring a piece back that was put aside or placed; what it became in a field stays there."""
    spec = lock_for_writing(spec, by)
    piece = LoosePiece.objects.get(spec=spec, pk=piece_id)
    if piece.outcome == Outcome.OPEN:
        return piece
    return _settle(spec, piece, Outcome.OPEN, Kind.PIECE_RESTORED, by)


def _settle(
    spec: Spec,
    piece: LoosePiece,
    outcome: Outcome,
    kind: Kind,
    by: User,
    attribute: Attribute | None = None,
) -> LoosePiece:
    piece.outcome, piece.key = outcome, attribute.key if attribute else ""
    piece.settled_at, piece.settled_by = timezone.now(), by
    piece.save(update_fields=["outcome", "key", "settled_at", "settled_by"])
    step = 1 if outcome == Outcome.OPEN else -1
    Spec.objects.filter(pk=spec.pk).update(pieces_to_place=F("pieces_to_place") + step)
    append(
        chain=spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=attribute.key if attribute else f"piece {piece.position}",
        after=digest(canonical(piece.text)),
        facts={
            "piece": piece.heading,
            "number": piece.position,
            "title": attribute.title if attribute else "",
        },
    )
    return piece
