"""A spec as Markdown that people read: sections, answers in words, tables as tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from specs import catalogue
from specs.domain.attribute import Kind
from specs.domain.values import display, display_cell, is_blank, is_blank_row, not_applicable
from specs.exports.portable import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from specs.domain.attribute import Attribute, Json
    from specs.exports.portable import Held

SECTION, FIELD = "##", "###"
DEEPEST = 6
CARRIED = "Carried over"
ACCEPTED = "Accepted warnings"
ACCEPTED_RISKS = "Accepted risks"
WAIVER = {
    "code": "Code",
    "key": "About",
    "message": "Warning",
    "reason": "Reason",
    "by": "Accepted by",
    "until": "Until",
}
RISK = {"failure_mode": "Risk", "reason": "Reason", "by": "Accepted by", "until": "Until"}
# A line between letters of one word, as in the name of a field, makes nothing of it.
_SIGNS = re.compile(r"([\\`*\[\]<|]|(?<![^\W_])_|_(?![^\W_])|~(?=~))")
_LEADING = re.compile(r"^(\s*)([#+>=-])")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s|$)")
_PARSER = MarkdownIt("commonmark").enable("table")


def write_markdown(held: Held) -> str:
    """Return the whole spec; what was not answered is left out."""
    return "\n\n".join(_parts(held)) + "\n"


def _parts(held: Held) -> Iterator[str]:
    yield f"# {heading(held.spec['title'])}"
    template = f"{held.template.title} ({held.template_key}, version {held.template_version})"
    facts = [f"Template: {escape(template)}", f"state: {held.spec.get('state', 'draft')}"]
    facts += [
        f"{name}: {escape(held.spec[name])}"
        for name in ("owner", "organisation")
        if name in held.spec
    ]
    yield f"*{', '.join(facts)}*"
    for section in held.template.sections:
        yield from _chapter(section.heading, section.attributes, held)
    asked = held.template.attributes
    yield from _chapter(CARRIED, [a for k, a in held.others.items() if k not in asked], held)
    if held.waivers:
        yield f"{SECTION} {ACCEPTED}"
        yield _listing(WAIVER, held.waivers)
    if held.accepted_risks:
        yield f"{SECTION} {ACCEPTED_RISKS}"
        yield _listing(RISK, held.accepted_risks)


def _listing(columns: Mapping[str, str], entries: Sequence[Mapping[str, str]]) -> str:
    """Return what a file lists of a spec as a table, by the titles of its columns."""
    rows = [[one_line(entry.get(name, "")) for name in columns] for entry in entries]
    return table(list(columns.values()), rows)


def _chapter(title: str, attributes: Sequence[Attribute], held: Held) -> Iterator[str]:
    answered = [a for a in attributes if not is_blank(a, held.values.get(a.key))]
    if answered:
        yield f"{SECTION} {heading(title)}"
    for attribute in answered:
        yield f"{FIELD} {heading(attribute.title)}"
        yield _answer(attribute, held.values[attribute.key])


def _answer(attribute: Attribute, value: Json) -> str:
    reason = not_applicable(value)
    if reason is not None:
        return f"*Not applicable:* {reason}"
    if attribute.kind is Kind.CHECKLIST:
        return "\n".join(_checklist(attribute, _rows(attribute, value)))
    if attribute.kind.has_items:
        return _table(attribute, _rows(attribute, value))
    if attribute.kind is Kind.LONG_TEXT:
        return demote(str(value).strip())
    if attribute.kind is Kind.MULTI_CHOICE and isinstance(value, list):
        labels = attribute.option_labels
        return "\n".join(f"- {escape(labels.get(str(one), str(one)))}" for one in value)
    return one_line(display(attribute, value, catalogue.role_labels()))


def _rows(attribute: Attribute, value: Json) -> list[dict[str, Json]]:
    plain = plain_value(attribute, value)
    held = plain if isinstance(plain, list) else []
    return [row for row in held if isinstance(row, dict) and not is_blank_row(attribute, row)]


def _checklist(attribute: Attribute, rows: Sequence[dict[str, Json]]) -> Iterator[str]:
    for row in rows:
        line = attribute.line(str(row.get("row")))
        cells = row["cells"]
        if line is None or not isinstance(cells, dict):
            continue
        answer, note = str(cells.get("answer", "")), str(cells.get("note") or "")
        box = "x" if answer == "yes" else " "
        said = f"- [{box}] **{escape(line.label)}**: {answer}"
        yield f"{said}. {_inside(note)}" if note.strip() else said


def _table(attribute: Attribute, rows: Sequence[dict[str, Json]]) -> str:
    titles = [column.title for column in attribute.columns]
    titles += [line.label for line in attribute.criteria]
    named = any(row.get("row") for row in rows)
    written = []
    for row in rows:
        cells = row["cells"] if isinstance(row["cells"], dict) else {}
        line = attribute.line(str(row.get("row") or ""))
        shown = [one_line(line.label if line else "")] if named else []
        for column in attribute.columns:
            text = display_cell(column, cells.get(column.key))
            shown.append(_inside(text) if column.kind is Kind.LONG_TEXT else one_line(text))
        held = cells.get("scores")
        scores = held if isinstance(held, dict) else {}
        shown += [str(scores.get(criterion.key) or "") for criterion in attribute.criteria]
        written.append(shown)
    return table([""] * named + [escape(title) for title in titles], written)


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells that are written already."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def escape(text: str) -> str:
    """Return words that mean nothing but themselves in Markdown."""
    return _NUMBERED.sub(r"\1\\\2", _LEADING.sub(r"\1\\\2", heading(text)))


def heading(text: str) -> str:
    """Return the words of a heading, which may begin as they like."""
    return _SIGNS.sub(r"\\\1", text)


def one_line(text: str) -> str:
    """Return words on one line, as they stand in a cell."""
    return "<br>".join(escape(line) for line in text.strip().split("\n"))


def _inside(text: str) -> str:
    """Return Markdown as it stands in a cell: its bars escaped, its lines joined by breaks."""
    bars = re.sub(r"(?<!\\)\|", r"\\|", text.strip())
    return bars.replace("\n", "<br>")


def demote(text: str) -> str:
    """Return a long answer whose headings stand below the heading of its field."""
    lines = text.split("\n")
    for token in _PARSER.parse(text):
        if token.type != "heading_open" or token.map is None:
            continue
        start, end = token.map
        level = min(int(token.tag[1]) + len(FIELD), DEEPEST)
        if set(token.markup) <= set("=-"):
            lines[end - 1] = ""
            lines[start : end - 1] = [f"{'#' * level} {' '.join(lines[start : end - 1])}"] + [
                ""
            ] * (end - start - 2)
        else:
            lines[start] = "#" * level + lines[start].lstrip().lstrip("#")
    return "\n".join(lines)
