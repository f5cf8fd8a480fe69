"""The document as it is read and printed: sections as prose, facts and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from specs.domain.attribute import Attribute, Json, Kind, LayoutTable, Section
from specs.domain.calculators.printed import pictures_in
from specs.domain.carried import carried_section
from specs.domain.charts import Picture
from specs.domain.comparison import Piece, compare_answers
from specs.domain.deltas import delta_of
from specs.domain.document import Document
from specs.domain.sheets import REGISTER, Cell, Line, Sheet, read_table
from specs.domain.values import display, is_blank, not_applicable


class Form(StrEnum):
    """How a block is set."""

    PROSE = "prose"
    FACTS = "facts"
    TABLE = "table"
    REASON = "reason"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a chapter: one answer, or neighbouring short ones as a table."""

    form: Form
    title: str = ""
    key: str = ""
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    sheet: Sheet | None = None

    @property
    def html_id(self) -> str:
        return self.key.replace(".", "-")

    @property
    def is_facts(self) -> bool:
        return self.form is Form.FACTS

    @property
    def is_register(self) -> bool:
        return self.key == REGISTER

    @property
    def changes(self) -> int:
        """How many answers or rows in it changed."""
        return self.sheet.changes if self.sheet else int(bool(self.pieces))


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the document."""

    section: Section
    blocks: tuple[Block, ...]
    changes: int
    pictures: tuple[Picture, ...] = ()

    @property
    def is_empty(self) -> bool:
        return all(block.form is Form.BLANK for block in self.blocks)


@dataclass(frozen=True)
class Version:
    """What a document holds, beside what an earlier revision of it held."""

    document: Document
    now: Mapping[str, Json]
    before: Mapping[str, Json] | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    carried: tuple[Attribute, ...] = ()

    def chapters(self) -> tuple[Chapter, ...]:
        """Every section, in the order of the template, then what the template does not ask for."""
        asked = tuple(self._chapter(section) for section in self.document.template.sections)
        return (*asked, self.carried_chapter()) if self.carried else asked

    def carried_chapter(self) -> Chapter:
        """What was carried over from another template."""
        return self._chapter(carried_section(self.carried))

    def _chapter(self, section: Section) -> Chapter:
        blocks = tuple(self._blocks(section))
        pictures = tuple(pictures_in(section, self.document))
        return Chapter(section, blocks, sum(block.changes for block in blocks), pictures)

    def _blocks(self, section: Section) -> Iterator[Block]:
        attributes = {attribute.key: attribute for attribute in section.attributes}
        laid_out = {key for table in section.tables for row in table.rows for key in row.cells}
        for table in section.tables:
            yield self._layout(table, attributes)
        short: list[Line] = []
        for key, attribute in attributes.items():
            if key in laid_out or not self._is_printed(attribute):
                continue
            if self._is_short(attribute):
                short.append(self._fact(attribute))
                continue
            if short:
                yield _facts(short)
                short = []
            yield self._long(attribute)
        if short:
            yield _facts(short)

    def _is_printed(self, attribute: Attribute) -> bool:
        """Something stands there, or stood there before, or has to."""
        key = attribute.key
        return (
            not is_blank(attribute, self.now.get(key))
            or self._was(attribute) is not None
            or self.document.is_required(key)
        )

    def _was(self, attribute: Attribute) -> Json:
        value = (self.before or {}).get(attribute.key)
        return None if is_blank(attribute, value) else value

    def _is_short(self, attribute: Attribute) -> bool:
        values = (self.now.get(attribute.key), self._was(attribute))
        is_reason = any(not_applicable(value) is not None for value in values)
        return not (is_reason or attribute.kind.has_items or attribute.kind is Kind.LONG_TEXT)

    def _cell(self, attribute: Attribute | None, title: str = "") -> Cell:
        if attribute is None:
            return Cell(title, "")
        value = self.now.get(attribute.key)
        text = "" if is_blank(attribute, value) else display(attribute, value, self.roles)
        is_number = attribute.kind in (Kind.NUMBER, Kind.PERCENT, Kind.NUMBER_UNIT, Kind.DURATION)
        pieces = self._pieces(attribute)
        delta = delta_of(attribute, self._was(attribute), value) if pieces else ""
        return Cell(title, text, is_number, pieces, delta=delta)

    def _pieces(self, attribute: Attribute) -> tuple[Piece, ...]:
        if self.before is None:
            return ()
        value = self.now.get(attribute.key)
        now = None if is_blank(attribute, value) else value
        return compare_answers(attribute, self._was(attribute), now, self.roles).pieces

    def _fact(self, attribute: Attribute) -> Line:
        cell = self._cell(attribute)
        cells = (Cell("", attribute.title), cell)
        return Line(cells, is_changed=bool(cell.pieces), key=attribute.key)

    def _layout(self, table: LayoutTable, attributes: Mapping[str, Attribute]) -> Block:
        """Answers that the template prints side by side."""
        lines = []
        for row in table.rows:
            titles = table.columns[-len(row.cells) :]
            cells = [
                self._cell(attributes.get(key), title)
                for key, title in zip(row.cells, titles, strict=True)
            ]
            changed = any(cell.pieces for cell in cells)
            label = [Cell(table.columns[0], row.label)] if row.label else []
            lines.append(Line((*label, *cells), is_changed=changed))
        return Block(Form.TABLE, table.title, sheet=Sheet(aligned(lines)))

    def _long(self, attribute: Attribute) -> Block:
        key, title = attribute.key, attribute.title
        value, was = self.now.get(key), self._was(attribute)
        reason = not_applicable(value)
        if reason is not None:
            pieces = self._pieces(attribute)
            return Block(Form.REASON, title, key, reason, pieces)
        if attribute.kind.has_items and (not is_blank(attribute, value) or was is not None):
            sheet = read_table(attribute, value, was, compares=self.before is not None)
            return Block(Form.TABLE, title, key, sheet=sheet)
        if is_blank(attribute, value) and was is None:
            return Block(Form.BLANK, title, key)
        text = "" if is_blank(attribute, value) else display(attribute, value, self.roles)
        return Block(Form.PROSE, title, key, text, self._pieces(attribute))


def aligned(lines: list[Line]) -> tuple[Line, ...]:
    """Let a column that holds a figure anywhere stand at the right everywhere."""
    columns = zip(*(line.cells for line in lines), strict=True)
    figures = [any(cell.is_number for cell in column) for column in columns]
    return tuple(
        replace(
            line,
            cells=tuple(
                replace(cell, is_number=is_number)
                for cell, is_number in zip(line.cells, figures, strict=True)
            ),
        )
        for line in lines
    )


def _facts(lines: list[Line]) -> Block:
    return Block(Form.FACTS, sheet=Sheet(tuple(lines)))
