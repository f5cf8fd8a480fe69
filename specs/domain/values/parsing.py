"""From what forms post to what is stored: cleaned, checked, and otherwise as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from specs.domain.attribute import Attribute, Column, Json, Kind
from specs.domain.values.items import find_in_cells, find_in_entry
from specs.domain.values.problems import cell_problem
from specs.domain.values.text import Invalid, clean_line, clean_text
from specs.domain.values.validity import find_problems

Typed: TypeAlias = "str | Sequence[str]"

_PARTS = {
    Kind.NUMBER_UNIT: ("value", "unit"),
    Kind.DURATION: ("value", "unit"),
    Kind.DATE_RANGE: ("start", "end"),
    Kind.RAG: ("status", "note"),
    Kind.PERSON: ("name", "role"),
}
_YES_NO: Mapping[str, bool] = {"true": True, "yes": True, "false": False, "no": False}


def parse(attribute: Attribute, typed: Mapping[str, Typed] | Typed) -> Json:
    """The value to store; blank becomes None. Raises ``Invalid`` with words for the reader.

    Forms post ``value`` for a kind of one part, and each part under its own name: value and
    unit, start and end, status and note, name and role. ``not_applicable`` holds a reason.
    A value whose leading part is still missing is stored too, and reads as blank.
    """
    fields = typed if isinstance(typed, Mapping) else {"value": typed}
    if "not_applicable" in fields:
        value: Json = {"not_applicable": clean_text(_text(fields, "not_applicable")).strip()}
    elif attribute.kind.has_items:
        raise Invalid("Fill it in row by row.")
    elif attribute.kind in _PARTS:
        value = _parse_parts(attribute, fields)
    else:
        value = _parse_one(attribute, fields)
    for problem in find_problems(attribute, value):
        raise Invalid(problem.message, problem.part)
    return value


def _parse_one(attribute: Attribute, fields: Mapping[str, Typed]) -> Json:
    if attribute.kind is Kind.MULTI_CHOICE:
        return _parse_choices(attribute, fields.get("value", ()))
    text = _text(fields, "value")
    if attribute.kind is Kind.LONG_TEXT:
        text = clean_text(text)
        return text if text.strip() else None
    text = clean_line(text)
    if attribute.kind is Kind.YES_NO:
        return _YES_NO.get(text.lower(), text) if text else None
    return text or None


def _parse_choices(attribute: Attribute, typed: Typed) -> Json:
    """The options chosen, in the order of the list; what is no option stays, to be refused."""
    chosen = [typed] if isinstance(typed, str) else list(typed)
    chosen = [clean_line(entry) for entry in chosen if entry.strip()]
    order = [option.value for option in attribute.options]
    known = [entry for value in order for entry in chosen if entry == value]
    return [*known, *(entry for entry in chosen if entry not in order)] or None


def _parse_parts(attribute: Attribute, fields: Mapping[str, Typed]) -> Json:
    parts: dict[str, Json] = {}
    for name in _PARTS[attribute.kind]:
        typed = _text(fields, name)
        parts[name] = clean_text(typed) if name == "note" else clean_line(typed)
    if attribute.kind is Kind.PERSON and (user := clean_line(_text(fields, "user"))):
        parts["user"] = user
    filled = {name for name, text in parts.items() if str(text).strip()}
    # The unit of a duration is chosen from a list that always stands somewhere.
    if not filled or (attribute.kind is Kind.DURATION and filled == {"unit"}):
        return None
    return parts


def parse_cell(column: Column, text: str) -> str | None:
    """One cell of a table or rubric; blank becomes None."""
    cleaned = clean_text(text) if column.kind is Kind.LONG_TEXT else clean_line(text)
    if not cleaned.strip():
        return None
    message = cell_problem(column, cleaned)
    if message:
        raise Invalid(message, column.key)
    return cleaned


def parse_item(attribute: Attribute, typed: Mapping[str, Typed]) -> dict[str, Json]:
    """The cells of one row, checklist item or candidate; blank cells are left out.

    Forms post each column under its key, the score of a criterion as ``scores.<criterion>``,
    and ``answer`` and ``note`` of a checklist item.
    """
    if attribute.kind is Kind.CHECKLIST:
        entry: dict[str, Json] = {
            "answer": clean_line(_text(typed, "answer")).lower(),
            "note": clean_text(_text(typed, "note")),
        }
        for problem in find_in_entry("", entry):
            raise Invalid(problem.message, problem.part.removeprefix("."))
        return entry
    cells: dict[str, Json] = {}
    for column in attribute.columns:
        cell = parse_cell(column, _text(typed, column.key))
        if cell is not None:
            cells[column.key] = cell
    if attribute.kind is Kind.RUBRIC:
        cells["scores"] = _parse_scores(attribute, typed)
    for problem in find_in_cells(attribute, "", cells):
        raise Invalid(problem.message, problem.part.removeprefix("."))
    return cells


def _parse_scores(attribute: Attribute, typed: Mapping[str, Typed]) -> dict[str, Json]:
    scores: dict[str, Json] = {}
    for criterion in attribute.criteria:
        score = clean_line(_text(typed, f"scores.{criterion.key}"))
        if score:
            scores[criterion.key] = score
    return scores


def _text(fields: Mapping[str, Typed], name: str) -> str:
    held = fields.get(name, "")
    if isinstance(held, str):
        return held
    if len(held) > 1:
        raise Invalid("Give one value.", name)
    return held[0] if held else ""
