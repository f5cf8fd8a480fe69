"""What saves changed: the values that the events of a history tell of, read back for one page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from reviews.domain.changes import lines_of
from specs.domain.comparison import How, Piece
from specs.models import AnswerVersion
from specs.models.item import ItemVersion
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reviews.domain.changes import Line
    from specs.domain.attribute import Attribute, Json
    from trail.models import Event

ITEM_KINDS = (Kind.ITEM_ADDED, Kind.ITEM_SAVED, Kind.ITEM_DELETED, Kind.ITEM_RESTORED)
AROUND = 48  # characters of unchanged text that are left beside what changed
LONGEST = 1200  # characters of a value that are compared for a line of the history


@dataclass(frozen=True)
class Save:
    """One save as the trail tells of it: the field or row, and the version that it made."""

    key: str
    item: str
    version: int
    is_gone: bool = False


@dataclass(frozen=True)
class Saves:
    """The values of many saves and of those before them, found in two queries."""

    answers: Mapping[tuple[str, int], Json]
    items: Mapping[tuple[str, int], dict[str, Json]]

    def lines(self, attribute: Attribute, first: Save, last: Save) -> tuple[Line, ...]:
        """Return what differs between the value before the first save and that of the last."""
        if first.item:
            former = self._row(first.item, first.version - 1)
            now = [] if last.is_gone else self._row(last.item, last.version)
            found = lines_of(attribute, former, now)
        else:
            before = self.answers.get((first.key, first.version - 1))
            found = lines_of(attribute, before, self.answers.get((last.key, last.version)))
        seen = (line for line in found if line.former or line.now)
        own = (replace(one, name="") if one.name == attribute.title else one for one in seen)
        return tuple(shortened(line) for line in own)

    def _row(self, item: str, version: int) -> list[Json]:
        stored = self.items.get((item, version))
        return [] if stored is None else [stored]


def read_save(event: Event, facts: Mapping[str, Json]) -> Save | None:
    """Return the save that an event tells of, or None where it tells of something else."""
    version = facts.get("version")
    if not isinstance(version, int):
        return None
    if event.kind == Kind.ANSWER_SAVED:
        return Save(event.object, "", version)
    key, _, item = event.object.partition("/")
    if event.kind in ITEM_KINDS and _is_uuid(item):
        return Save(key, item, version, is_gone=event.kind == Kind.ITEM_DELETED)
    return None


def load_saves(spec_id: UUID, saves: Iterable[Save]) -> Saves:
    """Return the values of these saves, and those that they replaced."""
    wanted = list(saves)
    pairs = {(s.key, v) for s in wanted if not s.item for v in (s.version, s.version - 1)}
    answers = AnswerVersion.objects.filter(
        pk__in=[(spec_id, key, version) for key, version in pairs]
    ).values_list("key", "version", "value")
    rows = {(s.item, v) for s in wanted if s.item for v in (s.version, s.version - 1)}
    items = ItemVersion.objects.filter(
        spec=spec_id,
        item__in={item for item, _ in rows},
        version__in={version for _, version in rows},
        is_deleted=False,
    ).values_list("item", "version", "cells", "item__row")
    return Saves(
        {(key, version): value for key, version, value in answers} if pairs else {},
        {
            (str(item), version): {"id": str(item), "cells": cells, "row": row}
            for item, version, cells, row in items
        }
        if rows
        else {},
    )


def shortened(line: Line) -> Line:
    """Leave of a long text what changed, and some words around it."""
    if not line.pieces:
        return replace(line, former=_cut(line.former), now=_cut(line.now))
    pieces = tuple(
        Piece(piece.kind, _around(piece.text, is_first=at == 0, is_last=at == len(line.pieces) - 1))
        if piece.kind is How.SAME
        else Piece(piece.kind, _cut(piece.text))
        for at, piece in enumerate(line.pieces)
    )
    return replace(line, pieces=pieces)


def _around(text: str, *, is_first: bool, is_last: bool) -> str:
    if len(text) <= 2 * AROUND:
        return text
    head = "" if is_first else text[:AROUND]
    return head + " … " + ("" if is_last else text[-AROUND:])


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …"


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
