"""The forty fields that both pages show: those of one value, in the order of the template."""

from __future__ import annotations

from dataclasses import replace

from specs import catalogue
from specs.domain.attribute import Attribute, Json, Template, TemplateItem

COUNT = 40
SECTION = "s1"


def _items(template: Template) -> tuple[TemplateItem, ...]:
    items = (i for i in template.items.values() if is_plain(i.attribute))
    return tuple(items)[:COUNT]


def is_plain(attribute: Attribute) -> bool:
    """It is one control and always shown."""
    return not attribute.kind.has_items and not attribute.show_when


def wide_template() -> Template:
    """Return the catalogue's template with forty fields in one section."""
    template = catalogue.template("ml_model_spec")
    chosen = _items(template)
    keys = {item.key for item in chosen}
    sections = (
        replace(
            section,
            items=chosen
            if section.key == SECTION
            else tuple(item for item in section.items if item.key not in keys),
        )
        for section in template.sections
    )
    return replace(template, key="bench", sections=tuple(sections))


FIELDS: tuple[Attribute, ...] = tuple(
    item.attribute for item in _items(catalogue.template("ml_model_spec"))
)
assert len(FIELDS) == COUNT


def values() -> dict[str, Json]:
    """Return what stands in the fields: the example's answers, but for a few that are missing."""
    missing = {field.key for field in FIELDS[7::8]}
    return {
        field.key: field.example
        for field in FIELDS
        if field.key not in missing and field.example is not None
    }


def typed_values() -> dict[str, str]:
    """Return the same as plain text."""
    return {field.key: _typed(values().get(field.key)) for field in FIELDS}


def _typed(value: Json) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
