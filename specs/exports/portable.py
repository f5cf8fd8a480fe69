"""A spec as plain data that can be read back without loss, always in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.domain.attribute import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from specs.domain.attribute import Attribute, Json, Template

FORMAT = "countersign-spec"
VERSION = 1
PARTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.NUMBER_UNIT: ("value", "unit"),
    Kind.DURATION: ("value", "unit"),
    Kind.DATE_RANGE: ("start", "end"),
    Kind.RAG: ("status", "note"),
    Kind.PERSON: ("name", "role", "user"),
}
ENTRY = ("answer", "note")  # of a checklist item


@dataclass(frozen=True, slots=True)
class Held:
    """All that a file tells of a spec, as it was read at one moment."""

    spec: Mapping[str, str]  # facts about it: id, title, state, …
    template_key: str
    template_version: int
    template: Template
    values: Mapping[str, Json]  # in the stored shape
    waivers: Sequence[Mapping[str, str]]
    others: Mapping[str, Attribute]  # attributes that the template does not ask for
    accepted_risks: Sequence[Mapping[str, str]] = ()
    to_place: Sequence[Mapping[str, str]] = ()  # pieces of an imported file without a place


def as_plain(held: Held) -> dict[str, Json]:
    """Return the whole spec as the file holds it."""
    asked = held.template.attributes
    elsewhere = [key for key in held.values if key not in asked]
    order = {key: place for place, key in enumerate(held.others)}
    elsewhere.sort(key=lambda key: (order.get(key, len(order)), key))
    plain: dict[str, Json] = {
        "format": FORMAT,
        "version": VERSION,
        "template": {"key": held.template_key, "version": held.template_version},
        "spec": dict(held.spec),
        "answers": _answers(asked, list(asked), held.values),
    }
    carried = _answers(held.others, elsewhere, held.values)
    if carried:
        plain["carried_over"] = carried
    if held.waivers:
        plain["waivers"] = [dict(waiver) for waiver in held.waivers]
    if held.accepted_risks:
        plain["accepted_risks"] = [dict(risk) for risk in held.accepted_risks]
    if held.to_place:
        plain["to_place"] = [dict(piece) for piece in held.to_place]
    return plain


def _answers(
    attributes: Mapping[str, Attribute], keys: Sequence[str], values: Mapping[str, Json]
) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key in keys:
        attribute = attributes.get(key)
        value = plain_value(attribute, values.get(key)) if attribute else values.get(key)
        if value not in (None, "", [], {}):
            found[key] = value
    return found


def plain_value(attribute: Attribute, value: Json) -> Json:
    """Return one answer in plain form: blank parts left out, all else as it was typed."""
    if isinstance(value, dict):
        if "not_applicable" in value:
            return {"not_applicable": value["not_applicable"]}
        return _filled(value, PARTS.get(attribute.kind, ()))
    if isinstance(value, list) and attribute.kind.has_items:
        return [_item(attribute, item) for item in value if isinstance(item, dict)]
    return value


def _item(attribute: Attribute, item: Mapping[str, Json]) -> dict[str, Json]:
    held = item.get("cells")
    cells = held if isinstance(held, dict) else {}
    if attribute.kind is Kind.CHECKLIST:
        filled = _filled(cells, ENTRY)
    else:
        filled = _filled(cells, [column.key for column in attribute.columns])
    scores = cells.get("scores")
    if isinstance(scores, dict):
        given = _filled(scores, [line.key for line in attribute.criteria])
        filled |= {"scores": given} if given else {}
    shape: dict[str, Json] = {"id": item.get("id")}
    if item.get("row"):
        shape["row"] = item["row"]
    return shape | {"cells": filled}


def _filled(parts: Mapping[str, Json], order: Sequence[str]) -> dict[str, Json]:
    """Return the parts that hold something, in order; those that nobody knows come last."""
    known = [name for name in order if name in parts]
    rest = sorted(name for name in parts if name not in order and name != "scores")
    return {name: parts[name] for name in [*known, *rest] if parts[name] not in (None, "")}
