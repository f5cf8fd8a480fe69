"""What an expression of an organisation's own check sees of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from specs.domain.amounts import amount
from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.stages import STAGE

# How a figure and a day are told from a text on the way to the evaluator.
FIGURE, DAY = "$figure", "$day"
LARGEST = 4_000_000  # bytes of one document, as it is handed over
TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT, Kind.CHOICE})
FIGURES = frozenset({Kind.NUMBER, Kind.PERCENT})


def inputs_of(
    document: Document, keys: Iterable[str], known: Mapping[str, Attribute]
) -> dict[str, Json]:
    """All that expressions which name these keys can read, as plain data.

    A key that the template does not ask for reads as blank, by the kind that it has among the
    ``known`` attributes.
    """
    wanted = tuple(dict.fromkeys(keys))
    return {
        "answers": {key: _value(document, key, known) for key in wanted},
        "today": plain_day(document.on),
        "stage": document.text(STAGE),
        "template": document.template.key,
        "revision": document.revision,
        "answered": [key for key in wanted if not document.is_blank(key)],
        "asked": [key for key in wanted if document.asks(key)],
        "excused": [key for key in wanted if document.is_excused(key)],
    }


def plain_day(day: date | None) -> Json:
    return None if day is None else {DAY: day.isoformat()}


def _value(document: Document, key: str, known: Mapping[str, Attribute]) -> Json:
    item = document.template.items.get(key)
    attribute = item.attribute if item else known.get(key)
    if attribute is None:
        return None
    return _by_kind(document, attribute)


def _by_kind(document: Document, attribute: Attribute) -> Json:
    key = attribute.key
    match attribute.kind:
        case kind if kind in TEXTS:
            return document.text(key)
        case kind if kind in FIGURES:
            return plain_figure(document.number(key))
        case Kind.MULTI_CHOICE:
            return list(document.options(key))
        case Kind.YES_NO:
            held = document.value(key)
            return held if isinstance(held, bool) else None
        case Kind.DATE:
            return plain_day(document.day(key))
        case Kind.TABLE | Kind.RUBRIC:
            return [_row(row, attribute) for row in document.rows(key)]
        case Kind.CHECKLIST:
            return _replies(document, attribute)
        case _:
            return _parts(document, attribute)


def _parts(document: Document, attribute: Attribute) -> Json:
    """An answer of several parts, or None while it is blank."""
    key = attribute.key
    if document.is_blank(key):
        return None
    match attribute.kind:
        case Kind.NUMBER_UNIT:
            return {"value": plain_figure(document.number(key)), "unit": document.unit(key)}
        case Kind.DURATION:
            return {
                "value": plain_figure(document.number(key)),
                "unit": document.unit(key),
                "seconds": plain_figure(document.seconds(key)),
            }
        case Kind.DATE_RANGE:
            start, end = document.period(key) or (None, None)
            return {"start": plain_day(start), "end": plain_day(end)}
        case Kind.PERSON:
            held = document.value(key)
            role = held.get("role") if isinstance(held, dict) else None
            return {"name": document.person(key), "role": role if isinstance(role, str) else ""}
        case _:
            return {"status": document.light(key), "note": document.light_note(key)}


def _replies(document: Document, attribute: Attribute) -> Json:
    return {
        line.key: {
            "answer": document.reply(attribute.key, line.key),
            "note": document.note(attribute.key, line.key),
        }
        for line in attribute.items
    }


def _row(row: Row, attribute: Attribute) -> dict[str, Json]:
    """A row with every column, whether it is filled in or not."""
    cells: dict[str, Json] = {}
    for column in attribute.columns:
        if column.kind in FIGURES:
            cells[column.key] = plain_figure(row.number(column.key))
        elif column.kind is Kind.DATE:
            cells[column.key] = plain_day(row.day(column.key))
        else:
            cells[column.key] = row.text(column.key)
    if attribute.fixed_rows:
        cells["row"] = row.text("row")
    if attribute.criteria:
        held = row.cells.get("scores")
        scores = held if isinstance(held, dict) else {}
        cells["scores"] = {line.key: _score(scores.get(line.key)) for line in attribute.criteria}
    return cells


def _score(held: Json) -> Json:
    return plain_figure(amount(held)) if isinstance(held, str) else None


def plain_figure(figure: Decimal | None) -> Json:
    return None if figure is None else {FIGURE: str(figure)}
