"""The tables of a spec, its risk register first, as a workbook: one sheet each."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from specs.domain.attribute import Kind
from specs.domain.risks import score
from specs.domain.values import display_cell, is_blank_row, read_figure
from specs.exports.portable import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal
    from typing import TypeAlias

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from specs.domain.attribute import Attribute, Column, Json
    from specs.exports.portable import Held

    Cell: TypeAlias = "str | Decimal | int"

REGISTER = "risk.register"
NARROWEST, WIDEST = 10, 60
LONGEST_CELL = 32_767
LONGEST_NAME = 31
# What a program of sheets would take for a formula, were it typed.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def write_workbook(held: Held) -> bytes:
    """Return the workbook; a spec without a table gets a sheet that says so."""
    book = Workbook(write_only=True)
    names: set[str] = set()
    for attribute, rows in _tables(held):
        name = sheet_name(attribute.title, names)
        names.add(name.casefold())
        _fill(book.create_sheet(name), [_titles(attribute, rows), *_cells(attribute, rows)])
    if not names:
        _fill(book.create_sheet("No tables"), [["No table of this spec has a row yet."]])
    book.properties.title = held.spec["title"]
    book.properties.creator = "Countersign"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _tables(held: Held) -> Iterator[tuple[Attribute, list[dict[str, Json]]]]:
    """Walk the tables that hold something; the risk register comes first."""
    attributes = [*held.template.attributes.values()]
    attributes += [a for k, a in held.others.items() if k not in held.template.attributes]
    for attribute in sorted(attributes, key=lambda one: one.key != REGISTER):
        value = held.values.get(attribute.key)
        if not attribute.kind.has_items or not isinstance(value, list):
            continue
        plain = plain_value(attribute, value)
        rows = [row for row in plain if isinstance(row, dict)] if isinstance(plain, list) else []
        rows = [row for row in rows if not is_blank_row(attribute, row)]
        if rows:
            yield attribute, rows


def _titles(attribute: Attribute, rows: Sequence[dict[str, Json]]) -> list[Cell]:
    if attribute.kind is Kind.CHECKLIST:
        return ["Item", "Answer", "Note"]
    titles: list[Cell] = ["Row"] if _is_named(rows) else []
    titles += [f"{c.title} ({c.unit})" if c.unit else c.title for c in attribute.columns]
    titles += [line.label for line in attribute.criteria]
    return [*titles, "Score"] if attribute.key == REGISTER else titles


def _is_named(rows: Sequence[dict[str, Json]]) -> bool:
    return any(row.get("row") for row in rows)


def _cells(attribute: Attribute, rows: Sequence[dict[str, Json]]) -> Iterator[list[Cell]]:
    named = _is_named(rows)
    for row in rows:
        held = row.get("cells")
        cells = held if isinstance(held, dict) else {}
        line = attribute.line(str(row.get("row") or ""))
        label = line.label if line else ""
        if attribute.kind is Kind.CHECKLIST:
            answer = str(cells.get("answer") or "").capitalize()
            yield [label, answer, str(cells.get("note") or "")]
            continue
        written: list[Cell] = [label] if named else []
        written += [_cell(column, cells.get(column.key)) for column in attribute.columns]
        scores = cells.get("scores")
        given = scores if isinstance(scores, dict) else {}
        written += [_figure(given.get(line.key)) for line in attribute.criteria]
        if attribute.key == REGISTER:
            risk = score(cells.get("probability"), cells.get("impact"))
            written.append("" if risk is None else risk)
        yield written


def _cell(column: Column, value: Json) -> Cell:
    if column.kind in (Kind.NUMBER, Kind.PERCENT):
        return _figure(value)
    if column.kind is Kind.DATE:
        return str(value or "")
    return display_cell(column, value)


def _figure(value: Json) -> Cell:
    figure = read_figure(value)
    return str(value or "") if figure is None else figure


def sheet_name(title: str, taken: set[str]) -> str:
    """Return the title as a sheet may be called, once in a workbook."""
    plain = _FORBIDDEN.sub(" ", title).strip()[:LONGEST_NAME].strip() or "Table"
    name, number = plain, 2
    while name.casefold() in taken:
        ending = f" {number}"
        name, number = plain[: LONGEST_NAME - len(ending)] + ending, number + 1
    return name


def _fill(sheet: WriteOnlyWorksheet, rows: Sequence[Sequence[Cell]]) -> None:
    """Write the rows below a heading that stays in sight, in columns as wide as their words."""
    sheet.freeze_panes = "A2"
    for number, cells in enumerate(zip(*rows, strict=True), start=1):
        longest = max(len(line) for cell in cells for line in str(cell).split("\n"))
        width = min(max(longest + 2, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for place, row in enumerate(rows):
        sheet.append([_written(sheet, cell, is_heading=place == 0) for cell in row])


def _written(sheet: WriteOnlyWorksheet, value: Cell, *, is_heading: bool) -> Any:
    text = value
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    if isinstance(text, str):
        cell.data_type = "s"  # text, whatever it begins with; it stays that when it is edited
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    cell.font = Font(bold=is_heading)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
