"""The example of an own attribute: typed as one text, stored as an answer would be."""

from __future__ import annotations

import re
from collections.abc import Mapping

from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.values import parse, parse_paste
from specs.domain.values.text import Invalid

PART = "example"
# Filled in row by row, each with a note of its own: an example would be a page.
WITHOUT = frozenset({Kind.CHECKLIST, Kind.RUBRIC})
HINTS: Mapping[Kind, str] = {
    Kind.NUMBER_UNIT: "A figure and its unit: 12 EUR",
    Kind.DURATION: "A figure and ms, s, min, hours, days, weeks, months or years: 5 days",
    Kind.DATE: "A day: 2026-02-16",
    Kind.DATE_RANGE: "Two days: 2026-01-01 to 2026-03-31",
    Kind.YES_NO: "Yes or no.",
    Kind.CHOICE: "One of the options.",
    Kind.MULTI_CHOICE: "Some of the options, one a line.",
    Kind.TABLE: "One row a line, its cells parted by |. Where rows are given, begin with theirs.",
    Kind.RAG: "Green, amber or red, then a note: amber: not measured yet",
    Kind.PERSON: "A name.",
}


def read_example(attribute: Attribute, typed: str) -> Json:
    """The example as an answer holds it; raises Invalid in words."""
    if attribute.kind in WITHOUT or not typed.strip():
        return None
    try:
        if attribute.kind is Kind.TABLE:
            return [{**row} for row in read_rows(attribute, typed, PART)]
        return parse(attribute, _parts(attribute, typed.strip()))
    except Invalid as problem:
        raise Invalid(f"This is no answer to the question. {problem.message}", PART) from None


def read_rows(attribute: Attribute, typed: str, part: str) -> list[dict[str, str]]:
    """Rows of a table, one a line; where rows are given, each begins with the name of its own."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    names = [""] * len(lines)
    if attribute.fixed_rows and part == PART:
        names = [line.partition("|")[0].strip() for line in lines]
        lines = [line.partition("|")[2] for line in lines]
    given = {line.label.casefold(): line.key for line in attribute.fixed_rows}
    rows = []
    for place, (name, line) in enumerate(zip(names, lines, strict=True)):
        if name and name.casefold() not in given:
            raise Invalid(f"There is no given row “{name}”.", part)
        cells = parse_paste(attribute, re.sub(r" *\| *", "\t", line.strip(" ")), place)
        row = {**cells[0]} if cells else {}
        rows.append({"row": given[name.casefold()], **row} if name else row)
    return [row for row in rows if row]


def _parts(attribute: Attribute, typed: str) -> Mapping[str, str | list[str]]:
    """What the control of the attribute would post."""
    first, _, rest = typed.partition(" ")
    match attribute.kind:
        case Kind.NUMBER_UNIT | Kind.DURATION:
            return {"value": first, "unit": rest.strip()}
        case Kind.DATE_RANGE:
            start, _, end = typed.partition(" to ")
            return {"start": start.strip(), "end": end.strip()}
        case Kind.RAG:
            status, _, note = typed.partition(":")
            return {"status": status.strip().lower(), "note": note.strip()}
        case Kind.PERSON:
            return {"name": typed}
        case Kind.CHOICE:
            return {"value": _option(attribute, typed)}
        case Kind.MULTI_CHOICE:
            lines = (line.strip() for line in typed.splitlines())
            return {"value": [_option(attribute, line) for line in lines if line]}
    return {"value": typed}


def _option(attribute: Attribute, typed: str) -> str:
    """The value of the option with that label, or what was typed."""
    found = (o.value for o in attribute.options if o.label.casefold() == typed.casefold())
    return next(found, typed)


def write_example(attribute: Attribute) -> str:
    """The text that gives the attribute's example when it is read."""
    value = attribute.example
    labels = attribute.option_labels
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dict():
            parts = {name: str(part or "") for name, part in value.items()}
            match attribute.kind:
                case Kind.DATE_RANGE:
                    return f"{parts.get('start', '')} to {parts.get('end', '')}"
                case Kind.RAG:
                    return f"{parts.get('status', '')}: {parts.get('note', '')}"
                case Kind.PERSON:
                    return parts.get("name", "")
            return f"{parts.get('value', '')} {parts.get('unit', '')}".strip()
        case list():
            return "\n".join(_row(attribute, row, labels) for row in value)
    return labels.get(str(value), str(value))


def _row(attribute: Attribute, row: Json, labels: Mapping[str, str]) -> str:
    if not isinstance(row, dict):
        return labels.get(str(row), str(row))
    if not attribute.fixed_rows:
        return write_row(attribute, row)
    line = attribute.line(str(row.get("row") or ""))
    return f"{line.label if line else ''} | {write_row(attribute, row)}"


def write_row(attribute: Attribute, row: Mapping[str, Json]) -> str:
    """The line that gives these cells when it is read."""
    options = {column.key: column.options for column in attribute.columns}
    return " | ".join(
        next((o.label for o in options[c.key] if o.value == row.get(c.key)), "")
        or str(row.get(c.key) or "")
        for c in attribute.columns
    )
