"""Rows of typed cells as CSV or as a workbook, piece by piece, in memory that does not grow."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, TypeAlias
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from specs.exports.spreadsheet import FORMULA_SIGNS, LONGEST_CELL, WIDEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Cell: TypeAlias = "str | int | Decimal | date | datetime | None"
AT_ONCE = 500  # rows in one piece
DAY_ZERO = date(1899, 12, 30)  # from which spreadsheets count days
SECONDS_A_DAY = 86_400
# What cells look like, by their number in the styles below.
PLAIN, HEAD, QUOTED, DAY, MOMENT = range(5)


def harmless(text: str) -> str:
    """Return a text that no program of sheets takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def write_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the lines; days and moments as ISO 8601, in UTC."""
    text = StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")  # without it Excel takes the letters for others
    writer.writerow(heads)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_told(cell) for cell in row])
        if number % AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _told(cell: Cell) -> object:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return harmless(cell) if isinstance(cell, str) else cell


class _Pipe:
    """What a zip file is written into; taken out as it grows."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, some: bytes) -> int:
        self._held.append(bytes(some))
        return len(some)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written is taken out by take()."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        held, self._held = b"".join(self._held), []
        return held


def write_workbook_rows(
    heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, widths: Sequence[int]
) -> Iterator[bytes]:
    """Yield a workbook of one sheet, below a head that stays in sight."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as book:
        for name, text in _PARTS.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write((_SHEET + _columns(widths) + "<sheetData>").encode())
            sheet.write(_row(heads, style=HEAD).encode())
            for number, row in enumerate(rows, start=1):
                sheet.write(_row(row).encode())
                if number % AT_ONCE == 0:
                    yield pipe.take()
            sheet.write(b"</sheetData></worksheet>")
    yield pipe.take()


def _row(cells: Sequence[Cell], style: int = PLAIN) -> str:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(cell: Cell, style: int) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, datetime):
        days = (cell.date() - DAY_ZERO).days
        part = (cell.hour * 3600 + cell.minute * 60 + cell.second) / SECONDS_A_DAY
        return f'<c s="{MOMENT}"><v>{days + part:.6f}</v></c>'
    if isinstance(cell, date):
        return f'<c s="{DAY}"><v>{(cell - DAY_ZERO).days}</v></c>'
    if isinstance(cell, str):
        text = escape(ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell)[:LONGEST_CELL])
        looks = QUOTED if cell.startswith(FORMULA_SIGNS) else style
        return f'<c t="inlineStr" s="{looks}"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c s="{style}"><v>{cell}</v></c>'


def _columns(widths: Sequence[int]) -> str:
    told = "".join(
        f'<col min="{n}" max="{n}" width="{min(width, WIDEST)}" customWidth="1"/>'
        for n, width in enumerate(widths, start=1)
    )
    return f"<cols>{told}</cols>"


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews>"
)
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Specs" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        "</cellStyleXfs>"
        '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    ),
}
