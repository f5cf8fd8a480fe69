"""A Markdown document as a spec: each heading finds its section or attribute, the rest is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specs.domain.attribute import Attribute, Json, Kind, Section, Template
from specs.domain.values.problems import line_problem
from specs.domain.values.text import LONG_LIMIT
from specs.imports.faults import Fault, Refused
from specs.imports.incoming import Incoming, Loose
from specs.imports.outline import Block, read_blocks, read_grid, title_of
from specs.imports.values import MOST_ROWS
from specs.imports.words import Read, interpret_blocks, place_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.imports.values import Row

TITLE = "project.title"
DEEPEST = 6
MOST_LOOSE = 500
BEFORE = "Before the first heading"
NOTHING_BELOW = "A heading with nothing below it."
TWICE = "This field was answered further up."
FULL = "The table is full."
_FACTS = re.compile(r"Template: .+ \(([a-z0-9_-]+), version (\d+)\), state: \w+(?:, .*)?")


def find_template(text: str) -> tuple[str, int] | None:
    """Return the key and version that an export of this product names below its title."""
    for block in read_blocks(text[:4000])[:3]:
        if found := _FACTS.fullmatch(block.words.replace("\n", " ")):
            return found[1], int(found[2])
    return None


def read_markdown(text: str, template: Template, version: int, *, name: str = "") -> Incoming:
    """Return the spec that a document holds; what found no place is loose. Raises Refused."""
    document = _Document(template)
    for block in read_blocks(text):
        document.take(block)
    document.close()
    if len(document.loose) > MOST_LOOSE:
        many = (
            f"{len(document.loose):,} of its parts find no place; {MOST_LOOSE} could wait for one."
        )
        raise Refused([Fault(f"{many} Import it in parts, or choose another template.")])
    title = document.title or name
    if not title or line_problem(title):
        raise Refused([Fault("The title is missing. Begin the file with a heading.", (), 1)])
    answers = {key: value for key, value in document.answers.items() if key != TITLE}
    return Incoming(
        title, template.key, version, answers, document.rows, loose=tuple(document.loose)
    )


@dataclass
class _Document:
    """A document that is read from top to bottom."""

    template: Template
    title: str = ""
    answers: dict[str, Json] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    section: Section | None = None
    attribute: Attribute | None = None
    heading: str = BEFORE
    level: int = 0
    is_named: bool = True  # the heading is the title, or that of a section or an attribute
    blocks: list[Block] = field(default_factory=list)

    def take(self, block: Block) -> None:
        """Take the next block; a heading that names something begins something new."""
        if block.kind != "heading_open":
            if not (self.title and _FACTS.fullmatch(block.words.replace("\n", " "))):
                self.blocks.append(block)
            return
        if block.level == 1 and not self.title:
            self.close()
            self.title = " ".join(block.words.split())
            self.begin(block, None)
            self.is_named = True
            return
        attribute = self.find_attribute(block.words)
        section = None if attribute else self.find_section(block.words)
        if attribute or section or block.level <= self.level or not self.heading:
            self.close()
            self.section = section or (self.section if attribute else None)
            self.begin(block, attribute)
            self.is_named = bool(attribute or section)
        else:
            self.blocks.append(block)

    def begin(self, block: Block, attribute: Attribute | None) -> None:
        self.heading, self.attribute = block.words, attribute
        # Below the title and below a section each heading begins a piece of its own.
        above = self.section is not None and attribute is None
        self.level = DEEPEST if above or block.level == 1 else block.level

    def find_attribute(self, words: str) -> Attribute | None:
        """Return the attribute of that title; of several the one in this section."""
        asked = title_of(words)
        found = [a for a in self.template.attributes.values() if title_of(a.title) == asked]
        here = self.section.attributes if self.section else ()
        return next((a for a in found if a in here), found[0] if found else None)

    def find_section(self, words: str) -> Section | None:
        asked = title_of(words)
        return next((s for s in self.template.sections if title_of(s.title) == asked), None)

    def close(self) -> None:
        """Place what stands below the last heading."""
        blocks, self.blocks = self.blocks, []
        if not blocks:
            if not self.is_named:
                self.keep(self.heading, self.heading, NOTHING_BELOW)
            return
        if self.attribute:
            self.place(self.attribute, blocks)
            return
        kept: list[Block] = []
        for block in blocks:
            table = self.table_like(block) if block.kind == "table_open" else None
            if table:
                self.place(table, [block])
            else:
                kept.append(block)
        if kept:
            self.keep(self.heading, source_of(kept), "")

    def table_like(self, block: Block) -> Attribute | None:
        """Return the table of this section with the very columns of a table in the text."""
        titles = read_grid(block).titles
        for attribute in self.section.attributes if self.section else ():
            if attribute.kind in (Kind.TABLE, Kind.RUBRIC) and all(
                place_columns(attribute, titles)
            ):
                return attribute
        return None

    def place(self, attribute: Attribute, blocks: Sequence[Block]) -> None:
        """Put what a text means into the spec, and keep the rest."""
        text = source_of(blocks)
        read = interpret_blocks(attribute, blocks, text)
        if read.rows:
            self.place_rows(attribute, read)
        if read.value is not None:
            self.place_value(attribute, read.value, text)
        for left, why in read.left:
            self.keep(attribute.title, left, why)

    def place_value(self, attribute: Attribute, value: Json, text: str) -> None:
        known = self.answers.get(attribute.key)
        if known is None and attribute.key not in self.rows:
            self.answers[attribute.key] = value
        elif attribute.kind is Kind.LONG_TEXT and _fit_together(known, value):
            self.answers[attribute.key] = f"{known}\n\n{value}"
        else:
            self.keep(attribute.title, text, TWICE)

    def place_rows(self, attribute: Attribute, read: Read) -> None:
        rows = self.rows.setdefault(attribute.key, [])
        given = {row.row for row in rows if row.row}
        left: dict[str, list[str]] = {}
        for row in read.rows:
            if row.row in given or len(rows) >= MOST_ROWS or attribute.key in self.answers:
                words = ", ".join(str(cell) for cell in row.cells.values() if cell)
                why = FULL if len(rows) >= MOST_ROWS else TWICE
                left.setdefault(why, []).append(f"{row.row} {words}".strip())
                continue
            rows.append(row)
            given |= {row.row} - {""}
        for why, lines in left.items():
            self.keep(attribute.title, "\n".join(lines), why)

    def keep(self, heading: str, text: str, why: str) -> None:
        self.loose.append(Loose(heading[:300] or BEFORE, text, why))


def _fit_together(first: Json, second: Json) -> bool:
    texts = isinstance(first, str) and isinstance(second, str)
    return texts and len(str(first)) + len(str(second)) < LONG_LIMIT


def source_of(blocks: Sequence[Block]) -> str:
    return "\n\n".join(block.source for block in blocks)
