"""Values in words, as people read them on a page and in print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specs.domain.attribute import Attribute, Column, Json, Kind
from specs.domain.values.figures import show_amount, show_day
from specs.domain.values.shape import is_blank_row, not_applicable, to_plain

NOBODY: Mapping[str, str] = {}


def display(attribute: Attribute, value: Json, roles: Mapping[str, str] = NOBODY) -> str:
    """The value in words; items stand one a line. ``roles`` gives labels of stakeholder roles."""
    reason = not_applicable(value)
    if reason is not None:
        return f"Not applicable: {reason}"
    plain = to_plain(attribute, value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "Yes" if plain else "No"
    if isinstance(plain, str):
        return _show_text(attribute, plain)
    if isinstance(plain, dict):
        return _show_parts(attribute, plain, roles)
    if isinstance(plain, list):
        if attribute.kind is Kind.MULTI_CHOICE:
            # Options may hold commas: "cards, loans" is one answer, "cards; loans" are two.
            return "; ".join(_label(attribute.option_labels, entry) for entry in plain)
        return "\n".join(_show_rows(attribute, plain))
    return str(plain)


def display_cell(column: Column, text: Json) -> str:
    """One cell of a table or rubric in words."""
    if text is None:
        return ""
    match column.kind:
        case Kind.CHOICE:
            return _label({option.value: option.label for option in column.options}, text)
        case Kind.NUMBER:
            return show_amount(str(text), column.unit)
        case Kind.PERCENT:
            return show_amount(str(text), "%")
        case Kind.DATE:
            return show_day(str(text))
        case _:
            return str(text)


def _show_text(attribute: Attribute, text: str) -> str:
    match attribute.kind:
        case Kind.CHOICE:
            return _label(attribute.option_labels, text)
        case Kind.NUMBER:
            return show_amount(text, attribute.unit)
        case Kind.PERCENT:
            return show_amount(text, "%")
        case Kind.DATE:
            return show_day(text)
        case _:
            return text


def _show_parts(attribute: Attribute, plain: dict[str, Json], roles: Mapping[str, str]) -> str:
    match attribute.kind:
        case Kind.NUMBER_UNIT | Kind.DURATION:
            figure, unit = _part(plain, "value"), _part(plain, "unit")
            return show_amount(figure, unit) if figure else ""
        case Kind.DATE_RANGE:
            ends = (_part(plain, "start"), _part(plain, "end"))
            return " to ".join(show_day(day) or "…" for day in ends) if any(ends) else ""
        case Kind.RAG:
            status = _part(plain, "status").capitalize()
            return ": ".join(part for part in (status, _part(plain, "note")) if part)
        case Kind.PERSON:
            name, role = _part(plain, "name"), _part(plain, "role")
            return f"{name} ({_role(roles, role)})" if role and name else name
        case _:
            return "\n".join(_show_checklist(attribute, plain))


def _show_checklist(attribute: Attribute, plain: dict[str, Json]) -> Iterator[str]:
    for item in attribute.items:
        entry = plain.get(item.key)
        if isinstance(entry, dict) and not is_blank_row(attribute, entry):
            note = _part(entry, "note")
            words = f"{item.label}: {_part(entry, 'answer').capitalize()}"
            yield f"{words} ({note})" if note else words


def _show_rows(attribute: Attribute, rows: list[Json]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, dict) and not is_blank_row(attribute, row):
            yield "; ".join(_show_row(attribute, row))


def _show_row(attribute: Attribute, row: dict[str, Json]) -> Iterator[str]:
    given = attribute.line(_part(row, "row")) if not attribute.column("row") else None
    if given:
        yield given.label
    for column in attribute.columns:
        shown = display_cell(column, row.get(column.key))
        if shown:
            yield f"{column.title}: {shown}"
    scores = row.get("scores")
    if isinstance(scores, dict):
        for criterion in attribute.criteria:
            if score := _part(scores, criterion.key):
                yield f"{criterion.label}: {score}"


def _label(labels: Mapping[str, str], value: Json) -> str:
    return labels.get(str(value), str(value))


def _role(roles: Mapping[str, str], role: str) -> str:
    return roles.get(role) or role.replace("_", " ").capitalize()


def _part(parts: Mapping[str, Json], name: str) -> str:
    held = parts.get(name)
    return "" if held is None else str(held)
