"""Tables of the printed document: cells in words, column widths, what changed since before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from reviews.domain.words import in_sentence
from specs.domain.attribute import Attribute, Column, Json, Kind, Option
from specs.domain.values import ANSWERS, display_cell

ROOM = 96  # letters of small print that stand side by side on the page
HALF = 48  # and beside a picture
PADDING = 3
AFTER_FIGURES = 1  # they stand at the right of their column, so the next one keeps its distance
BROAD = 1.4  # of a letter of usual width
WIDEST = 44
_ANSWER = Column(
    "answer",
    "Answer",
    Kind.CHOICE,
    options=tuple(Option(answer, answer.capitalize()) for answer in ANSWERS),
)
_NOTE = Column("note", "Note", Kind.SHORT_TEXT)
NUMBERS = (Kind.NUMBER, Kind.PERCENT)


@dataclass(frozen=True)
class Cell:
    """A cell in words, with the words of the revision before when they differ."""

    words: str
    old: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a table; one that is gone is printed struck through."""

    cells: tuple[Cell, ...]
    is_changed: bool = False
    is_gone: bool = False
    number: str = ""


@dataclass(frozen=True)
class Heading:
    """The head of a column; widths are parts of a hundred."""

    title: str
    width: int
    is_number: bool


@dataclass(frozen=True)
class Table:
    """A table that fits the page, or one so wide that each row becomes a block."""

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    is_stacked: bool = False

    @property
    def lines(self) -> Iterator[tuple[Row, tuple[tuple[Heading, Cell], ...]]]:
        """Each row with its cells under their headings."""
        for row in self.rows:
            yield row, tuple(zip(self.headings, row.cells, strict=True))

    @property
    def written(self) -> Table:
        """The table without the columns in which no row says anything."""
        kept = _written(self.rows, len(self.headings))
        rows = tuple(replace(r, cells=tuple(r.cells[place] for place in kept)) for r in self.rows)
        return replace(self, headings=tuple(self.headings[place] for place in kept), rows=rows)


def fitted(
    titles: Sequence[str],
    rows: tuple[Row, ...],
    *,
    numbers: Sequence[bool] = (),
    widths: Sequence[int] = (),
    room: int = ROOM,
) -> Table:
    """Give every column the room that its words need."""
    is_number = list(numbers) or [False] * len(titles)
    least = [_longest_word(titles, rows, n) for n in range(len(titles))]
    least = [
        m + AFTER_FIGURES * follows for m, follows in zip(least, [False, *is_number], strict=False)
    ]
    if not widths:
        widths = _shares(least, [_wish(titles, rows, n) for n in range(len(titles))], room)
    heads = zip(titles, widths, is_number, strict=True)
    return Table(tuple(Heading(*head) for head in heads), rows, is_stacked=sum(least) > room)


def _written(rows: Sequence[Row], columns: int) -> list[int]:
    """The places of the columns in which some row says something, or all if there is no row."""
    places = range(columns)
    kept = [n for n in places if any(row.cells[n].words or row.cells[n].old for row in rows)]
    return kept or list(places)


def _longest_word(titles: Sequence[str], rows: Sequence[Row], n: int) -> int:
    texts = (titles[n], *(row.cells[n].words for row in rows))
    words = (word for text in texts for word in text.split())
    return min(max(map(_letters, words), default=1), 24) + PADDING


def _letters(word: str) -> int:
    """How many letters of usual width a word takes."""
    broad = sum(letter.isupper() or letter in "mw%" for letter in word)
    return ceil(len(word) + broad * (BROAD - 1))


def _wish(titles: Sequence[str], rows: Sequence[Row], n: int) -> int:
    lengths = [len(row.cells[n].words) + len(row.cells[n].old) for row in rows]
    return min(max([len(titles[n]), *lengths]), WIDEST) + PADDING


def _shares(least: Sequence[int], wish: Sequence[int], room: int) -> list[int]:
    """Parts of a hundred: the longest word first, then what each column would like."""
    spare = max(room - sum(least), 0)
    wanted = [max(w - m, 0) for w, m in zip(wish, least, strict=True)]
    total = sum(wanted) or 1
    parts = [m + spare * w / total for m, w in zip(least, wanted, strict=True)]
    widths = [round(100 * part / sum(parts)) for part in parts]
    widths[-1] += 100 - sum(widths)
    return widths


def item_table(attribute: Attribute, value: Json, before: Json) -> Table:
    """A table, checklist or rubric, each row beside its former self."""
    columns = _columns(attribute)
    now, old = _items(value), {str(item.get("id")): item for item in _items(before)}
    rows = []
    for item in now:
        former = old.get(str(item.get("id")))
        words = [column.words(item) for column in columns]
        were = [column.words(former) for column in columns] if former else [""] * len(columns)
        cells = tuple(
            Cell(w, old=o if former and o != w else "", is_changed=w != o)
            for w, o in zip(words, were, strict=True)
        )
        rows.append(Row(cells, is_changed=words != were))
    ids = {str(item.get("id")) for item in now}
    for gone in (item for key, item in old.items() if key not in ids):
        cells = tuple(Cell(column.words(gone)) for column in columns)
        rows.append(Row(cells, is_changed=True, is_gone=True))
    kept = _written(rows, len(columns))
    said = tuple(replace(row, cells=tuple(row.cells[n] for n in kept)) for row in rows)
    titles = [columns[n].title for n in kept]
    return fitted(titles, said, numbers=[columns[n].is_number for n in kept])


@dataclass(frozen=True)
class _Printed:
    """A printed column: what it is called, and which columns of the answer it is made of."""

    title: str
    parts: tuple[Column, ...] = ()
    lines: Mapping[str, str] | None = None
    score: str = ""
    is_number: bool = False

    def words(self, item: Mapping[str, Json]) -> str:
        cells = item.get("cells")
        cells = cells if isinstance(cells, dict) else {}
        if self.lines is not None:
            return self.lines.get(str(item.get("row", "")), "") or _first(cells)
        if self.score:
            scores = cells.get("scores")
            return str(scores.get(self.score, "")) if isinstance(scores, dict) else ""
        said = [display_cell(column, cells.get(column.key)) for column in self.parts]
        if self.parts[-1].kind is Kind.CHOICE and len(said) > 1:
            said[-1] = in_sentence(said[-1])  # a unit after its figure: "290,000 rows"
        if len(said) > 1 and len(self.parts) > 1 and self.parts[0].key == "comparator":
            said = said if said[1] else []
        return " ".join(filter(None, said)).replace(" %", "%")


def _first(cells: Mapping[str, Json]) -> str:
    return next((str(words) for words in cells.values() if isinstance(words, str)), "")


def _columns(attribute: Attribute) -> list[_Printed]:
    if attribute.kind is Kind.CHECKLIST:
        lines = {line.key: line.label for line in attribute.items}
        parts = (_ANSWER, _NOTE)
        return [_Printed("Question", lines=lines), *(_Printed(c.title, (c,)) for c in parts)]
    printed = list(_merged(attribute.columns))
    if attribute.fixed_rows:
        lines = {line.key: line.label for line in attribute.fixed_rows}
        printed.insert(0, _Printed("What", lines=lines))
    scores = (_Printed(c.label, score=c.key, is_number=True) for c in attribute.criteria)
    return [*printed, *scores]


def _merged(columns: Sequence[Column]) -> Iterator[_Printed]:
    """A comparison, its figure and its unit are one thing to read: "at least 0.70"."""
    waiting = list(columns)
    while waiting:
        column = waiting.pop(0)
        parts = [column]
        if column.key == "comparator" and waiting and waiting[0].kind in NUMBERS:
            parts.append(waiting.pop(0))
        if parts[-1].kind is Kind.NUMBER and waiting and waiting[0].key.endswith("unit"):
            parts.append(waiting.pop(0))
        named = parts[1] if column.title == "Comparison" and len(parts) > 1 else column
        is_number = any(part.kind in NUMBERS for part in parts)
        yield _Printed(named.title, tuple(parts), is_number=is_number)


def _items(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
