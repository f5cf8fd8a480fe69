"""Cells pasted from a spreadsheet, tidied into what one would have typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from specs.domain.attribute import Attribute, Column, Kind, Option
from specs.domain.values.figures import read_shown_day, ungroup
from specs.domain.values.parsing import parse_cell
from specs.domain.values.text import Invalid

ROWS_LIMIT = 1_000
SIZE_LIMIT = 1_000_000

# A quoted cell ends at a quote before the next cell; any other quote is text. Possessive,
# so that a paste full of lone quotes takes no longer than it is long.
_CELL = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\n]|\Z)|([^\t\n]*+)')


class PasteError(NamedTuple):
    """What is wrong with one cell of the block; rows and columns of the table count from 0."""

    row: int
    column: str
    message: str


class InvalidPaste(Invalid):
    """A block that cannot be pasted: every reason, by row and column."""

    def __init__(self, errors: Sequence[PasteError]) -> None:
        super().__init__(errors[0].message)
        self.errors = tuple(errors)


def parse_paste(
    attribute: Attribute, text: str, start_row: int = 0, start_column: int = 0
) -> list[dict[str, str]]:
    """The rows of a pasted block, each as its cells by column; a blank row is empty.

    Columns count from ``start_column``; criteria of a rubric follow its columns, under
    ``scores.<criterion>``. A first row that repeats the titles of the columns is left out.
    """
    columns = _columns(attribute)[start_column:]
    if attribute.kind not in (Kind.TABLE, Kind.RUBRIC) or not columns:
        raise InvalidPaste([PasteError(start_row, "", "Paste into the cells of a table.")])
    if len(text) > SIZE_LIMIT:
        raise InvalidPaste([PasteError(start_row, "", "Too much at once. Paste fewer rows.")])
    block = split_cells(text)
    if block and _is_heading(block[0], columns):
        block = block[1:]
        if not block:
            return []
    if len(block) > ROWS_LIMIT:
        message = f"At most {ROWS_LIMIT:,} rows at once; this has {len(block):,}."
        raise InvalidPaste([PasteError(start_row, "", message)])
    errors: list[PasteError] = []
    rows = [
        _read_row(cells, columns, start_row + position, errors)
        for position, cells in enumerate(block)
    ]
    if errors:
        raise InvalidPaste(errors)
    return rows


def split_cells(text: str) -> list[list[str]]:
    """The block as rows of cells, the way spreadsheets copy it: tabs, and quotes where needed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    block = [list(row) for row in _split(text)]
    while block and not any(cell.strip() for cell in block[-1]):
        block.pop()
    return block


def _split(text: str) -> Iterator[list[str]]:
    row: list[str] = []
    position = 0
    while found := _CELL.match(text, position):  # at the end it matches nothing, once
        quoted, bare = found.groups()
        row.append(bare if quoted is None else quoted.replace('""', '"'))
        position = found.end() + 1
        if text[found.end() : position] != "\t":
            yield row
            row = []
        if position > len(text):
            return


def _columns(attribute: Attribute) -> tuple[Column, ...]:
    """The columns, then the criteria as columns of scores."""
    scores = tuple(Option(score, score) for score in ("1", "2", "3", "4", "5"))
    return (
        *attribute.columns,
        *(
            Column(f"scores.{line.key}", line.label, Kind.CHOICE, options=scores)
            for line in attribute.criteria
        ),
    )


def _is_heading(cells: list[str], columns: Sequence[Column]) -> bool:
    titles = [column.title.casefold() for column in columns[: len(cells)]]
    return [cell.strip(" *").casefold() for cell in cells] == titles


def _read_row(
    cells: list[str], columns: Sequence[Column], row: int, errors: list[PasteError]
) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        message = f"Row {row + 1} has {len(cells)} cells, but there is room for {len(columns)}."
        errors.append(PasteError(row, "", message))
        return {}
    read: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        try:
            tidied = parse_cell(column, tidy_cell(column, cell))
        except Invalid as error:
            message = f"Row {row + 1}, {column.title}: {error.message}"
            errors.append(PasteError(row, column.key, message))
            continue
        if tidied is not None:
            read[column.key] = tidied
    return read


def tidy_cell(column: Column, cell: str) -> str:
    """A cell as a spreadsheet shows it, written as this product stores it."""
    text = cell.strip()
    match column.kind:
        case Kind.NUMBER:
            return ungroup(text)
        case Kind.PERCENT:
            return ungroup(text.removesuffix("%").rstrip())
        case Kind.CHOICE:
            return _match_option(column.options, text)
        case Kind.DATE:
            return read_shown_day(text)
        case Kind.LONG_TEXT:
            return cell
        case _:
            return " ".join(text.split("\n"))


def _match_option(options: tuple[Option, ...], text: str) -> str:
    for option in options:
        if text.casefold() in (option.value.casefold(), option.label.casefold()):
            return option.value
    return text
