"""Answers that a spec holds and its template does not ask for: kept, shown, never lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from specs.domain.attribute import (
    Attribute,
    Json,
    Section,
    Template,
    TemplateItem,
    read_attribute,
)
from specs.domain.values import is_blank

CARRIED = "carried-over"
TITLE = "Carried over"
INTRO = "Answers that this template does not ask for. They are kept and printed as they stand."


def has_carried(template: Template, values: Mapping[str, Json]) -> bool:
    """Something may stand there that is not asked for."""
    return any(value is not None and key not in template.items for key, value in values.items())


def carried_section(attributes: Iterable[Attribute]) -> Section:
    """The section that stands behind all others; nobody is asked to sign it by itself."""
    items = tuple(TemplateItem(attribute, required=False) for attribute in attributes)
    return Section(CARRIED, "", TITLE, INTRO, (), items)


def carried_attributes(
    template: Template, values: Mapping[str, Json], known: Mapping[str, Attribute]
) -> tuple[Attribute, ...]:
    """Those that are not asked for and were answered, in the order in which they are known."""
    held = [key for key, value in values.items() if value is not None and key not in template.items]
    order = {key: place for place, key in enumerate(known)}
    held.sort(key=lambda key: order.get(key, len(order)))
    return tuple(
        attribute
        for key in held
        if (attribute := known.get(key)) is not None and not is_blank(attribute, values[key])
    )


def freeze_carried(attributes: Iterable[Attribute], values: Mapping[str, Json]) -> dict[str, Json]:
    """What a revision keeps of it: answers and questions, readable without any template."""
    asked = tuple(attributes)
    return {
        "answers": {attribute.key: values[attribute.key] for attribute in asked},
        "attributes": [attribute.definition() for attribute in asked],
    }


def frozen_answers(content: Mapping[str, Any]) -> dict[str, Json]:
    """Every answer that a frozen revision holds, in its sections and carried over."""
    parts = [*content["sections"], content.get("carried_over", {"answers": {}})]
    return {key: value for part in parts for key, value in part["answers"].items()}


def frozen_attributes(content: Mapping[str, Any]) -> tuple[Attribute, ...]:
    """The questions of what was carried over in a frozen revision."""
    held = content.get("carried_over", {"attributes": []})["attributes"]
    return tuple(read_attribute(definition, "carried over") for definition in held)
