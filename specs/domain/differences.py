"""Two texts of a spec side by side: by section, field, row and column."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from specs.domain.attribute import Attribute, Json, Kind, Section, Template
from specs.domain.carried import carried_section
from specs.domain.comparison import How, Piece, compare_answers
from specs.domain.deltas import delta_of
from specs.domain.sheets import Shown, compare_cells, shown_columns, written_rows
from specs.domain.values import is_blank, not_applicable

LONGEST_TITLE = 80
SPACES_ONLY = "only spaces or line breaks"
Row = Mapping[str, Json]


class Fate(StrEnum):
    """What became of a field or a row."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Pair:
    """One value then and now, in words."""

    title: str
    former: str
    now: str
    pieces: tuple[Piece, ...] = ()
    delta: str = ""
    is_number: bool = False

    @property
    def is_changed(self) -> bool:
        return bool(self.pieces)

    @property
    def then_pieces(self) -> tuple[Piece, ...]:
        """The former value, with what went marked."""
        return tuple(piece for piece in self.pieces if piece.kind is not How.INSERTED)

    @property
    def now_pieces(self) -> tuple[Piece, ...]:
        """The value of now, with what came marked."""
        return tuple(piece for piece in self.pieces if piece.kind is not How.DELETED)


@dataclass(frozen=True, slots=True)
class RowPair:
    """One row then and now; rows are the same when their id is, wherever they stand."""

    title: str
    fate: Fate
    cells: tuple[Pair, ...]
    is_moved: bool = False

    @property
    def is_changed(self) -> bool:
        return self.fate is not Fate.SAME

    def changes_only(self) -> RowPair:
        """The same without the cells that stayed; a row that came or went is told whole."""
        cells = (cell for cell in self.cells if cell.is_changed)
        return replace(self, cells=tuple(cells))


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One answer then and now: a value, or the rows of a table."""

    key: str
    title: str
    fate: Fate
    pair: Pair
    is_prose: bool = False
    rows: tuple[RowPair, ...] = ()

    @property
    def is_changed(self) -> bool:
        return self.fate is not Fate.SAME

    @property
    def is_table(self) -> bool:
        return bool(self.rows)

    @property
    def html_id(self) -> str:
        return self.key.replace(".", "-")

    @property
    def changes(self) -> int:
        """How many values or rows of it changed."""
        return sum(row.is_changed for row in self.rows) or int(self.is_changed)

    def changes_only(self) -> FieldPair:
        """The same without the rows that stayed."""
        rows = (row.changes_only() for row in self.rows if row.is_changed)
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring short answers, which are read as one table; or one field by itself."""

    is_facts: bool
    fields: tuple[FieldPair, ...]


@dataclass(frozen=True)
class SectionPair:
    """One section then and now."""

    section: Section
    fields: tuple[FieldPair, ...]
    fate: Fate = Fate.SAME  # whether the template asks for it in both

    @cached_property
    def changes(self) -> int:
        return sum(one.changes for one in self.fields)

    def changes_only(self) -> SectionPair:
        """The same without the fields that stayed."""
        fields = (one.changes_only() for one in self.fields if one.is_changed)
        return replace(self, fields=tuple(fields))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The fields as they are set: short ones beside each other in one table."""
        grouped = groupby(self.fields, key=lambda one: not (one.is_prose or one.is_table))
        return tuple(Group(is_facts, tuple(fields)) for is_facts, fields in grouped)


@dataclass(frozen=True)
class Side:
    """One of the two texts."""

    template: Template
    values: Mapping[str, Json]
    carried: tuple[Attribute, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[Section, ...]:
        asked = self.template.sections
        return (*asked, carried_section(self.carried)) if self.carried else asked


def compare_sides(former: Side, now: Side) -> tuple[SectionPair, ...]:
    """Every section of both, in the order of now; then those that are asked no more."""
    then = {section.key: section for section in former.sections}
    here = {section.key for section in now.sections}
    asked = {attribute.key for section in now.sections for attribute in section.attributes}
    found = []
    for section in now.sections:
        earlier = then.get(section.key)
        left = [a for a in earlier.attributes if a.key not in asked] if earlier else []
        fate = Fate.SAME if earlier else Fate.ADDED
        found.append(SectionPair(section, _fields((*section.attributes, *left), former, now), fate))
    for section in former.sections:
        left = [a for a in section.attributes if a.key not in asked]
        if section.key not in here and left:
            found.append(SectionPair(section, _fields(left, former, now), Fate.REMOVED))
    return tuple(found)


def _fields(attributes: Iterable[Attribute], former: Side, now: Side) -> tuple[FieldPair, ...]:
    pairs = (
        compare_field(a, former.values.get(a.key), now.values.get(a.key), now.roles)
        for a in attributes
    )
    return tuple(pair for pair in pairs if pair is not None)


def compare_field(
    attribute: Attribute, old: Json, new: Json, roles: Mapping[str, str]
) -> FieldPair | None:
    """One answer then and now; None when it is blank in both."""
    before = None if is_blank(attribute, old) else old
    after = None if is_blank(attribute, new) else new
    if before is None and after is None:
        return None
    is_table = attribute.kind.has_items and not (not_applicable(before) or not_applicable(after))
    if is_table:
        rows = compare_rows(attribute, before, after)
        fate = _fate_of(before, after, is_changed=any(row.is_changed for row in rows))
        return FieldPair(
            attribute.key, attribute.title, fate, Pair(attribute.title, "", ""), rows=rows
        )
    change = compare_answers(attribute, before, after, roles)
    pair = Pair(
        attribute.title,
        change.former if before is not None else "",
        change.now if after is not None else "",
        change.pieces,
        delta_of(attribute, before, after) or _of_spaces(change.pieces),
        attribute.kind in (Kind.NUMBER, Kind.PERCENT, Kind.NUMBER_UNIT, Kind.DURATION),
    )
    is_prose = attribute.kind is Kind.LONG_TEXT or attribute.kind.has_items
    fate = _fate_of(before, after, is_changed=bool(change.pieces))
    return FieldPair(attribute.key, attribute.title, fate, pair, is_prose)


def _fate_of(before: Json, after: Json, *, is_changed: bool) -> Fate:
    if before is None:
        return Fate.ADDED
    if after is None:
        return Fate.REMOVED
    return Fate.CHANGED if is_changed else Fate.SAME


def compare_rows(attribute: Attribute, old: Json, new: Json) -> tuple[RowPair, ...]:
    """Each row of now beside its former self, then those that are gone."""
    before = {_id_of(row, place): row for place, row in enumerate(written_rows(attribute, old))}
    after = {_id_of(row, place): row for place, row in enumerate(written_rows(attribute, new))}
    columns = shown_columns(attribute, (*before.values(), *after.values()))
    moved = moved_keys(list(before), list(after))
    pairs = []
    for number, (key, row) in enumerate(after.items(), start=1):
        former = before.get(key)
        cells = tuple(_cell(column, former, row) for column in columns)
        fate = Fate.ADDED if former is None else _row_fate(cells, is_moved=key in moved)
        pairs.append(RowPair(_title(columns, row, number), fate, cells, key in moved))
    for number, (key, row) in enumerate(before.items(), start=1):
        if key not in after:
            cells = tuple(_cell(column, row, None) for column in columns)
            pairs.append(RowPair(_title(columns, row, number), Fate.REMOVED, cells))
    return tuple(pairs)


def moved_keys(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The fewest of the things in both that have to move to get from one order to the other."""
    kept = set(after)
    place = {key: at for at, key in enumerate(key for key in before if key in kept)}
    order = [key for key in after if key in place]
    return frozenset(order) - _longest_rising(order, place)


def _longest_rising(order: Sequence[str], place: Mapping[str, int]) -> frozenset[str]:
    """The most of these that stand in the order of their places, found by patience sorting."""
    ends: list[int] = []  # the last place of the best run of each length
    keys: list[str] = []  # whose place that is
    before: dict[str, str | None] = {}
    for key in order:
        at = bisect_left(ends, place[key])
        before[key] = keys[at - 1] if at else None
        if at == len(ends):
            ends.append(place[key])
            keys.append(key)
        else:
            ends[at], keys[at] = place[key], key
    run: set[str] = set()
    last = keys[-1] if keys else None
    while last is not None:
        run.add(last)
        last = before[last]
    return frozenset(run)


def _row_fate(cells: Iterable[Pair], *, is_moved: bool) -> Fate:
    if any(cell.is_changed for cell in cells):
        return Fate.CHANGED
    return Fate.MOVED if is_moved else Fate.SAME


def _cell(column: Shown, former: Row | None, now: Row | None) -> Pair:
    was = column.words(former) if former else ""
    text = column.words(now) if now else ""
    pieces = compare_cells(was, text)
    delta = column.delta(former, now) if former and now else ""
    return Pair(column.title, was, text, pieces, delta or _of_spaces(pieces), column.is_number)


def _of_spaces(pieces: Sequence[Piece]) -> str:
    """What is said of a change in which no word came or went."""
    is_blank_change = bool(pieces) and all(piece.kind is How.SAME for piece in pieces)
    return SPACES_ONLY if is_blank_change else ""


def _title(columns: Sequence[Shown], row: Row, number: int) -> str:
    """A row is called by its first words."""
    words = next((text for column in columns if (text := column.words(row))), "")
    first = words.partition("\n")[0]
    short = first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1]}…"
    return short or f"Row {number}"


def _id_of(row: Row, place: int) -> str:
    return str(row.get("id") or row.get("row") or place)
