"""An organisation's own template as plain data that can be read back without loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs import catalogue

if TYPE_CHECKING:
    from specs.domain.attribute import Attribute, Json, LayoutTable, Section, Template, TemplateItem

FORMAT = "countersign-template"
VERSION = 1
# What a template may say otherwise than the catalogue does.
REWORDED = ("title", "help", "show_when", "required_when")
# Told by the file as a whole, or the same for all of one's own.
UNTOLD = ("section", "source", "roles")


def template_as_plain(template: Template) -> dict[str, Json]:
    """Return the whole template as the file holds it: own attributes apart, at the end."""
    told: dict[str, Json] = {
        "title": template.title,
        "purpose": template.purpose,
        "length": template.length,
        "sign_off": list(template.sign_off),
        "optional_sign_off": list(template.optional_sign_off),
        "promotes_to": list(template.promotes_to),
        "sections": [_section(section) for section in template.sections],
    }
    own: list[Json] = [_own(a) for a in template.attributes.values() if a.is_own]
    plain: dict[str, Json] = {"format": FORMAT, "version": VERSION, "template": told}
    return plain | {"attributes": own} if own else plain


def _section(section: Section) -> dict[str, Json]:
    title = f"{section.number}. {section.title}" if section.number else section.title
    plain: dict[str, Json] = {
        "key": section.key,
        "title": title,
        "intro": section.intro,
        "signed_by": list(section.signed_by),
        "items": [_item(item) for item in section.items],
    }
    tables: list[Json] = [_table(table) for table in section.tables]
    return plain | {"render_as_table": tables} if tables else plain


def _item(item: TemplateItem) -> dict[str, Json]:
    plain: dict[str, Json] = {"key": item.key, "required": item.required}
    if item.required_from:
        plain["required_from"] = item.required_from
    if item.material is not None:
        plain["material"] = item.material
    known = catalogue.attributes().get(item.key)
    for name in REWORDED if known else ():
        if getattr(item.attribute, name) != getattr(known, name):
            plain[name] = getattr(item.attribute, name)
    return plain


def _table(table: LayoutTable) -> dict[str, Json]:
    rows: list[Json] = []
    for row in table.rows:
        cells: dict[str, Json] = {"cells": list(row.cells)}
        rows.append({"label": row.label, **cells} if row.label else cells)
    return {"title": table.title, "columns": list(table.columns), "rows": rows}


def _own(attribute: Attribute) -> dict[str, Json]:
    return {name: held for name, held in attribute.definition().items() if name not in UNTOLD}
