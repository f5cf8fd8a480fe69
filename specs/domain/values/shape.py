"""Stored values in plain form, as checks read them, and which of them are blank."""

from __future__ import annotations

from specs.domain.attribute import Attribute, Json, Kind

# The part without which a value of several parts says nothing yet.
_LEADING = {
    Kind.NUMBER_UNIT: ("value",),
    Kind.DURATION: ("value",),
    Kind.DATE_RANGE: ("start", "end"),
    Kind.RAG: ("status",),
    Kind.PERSON: ("name",),
}


def not_applicable(value: Json) -> str | None:
    """The reason why the attribute does not apply, or None when it was not answered so."""
    reason = value.get("not_applicable") if isinstance(value, dict) else None
    return reason if isinstance(reason, str) else None


def to_plain(attribute: Attribute, stored: Json) -> Json:
    """The value without the ids and versions of its items; None for "not applicable".

    Tables become lists of cells with the key of a fixed row in ``row``, checklists mappings
    from item to answer and note. What is in plain form already stays as it is.
    """
    if not_applicable(stored) is not None:
        return None
    if not isinstance(stored, list) or not attribute.kind.has_items:
        return stored
    if attribute.kind is Kind.CHECKLIST:
        return {str(item["row"]): cells for item, cells in _items(stored) if item.get("row")}
    rows: list[Json] = []
    for item, cells in _items(stored):
        row = item.get("row") if cells is not item else None
        rows.append({"row": row, **cells} if row else cells)
    return rows


def _items(stored: list[Json]) -> list[tuple[dict[str, Json], dict[str, Json]]]:
    """Each item with its cells; a row in plain form is its own cells."""
    pairs = []
    for item in stored:
        if isinstance(item, dict):
            cells = item.get("cells")
            pairs.append((item, cells if isinstance(cells, dict) else item))
    return pairs


def is_blank(attribute: Attribute, value: Json) -> bool:
    """Nothing was answered: no value, or one whose leading part is missing."""
    if not_applicable(value) is not None:
        return False
    plain = to_plain(attribute, value)
    if isinstance(plain, str):
        return not plain.strip()
    if isinstance(plain, dict):
        if attribute.kind is Kind.CHECKLIST:
            return not any(_is_answered(entry) for entry in plain.values())
        return not all(_is_filled(plain.get(part)) for part in _LEADING.get(attribute.kind, ()))
    if isinstance(plain, list):
        if attribute.kind is Kind.MULTI_CHOICE:
            return not plain
        return not any(_has_cell(attribute, row) for row in plain)
    return plain is None


def is_blank_row(attribute: Attribute, row: Json) -> bool:
    """No cell of the row is answered; it may be an item or in plain form."""
    cells = row.get("cells", row) if isinstance(row, dict) else None
    if attribute.kind is Kind.CHECKLIST:
        return not _is_answered(cells)
    return not _has_cell(attribute, cells)


def _has_cell(attribute: Attribute, row: Json) -> bool:
    if not isinstance(row, dict):
        return False
    return any(_is_filled(row.get(column.key)) for column in attribute.columns)


def _is_answered(entry: Json) -> bool:
    return isinstance(entry, dict) and _is_filled(entry.get("answer"))


def _is_filled(part: Json) -> bool:
    return bool(part.strip()) if isinstance(part, str) else part is not None
