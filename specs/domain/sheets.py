"""Tables as they are read: cells in words, what changed since an earlier revision, scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from specs.domain import risks
from specs.domain.attribute import Attribute, Column, Json, Kind
from specs.domain.comparison import How, Piece, compare_text
from specs.domain.deltas import cell_delta
from specs.domain.register import residual_score
from specs.domain.values import display_cell, is_blank_row

ADDED = "Added"  # the label of a row beside those that are given
MOST_COLUMNS = 5  # more do not stand side by side on a page: each row becomes a block
NUMBERS = (Kind.NUMBER, Kind.PERCENT)
MEASURED = (*NUMBERS, Kind.DATE)
REGISTER = "risk.register"
LONGEST_FIGURE = 40  # characters: what is longer is compared word by word


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in words; its pieces tell what came and went, and are there only when it changed."""

    title: str
    text: str
    is_number: bool = False
    pieces: tuple[Piece, ...] = ()
    score: int = 0
    delta: str = ""  # how much a figure moved


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; one that is gone is shown struck through. A fact says of what it is."""

    cells: tuple[Cell, ...]
    is_changed: bool = False
    is_gone: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be read."""

    lines: tuple[Line, ...]
    is_stacked: bool = False

    @property
    def heads(self) -> tuple[Cell, ...]:
        """Any row tells what the columns are called."""
        return self.lines[0].cells if self.lines else ()

    @property
    def changes(self) -> int:
        return sum(line.is_changed for line in self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as it is read: columns that only make sense together are one."""

    title: str
    words: Callable[[Mapping[str, Json]], str]
    is_number: bool = False
    is_score: bool = False
    columns: tuple[Column, ...] = ()

    def delta(self, former: Mapping[str, Json], row: Mapping[str, Json]) -> str:
        """How much the figure in it moved; nothing where there are several."""
        figures = [column for column in self.columns if column.kind in MEASURED]
        if len(figures) != 1:
            return ""
        old, new = _cells(former), _cells(row)
        units = (self._unit(old), self._unit(new))
        return cell_delta(figures[0], old.get(figures[0].key), new.get(figures[0].key), units)

    def _unit(self, cells: Mapping[str, Json]) -> str:
        named = (c.key for c in self.columns if c.key == "unit" or c.key.endswith("_unit"))
        return next((str(cells.get(key) or "") for key in named), "")


def read_table(attribute: Attribute, now: Json, before: Json, *, compares: bool) -> Sheet:
    """A table, checklist or rubric, with each row beside its former self."""
    rows = written_rows(attribute, now)
    former = written_rows(attribute, before) if compares else []
    columns = shown_columns(attribute, (*rows, *former))
    old = {str(row.get("id")): row for row in former}
    kept = {str(row.get("id")) for row in rows}
    lines = [_line(columns, row, old.get(str(row.get("id"))), compares=compares) for row in rows]
    lines += [_gone(columns, row) for key, row in old.items() if key not in kept]
    return Sheet(tuple(lines), is_stacked=len(columns) > MOST_COLUMNS)


def shown_columns(attribute: Attribute, rows: Iterable[Mapping[str, Json]]) -> list[Shown]:
    """The columns as they are read, without those that are blank in all of these rows."""
    held = tuple(rows)
    return [column for column in _columns(attribute) if any(map(column.words, held))]


def written_rows(attribute: Attribute, value: Json) -> list[Mapping[str, Json]]:
    """The rows of a table in which something stands."""
    held = value if isinstance(value, list) else []
    return [row for row in held if isinstance(row, dict) and not is_blank_row(attribute, row)]


def compare_cells(old: str, new: str) -> tuple[Piece, ...]:
    """What changed in a cell; short ones are replaced as a whole."""
    if old == new:
        return ()
    if old and new and max(len(old), len(new)) > LONGEST_FIGURE:
        return tuple(compare_text(old, new))
    pieces = (Piece(How.DELETED, old), Piece(How.INSERTED, new))
    return tuple(piece for piece in pieces if piece.text)


def _line(
    columns: list[Shown],
    row: Mapping[str, Json],
    former: Mapping[str, Json] | None,
    *,
    compares: bool,
) -> Line:
    cells = []
    for column in columns:
        text = column.words(row)
        was = column.words(former) if former else ""
        pieces = compare_cells(was, text) if compares else ()
        score = int(text) if column.is_score and text else 0
        delta = column.delta(former, row) if pieces and former else ""
        cells.append(Cell(column.title, text, column.is_number, pieces, score, delta))
    return Line(tuple(cells), is_changed=any(cell.pieces for cell in cells))


def _gone(columns: list[Shown], row: Mapping[str, Json]) -> Line:
    cells = []
    for column in columns:
        text = column.words(row)
        pieces = (Piece(How.DELETED, text),) if text else ()
        cells.append(Cell(column.title, text, column.is_number, pieces))
    return Line(tuple(cells), is_changed=True, is_gone=True)


def _columns(attribute: Attribute) -> Iterator[Shown]:
    given = {line.key: line.label for line in (*attribute.fixed_rows, *attribute.items)}
    if attribute.kind is Kind.CHECKLIST:
        yield Shown("Item", lambda row: given.get(str(row.get("row")), ""))
        yield Shown("Answer", lambda row: str(_cells(row).get("answer") or "").capitalize())
        yield Shown("Note", lambda row: str(_cells(row).get("note") or ""))
        return
    if given:
        yield Shown("", lambda row: given.get(str(row.get("row")), ADDED))
    for group in _together(attribute.columns):
        is_number = any(_is_figure(column) for column in group)
        yield Shown(_title(group), _joined(group), is_number=is_number, columns=tuple(group))
    for line in attribute.criteria:
        yield Shown(line.label, _score_of(line.key), is_number=True)
    if attribute.key == REGISTER:
        yield Shown("Score", _risk_score, is_number=True, is_score=True)
        yield Shown("Score after mitigation", _residual_score, is_number=True, is_score=True)


def _together(columns: tuple[Column, ...]) -> list[list[Column]]:
    """Comparator, figure and unit are read as one: "more than 5 ms"."""
    groups: list[list[Column]] = []
    for column in columns:
        follows = column.key == "unit" or column.key.endswith("_unit")
        is_compared = bool(groups) and [c.key for c in groups[-1]] == ["comparator"]
        if groups and (follows or is_compared):
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _title(group: list[Column]) -> str:
    return next((c.title for c in group if _is_figure(c)), group[0].title)


def _is_figure(column: Column) -> bool:
    return column.kind in NUMBERS


def _joined(group: list[Column]) -> Callable[[Mapping[str, Json]], str]:
    def words(row: Mapping[str, Json]) -> str:
        cells = _cells(row)
        said = [display_cell(column, cells.get(column.key)) for column in group]
        figures = [text for c, text in zip(group, said, strict=True) if _is_figure(c)]
        if len(group) > 1 and figures and not any(figures):
            return ""  # a comparator or a unit without its figure says nothing
        return " ".join(filter(None, said))

    return words


def _score_of(criterion: str) -> Callable[[Mapping[str, Json]], str]:
    def words(row: Mapping[str, Json]) -> str:
        scores = _cells(row).get("scores")
        return str(scores.get(criterion) or "") if isinstance(scores, dict) else ""

    return words


def _risk_score(row: Mapping[str, Json]) -> str:
    cells = _cells(row)
    score = risks.score(cells.get("probability"), cells.get("impact"))
    return "" if score is None else str(score)


def _residual_score(row: Mapping[str, Json]) -> str:
    score = residual_score(_cells(row))
    return "" if score is None else str(score)


def _cells(row: Mapping[str, Json]) -> Mapping[str, Json]:
    cells = row.get("cells")
    return cells if isinstance(cells, dict) else {}
