"""The sections of a spec as they are printed: prose, facts and tables, with what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.safestring import SafeString

from reviews.domain.words import in_sentence, listed
from reviews.exports import drawings, tables
from reviews.exports.dossier import Dossier
from reviews.exports.prose import render_prose
from reviews.exports.tables import Cell, Heading, Row, Table
from specs.domain.attribute import Attribute, Json, Kind, LayoutTable, Section
from specs.domain.calculators.printed import pictures_in
from specs.domain.carried import carried_section, frozen_attributes
from specs.domain.charts import Picture, for_print
from specs.domain.document import Document
from specs.domain.pictures import Risk
from specs.domain.register import residual_score
from specs.domain.risks import score
from specs.domain.values import display

RISKS = "risk.register"
NOTHING = SafeString()


@dataclass(frozen=True)
class Block:
    """A piece of a chapter: a kind that names its template, and what it holds."""

    kind: str
    title: str = ""
    html: SafeString = NOTHING
    table: Table | None = None
    picture: SafeString = NOTHING
    picture_after: SafeString = NOTHING
    note: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class Chapter:
    """One section of the spec."""

    key: str
    number: str
    title: str
    intro: str
    section_hash: str
    blocks: tuple[Block, ...] = field(default=())

    @property
    def is_changed(self) -> bool:
        return any(block.is_changed for block in self.blocks)


@dataclass(frozen=True)
class Answers:
    """The stored values of a section, and those of the revision before."""

    now: Mapping[str, Json]
    before: Mapping[str, Json] | None
    roles: Mapping[str, str]

    def is_changed(self, key: str) -> bool:
        return self.before is not None and self.before.get(key) != self.now.get(key)

    def cell(self, attribute: Attribute | None) -> Cell:
        """The answer in words, with the former words when they differ."""
        if attribute is None:
            return Cell("")
        words = display(attribute, self.now.get(attribute.key), self.roles)
        if not self.is_changed(attribute.key):
            return Cell(words)
        old = display(attribute, (self.before or {}).get(attribute.key), self.roles)
        return Cell(words, old=old if old != words else "", is_changed=True)


def chapters(dossier: Dossier) -> tuple[Chapter, ...]:
    """Every section of the revision, in the order of its template."""
    sections = {frozen["key"]: frozen for frozen in dossier.revision.content["sections"]}
    before = dossier.previous.answers if dossier.previous else None
    signed_by = _signers(dossier)
    roles = {r["role"]: r["label"] for r in dossier.revision.content["policy"]["roles"]}
    document = _document(dossier)
    printed = []
    for section in dossier.form.sections:
        frozen = sections.get(section.key, {"hash": "", "answers": {}})
        blocks = (
            *_blocks(section, Answers(frozen["answers"], before, roles)),
            *(_chart(picture) for picture in pictures_in(section, document)),
        )
        intro = " ".join(filter(None, (section.intro, signed_by.get(section.key, ""))))
        printed.append(
            Chapter(section.key, section.number, section.title, intro, frozen["hash"], blocks)
        )
    if carried := frozen_attributes(dossier.revision.content):
        section = carried_section(carried)
        now = dossier.revision.content["carried_over"]["answers"]
        blocks = tuple(_blocks(section, Answers(now, before, roles)))
        printed.append(Chapter(section.key, "", section.title, section.intro, "", blocks))
    return tuple(printed)


def _document(dossier: Dossier) -> Document:
    frozen = dossier.revision
    on = datetime.fromisoformat(frozen.frozen_at).date()
    return Document(dossier.form, frozen.answers, on=on, revision=frozen.number)


def _chart(picture: Picture) -> Block:
    """A picture of figures with its table."""
    drawn = for_print(picture)
    rows = tuple(Row(tuple(Cell(words) for words in row)) for row in drawn.sheet.rows)
    columns = zip(*drawn.sheet.rows, strict=True)
    numbers = [place > 0 and any(map(_is_figure, words)) for place, words in enumerate(columns)]
    table = tables.fitted(drawn.sheet.columns, rows, numbers=numbers, room=tables.HALF)
    return Block("chart", drawn.title, table=table, picture=drawings.chart(drawn))


def _is_figure(words: str) -> bool:
    return words.lstrip("-$")[:1].isdigit()


def _signers(dossier: Dossier) -> Mapping[str, str]:
    """Which roles sign each section, as a sentence."""
    roles = dossier.revision.content["policy"]["roles"]
    keys = {key for role in roles for key in role["sections"]}
    return {
        key: f"Signed by {listed(in_sentence(r['label']) for r in roles if key in r['sections'])}."
        for key in keys
    }


def _blocks(section: Section, answers: Answers) -> Iterator[Block]:
    """The answers in their order; neighbouring short ones share a table."""
    attributes = {attribute.key: attribute for attribute in section.attributes}
    in_layout = {key for table in section.tables for row in table.rows for key in row.cells}
    for table in section.tables:
        yield _layout(table, attributes, answers)
    short: list[Attribute] = []
    for attribute in section.attributes:
        value = answers.now.get(attribute.key)
        if attribute.key in in_layout or (value is None and not answers.is_changed(attribute.key)):
            continue
        if _is_short(attribute, value):
            short.append(attribute)
            continue
        if short:
            yield _facts(short, answers)
            short = []
        yield _long(attribute, answers)
    if short:
        yield _facts(short, answers)


def _is_short(attribute: Attribute, value: Json) -> bool:
    is_reason = isinstance(value, dict) and "not_applicable" in value
    return value is None or (
        not is_reason and not attribute.kind.has_items and attribute.kind is not Kind.LONG_TEXT
    )


def _facts(attributes: Sequence[Attribute], answers: Answers) -> Block:
    rows = tuple(
        Row((Cell(attribute.title), answers.cell(attribute)), answers.is_changed(attribute.key))
        for attribute in attributes
    )
    table = tables.fitted(("", ""), rows, widths=(38, 62))
    return Block("facts", table=table, is_changed=any(row.is_changed for row in rows))


def _layout(layout: LayoutTable, attributes: Mapping[str, Attribute], answers: Answers) -> Block:
    """Answers that the template prints side by side."""
    rows = []
    for row in layout.rows:
        cells = tuple(answers.cell(attributes.get(key)) for key in row.cells)
        label = (Cell(row.label),) if row.label else ()
        changed = any(answers.is_changed(key) for key in row.cells)
        rows.append(Row((*label, *cells), changed))
    table = tables.fitted(layout.columns, tuple(rows))
    return Block("table", layout.title, table=table, is_changed=any(r.is_changed for r in rows))


def _long(attribute: Attribute, answers: Answers) -> Block:
    """An answer that stands by itself, under its title."""
    value = answers.now.get(attribute.key)
    is_changed = answers.is_changed(attribute.key)
    if isinstance(value, dict) and "not_applicable" in value:
        reason = render_prose(f"Not applicable, because: {value['not_applicable']}")
        return Block("prose", attribute.title, html=reason, is_changed=is_changed)
    if attribute.kind is Kind.LONG_TEXT:
        html = render_prose(str(value))
        return Block("prose", attribute.title, html=html, is_changed=is_changed)
    before = (answers.before or {}).get(attribute.key) if is_changed else value
    table = tables.item_table(attribute, value, before)
    kind = "stacked" if table.is_stacked else "table"
    block = Block(kind, attribute.title, table=table, is_changed=is_changed)
    if attribute.key != RISKS:
        return block
    before, after = _heat_maps(value)
    register = _register(table, value)
    return replace(block, kind="risks", table=register, picture=before, picture_after=after)


def _register(table: Table, value: Json) -> Table:
    """The register with the number of each risk, as the heat map names them, and its scores."""
    items = value if isinstance(value, list) else []
    cells = [_cells_of(item) for item in items if isinstance(item, dict)]
    columns = {"Score": [score(c.get("probability"), c.get("impact")) for c in cells]}
    after = [residual_score(c) for c in cells]
    if any(after):
        columns["Score after mitigation"] = after
    rows = []
    for number, row in enumerate(table.rows, start=1):
        is_there = not row.is_gone and number <= len(cells)
        found = [scores[number - 1] if is_there else None for scores in columns.values()]
        added = [Cell("" if one is None else str(one)) for one in found]
        named = "" if row.is_gone else str(number)
        rows.append(replace(row, number=named, cells=(*row.cells, *added)))
    headings = (*table.headings, *(Heading(title, 0, is_number=True) for title in columns))
    return replace(table, headings=headings, rows=tuple(rows), is_stacked=True).written


def _cells_of(item: dict[str, Json]) -> dict[str, Json]:
    cells = item.get("cells")
    return cells if isinstance(cells, dict) else {}


def _heat_maps(value: Json) -> tuple[SafeString, SafeString]:
    """The map of the register, and the one after mitigation where there is one."""
    items = value if isinstance(value, list) else []
    found = [_cells_of(item) for item in items if isinstance(item, dict)]
    before = [_risk(number, cells, "") for number, cells in enumerate(found, start=1)]
    after = [_risk(number, cells, "residual_") for number, cells in enumerate(found, start=1)]
    if not any(risk.is_placed for risk in after):
        return drawings.heat_map(before), NOTHING
    return drawings.heat_map(before), drawings.heat_map(after, ", after mitigation")


def _risk(number: int, cells: dict[str, Json], when: str) -> Risk:
    probability, impact = (str(cells.get(f"{when}{of}") or "") for of in ("probability", "impact"))
    return Risk(number, probability, impact)
