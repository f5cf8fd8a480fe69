"""Rows of tables as the write page shows them, a hundred at a time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from specs.documents import StoredItem
    from specs.domain.attribute import Attribute, Column, Json
    from specs.domain.checks.check import Finding

NOT_BEGUN = uuid.UUID(int=0)
PAGE_ROWS = 100
ASKED = "rows-"  # before the key of a table, in the address of a section


@dataclass
class Cell:
    """One cell of a row: its column, what stands in it, and what a check says of it."""

    column: Column
    text: str
    is_long: bool = False  # sentences stand in its column
    severity: str = ""
    error: str = ""

    @property
    def kind(self) -> str:
        return self.column.kind.value


@dataclass
class Row:
    """One row of a table, item of a checklist or candidate, as the page shows it."""

    id: str
    row: str
    label: str
    version: int
    cells: list[Cell]
    entry: Mapping[str, Json] = field(default_factory=dict)
    error: str = ""
    is_new: bool = False
    over: str = ""  # the edge of the page that it stands at: up or down

    @property
    def op_id(self) -> str:
        return str(uuid.uuid4())


class Place(NamedTuple):
    """Where one row stands: a fixed line, begun or not, or a row that somebody added."""

    row: str
    id: str
    item: StoredItem | None


class Link(NamedTuple):
    """A row on another page of the table: its number, and what leads there."""

    number: int
    url: str


@dataclass(frozen=True)
class Pages:
    """Which rows of a table one page of it holds, counted from 1, and what leads to the others."""

    key: str
    address: str  # of the section
    places: Sequence[Place]
    first: int
    others: Mapping[str, int]  # what the browser shows of the other tables

    @property
    def shown(self) -> Sequence[Place]:
        return self.places[self.first - 1 : self.last]

    @property
    def total(self) -> int:
        return len(self.places)

    @property
    def last(self) -> int:
        return min(self.first + PAGE_ROWS - 1, self.total)

    @property
    def is_last(self) -> bool:
        return self.last == self.total

    @property
    def is_paged(self) -> bool:
        return self.total > PAGE_ROWS

    @property
    def earlier(self) -> str:
        """The query of the page before."""
        return self.query(self.first - PAGE_ROWS) if self.first > 1 else ""

    @property
    def later(self) -> str:
        """The query of the next page."""
        return "" if self.is_last else self.query(self.last + 1)

    @property
    def here(self) -> str:
        """The query of this page; none for a table that fits on one."""
        return self.query(self.first) if self.is_paged else ""

    @property
    def up(self) -> str:
        """The row before which a row comes to stand last on the page before."""
        return self.places[self.first - 2].id if self.first > 1 else ""

    @property
    def after(self) -> str:
        """The first row of the next page."""
        return "" if self.is_last else self.places[self.last].id

    @property
    def down(self) -> str:
        """The row before which a row comes to stand first on the next page; blank at the end."""
        return self.places[self.last + 1].id if self.last + 1 < self.total else ""

    def query(self, number: int) -> str:
        """Return the query of the page that begins at a row."""
        firsts = {**self.others, self.key: number}
        return "?" + urlencode({f"{ASKED}{key}": first for key, first in firsts.items()})

    def links(self, items: Sequence[StoredItem], findings: Iterable[Finding]) -> list[Link]:
        """Return, for each finding, the first row that it names on each other page."""
        if not self.is_paged:
            return []
        number_of = {place.id: number for number, place in enumerate(self.places, start=1)}
        found: set[int] = set()
        for finding in findings:
            named = sorted(
                number_of[items[place].id] for place, _ in finding.cells if place < len(items)
            )
            found.update({page_of(number): number for number in reversed(named)}.values())
        return [
            Link(
                number,
                f"{self.address}{self.query(page_of(number))}#row-{self.places[number - 1].id}",
            )
            for number in sorted(found)
            if page_of(number) != self.first
        ]


def page_of(number: int) -> int:
    """Return the first row of the page that a row stands on."""
    return (number - 1) // PAGE_ROWS * PAGE_ROWS + 1


def lay_out(
    attribute: Attribute, items: Sequence[StoredItem], spec_id: uuid.UUID
) -> Sequence[Place]:
    """Return all rows in the order of the page: the fixed ones first, begun or not."""
    stored = {item.row: item for item in items if item.row}
    places = []
    for line in (*attribute.fixed_rows, *attribute.items):
        item = stored.get(line.key)
        # Two people who begin this row at once begin one row.
        row_id = item.id if item else str(attribute.row_id(spec_id, line.key))
        places.append(Place(line.key, row_id, item))
    return places + [Place("", item.id, item) for item in items if not item.row]


def build_pages(
    attribute: Attribute,
    address: str,
    places: Sequence[Place],
    asked: Mapping[str, int],
    holding: str = "",
) -> Pages:
    """Return the page of a table that holds a row, else the one that was asked for."""
    number = next((n for n, place in enumerate(places, start=1) if place.id == holding), 0)
    if not (holding and number):
        number = min(max(asked.get(attribute.key, 1), 1), max(len(places), 1))
    others = {key: first for key, first in asked.items() if key != attribute.key}
    return Pages(attribute.key, address, places, page_of(number), others)


def build_rows(
    attribute: Attribute,
    pages: Pages,
    items: Sequence[StoredItem],
    findings: Iterable[Finding],
) -> list[Row]:
    """Return the rows of one page, with the cells marked that findings name."""
    rows = [build_row(attribute, place.item, place.id, place.row) for place in pages.shown]
    if pages.later:
        rows[-1].over = "down"
    if pages.earlier:
        rows[0].over = "up"
    tint({row.id: row for row in rows}, [item.id for item in items], findings)
    return rows


def build_row(attribute: Attribute, item: StoredItem | None, item_id: str, row: str = "") -> Row:
    """Return one row; without an item it is one that nobody has begun."""
    line = attribute.line(row) if row else None
    cells = item.cells if item else {}
    scores = cells.get("scores") or {}
    wordy = attribute.wordy_columns
    built = [
        Cell(column, str(cells.get(column.key) or ""), column.key in wordy)
        for column in attribute.columns
    ]
    entry = {"answer": "", "note": "", **cells, **(scores if isinstance(scores, dict) else {})}
    return Row(
        id=item.id if item else item_id,
        row=row,
        label=line.label if line else "",
        version=item.version if item else 0,
        cells=built,
        entry=entry,
        is_new=item is None,
    )


def tint(rows: Mapping[str, Row], order: list[str], findings: Iterable[Finding]) -> None:
    """Mark the cells that findings name; checks count rows in their stored order."""
    for finding in findings:
        for place, column in finding.cells:
            row = rows.get(order[place]) if place < len(order) else None
            for cell in row.cells if row else ():
                if cell.column.key == column and cell.severity != "blocker":
                    cell.severity = finding.severity.value


def read_asked(query: Mapping[str, str]) -> dict[str, int]:
    """Return which page of each long table an address asks for; what is no number is left out."""
    return {
        name.removeprefix(ASKED): int(value)
        for name, value in query.items()
        if name.startswith(ASKED) and value.isdecimal() and len(value) <= 5
    }
