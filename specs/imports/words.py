"""Answers as people write them in a document, turned into values; what does not fit is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specs import catalogue
from specs.domain.attribute import Attribute, Column, Json, Kind, Line
from specs.domain.values import UNITS
from specs.domain.values.figures import read_shown_day, ungroup
from specs.domain.values.pasting import tidy_cell
from specs.exports.markdown import table
from specs.imports.outline import Block, Grid, read_blocks, read_entries, read_grid, title_of
from specs.imports.values import YES_NO, Reader

if TYPE_CHECKING:
    from specs.imports.values import Row

_EXCUSED = re.compile(r"not applicable\s*[:,]\s*(?:because\s+)?(.+)", re.IGNORECASE | re.DOTALL)
_MARKED = re.compile(r"\*?not applicable\s*:", re.IGNORECASE)
_AMOUNT = re.compile(r"([+-]?[0-9][0-9.,'\u2019\u00a0\u202f]*(?: [0-9]{3}(?![0-9]))*)\s*(.*)")
_PERSON = re.compile(r"(.+?)\s*\(([^()]+)\)")
_TO = re.compile(r"\s+(?:to|until|-|–)\s+")  # noqa: RUF001 - people write dashes of any length
_CHECKED = re.compile(r"\[([ xX])\]\s*(.*)", re.DOTALL)
_ANSWER = re.compile(r"\s*:?\s*(yes|no|unsure)\b[.:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)
EMPTY = "No cell of it belongs to the table."
NO_ROOM = "This field has no room for it."


@dataclass
class Read:
    """What became of a text: a value or rows to store, and what did not fit, with why."""

    value: Json = None
    rows: list[Row] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)  # text, reason


def interpret(attribute: Attribute, text: str) -> Read:
    """Return what a text means as the answer to one attribute; nothing of it is lost."""
    return interpret_blocks(attribute, read_blocks(text), text)


def interpret_blocks(attribute: Attribute, blocks: Sequence[Block], text: str) -> Read:
    """Return what blocks of a document, whose source is ``text``, mean as an answer."""
    if not text.strip():
        return Read()
    first = blocks[0].words if len(blocks) == 1 else ""
    excuse = _EXCUSED.fullmatch(first)
    if excuse and (_MARKED.match(text.strip()) or attribute.kind.has_items):
        return _checked(attribute, {"not_applicable": excuse[1].strip()}, text)
    if attribute.kind is Kind.LONG_TEXT:
        return _checked(attribute, text.strip("\n"), text)
    if attribute.kind in (Kind.TABLE, Kind.RUBRIC):
        return _in_parts(attribute, blocks, "table_open", _read_table)
    if attribute.kind is Kind.CHECKLIST:
        return _in_parts(attribute, blocks, "bullet_list_open", _read_checklist)
    if attribute.kind is Kind.MULTI_CHOICE:
        return _checked(attribute, _choices(attribute, blocks), text)
    if not first or blocks[0].kind != "paragraph_open":
        return Read(left=[(text, NO_ROOM)])
    return _checked(attribute, _plain(attribute, first), text)


def _checked(attribute: Attribute, value: Json, text: str) -> Read:
    """Hold a value against the rules for what people type."""
    reader = Reader(attribute)
    read = reader.read(value)
    if reader.found:
        return Read(left=[(text, reader.found[0][1])])
    return Read(value=read if not isinstance(read, list) or not _is_rows(attribute) else None)  # type: ignore[arg-type]


def _is_rows(attribute: Attribute) -> bool:
    return attribute.kind.has_items


def _plain(attribute: Attribute, words: str) -> Json:
    """Return the value that words of one line stand for, as far as can be told."""
    read = _WORDS.get(attribute.kind)
    return read(attribute, words) if read else words


def _date_range(attribute: Attribute, words: str) -> Json:
    del attribute
    start, _, end = _TO.sub("\0", words, count=1).partition("\0")
    return {"start": read_shown_day(start), "end": read_shown_day(end)}


def _rag(attribute: Attribute, words: str) -> Json:
    del attribute
    status, _, note = words.partition(":")
    return {"status": status.strip().casefold(), "note": note.strip()}


def _option(labels: Mapping[str, str], words: str) -> str:
    known = {title_of(label): value for value, label in labels.items()}
    return known.get(title_of(words), words)


def _figure(words: str, unit: str) -> str:
    return ungroup(words.removesuffix(unit).strip()) if unit else ungroup(words)


def _amount(attribute: Attribute, words: str) -> Json:
    found = _AMOUNT.fullmatch(words)
    if found is None:
        return {"value": words, "unit": ""}
    figure, unit = ungroup(found[1].strip()), found[2].strip()
    if attribute.kind is Kind.DURATION and f"{unit}s" in UNITS:
        unit += "s"
    return {"value": figure, "unit": unit}


def _person(words: str) -> Json:
    found = _PERSON.fullmatch(words)
    roles = {label.casefold(): key for key, label in catalogue.role_labels().items()}
    if found and (role := roles.get(found[2].casefold())):
        return {"name": found[1], "role": role}
    return {"name": words}


_WORDS: Mapping[Kind, Callable[[Attribute, str], Json]] = {
    Kind.CHOICE: lambda attribute, words: _option(attribute.option_labels, words),
    Kind.YES_NO: lambda _, words: YES_NO.get(words.casefold().rstrip("."), words),
    Kind.NUMBER: lambda attribute, words: _figure(words, attribute.unit),
    Kind.PERCENT: lambda _, words: _figure(words, "%"),
    Kind.DATE: lambda _, words: read_shown_day(words),
    Kind.NUMBER_UNIT: _amount,
    Kind.DURATION: _amount,
    Kind.DATE_RANGE: _date_range,
    Kind.RAG: _rag,
    Kind.PERSON: lambda _, words: _person(words),
}


def _choices(attribute: Attribute, blocks: Sequence[Block]) -> Json:
    named: list[str] = []
    for block in blocks:
        if block.kind == "bullet_list_open":
            named += read_entries(block)
        else:
            named += block.words.split(",") if block.words else [block.source]
    return [_option(attribute.option_labels, one.strip()) for one in named if one.strip()]


def _in_parts(attribute: Attribute, blocks: Sequence[Block], wanted: str, read: object) -> Read:
    """Read every block of the wanted sort; the others are left over."""
    assert callable(read)  # noqa: S101 - one of the two below
    whole = Read()
    for block in blocks:
        if block.kind == wanted:
            part: Read = read(attribute, block)
            whole.rows += part.rows
            whole.left += part.left
        else:
            whole.left.append((block.source, NO_ROOM))
    return whole


def _read_table(attribute: Attribute, block: Block) -> Read:
    grid = read_grid(block)
    columns = place_columns(attribute, grid.titles)
    if not any(columns):
        return Read(left=[(block.source, "No title of its columns is one of the table.")])
    read = Read()
    for words, sources in zip(grid.rows, grid.sources, strict=True):
        row, why = _read_row(attribute, columns, words)
        if row is not None:
            read.rows.append(row)
        elif any(words):
            read.left.append((table(_headed(grid.titles), [_cells(sources)]), why))
    read.left += _unplaced(grid, columns)
    return read


def place_columns(attribute: Attribute, titles: Sequence[str]) -> list[str]:
    """Return the key of the column under each title; a blank first one holds the given rows."""
    known = {title_of(c.title): c.key for c in attribute.columns}
    known |= {title_of(f"{c.title} ({c.unit})"): c.key for c in attribute.columns if c.unit}
    known |= {c.key: c.key for c in attribute.columns if c.key not in known.values()}
    known |= {title_of(line.label): f"scores.{line.key}" for line in attribute.criteria}
    placed = [known.get(title_of(title.strip("*")), "") for title in titles]
    if attribute.fixed_rows and titles and not placed[0] and any(placed):
        placed[0] = "row"
    return [key if key not in placed[:n] else "" for n, key in enumerate(placed)]


def _read_row(
    attribute: Attribute, columns: Sequence[str], words: Sequence[str]
) -> tuple[Row | None, str]:
    """Return a row of a table, or None and why it is none."""
    cells: dict[str, Json] = {}
    scores: dict[str, Json] = {}
    named = ""
    for key, text in zip(columns, words, strict=True):
        column = attribute.column(key)
        if key == "row" and column is None:
            named = _line_key(attribute.fixed_rows, text)
        elif key.startswith("scores."):
            scores[key.removeprefix("scores.")] = text
        elif column is not None:
            cells[key] = _cell(column, text)
    if not any(cells.values()) and not any(scores.values()):
        return None, EMPTY if any(words) else ""
    shape: dict[str, Json] = {"cells": cells | ({"scores": scores} if scores else {})}
    reader = Reader(attribute)
    read = reader.read([shape | ({"row": named} if named else {})])
    if reader.found or not isinstance(read, list):
        return None, reader.found[0][1] if reader.found else NO_ROOM
    return read[0], ""


def _cell(column: Column, words: str) -> str:
    text = words.strip()
    if column.kind is Kind.NUMBER and column.unit:
        text = text.removesuffix(column.unit).strip()
    return tidy_cell(column, text)


def _line_key(lines: Sequence[Line], words: str) -> str:
    """Return the key of a given row by its label, or the words themselves, to be refused."""
    known = {title_of(line.label): line.key for line in lines}
    return known.get(title_of(words), words)


def _unplaced(grid: Grid, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Return the columns that the table does not have, beside its first one."""
    strange = [n for n, key in enumerate(columns) if not key]
    kept = [n for n in strange if any(row[n] for row in grid.rows)]
    if not kept:
        return
    shown = sorted({0, *kept})
    titles = _headed([grid.titles[n] for n in shown])
    rows = [_cells([row[n] for n in shown]) for row in grid.sources]
    yield table(titles, rows), "The table has no such column."


def _headed(titles: Sequence[str]) -> list[str]:
    return [title.replace("|", "\\|") for title in titles]


def _cells(sources: Sequence[str]) -> list[str]:
    return [source.replace("|", "\\|").replace("\n", "<br>") for source in sources]


def _read_checklist(attribute: Attribute, block: Block) -> Read:
    read = Read()
    for entry in read_entries(block):
        row, why = _read_entry(attribute, entry)
        if row is not None:
            read.rows.append(row)
        else:
            read.left.append((f"- {entry}", why))
    return read


def _read_entry(attribute: Attribute, entry: str) -> tuple[Row | None, str]:
    """Return an item of a checklist: a box, the words of the item, an answer, a note."""
    boxed = _CHECKED.fullmatch(entry)
    text = boxed[2] if boxed else entry
    ticked = bool(boxed) and boxed is not None and boxed[1] != " "
    for line in sorted(attribute.items, key=lambda one: -len(one.label)):
        if not text.casefold().startswith(line.label.casefold()):
            continue
        rest = text[len(line.label) :]
        said = _ANSWER.fullmatch(rest)
        answer = said[1].casefold() if said else "yes" if ticked else ""
        note = said[2] if said else rest.strip(" :.\n")
        reader = Reader(attribute)
        read = reader.read([{"row": line.key, "cells": {"answer": answer, "note": note}}])
        if reader.found or not isinstance(read, list):
            return None, reader.found[0][1] if reader.found else NO_ROOM
        return read[0], ""
    return None, "The checklist has no such item."
