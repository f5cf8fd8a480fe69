"""The running example of the catalogue as a document, with changes where a test needs them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.document import Document

DAY = date(2026, 2, 16)


def the_example(
    changes: Mapping[str, Json] | None = None, template: str = "ml_model_spec"
) -> Document:
    """The running example on its day.

    A change names a key, or a place inside its answer as ``risk.register>0>owner``; None takes
    the answer away.
    """
    values = example_values()
    for path, value in (changes or {}).items():
        change(values, path, value)
    return Document(template=catalogue.template(template), values=values, on=DAY, revision=3)


def example_values() -> dict[str, Json]:
    """Every answer of the running example, to be changed at will."""
    return {key: deepcopy(attribute.example) for key, attribute in catalogue.attributes().items()}


def change(values: dict[str, Json], path: str, value: Json) -> None:
    """Put a value at a place; what lies on the way there has to exist."""
    *way, last = path.split(">")
    holder: Any = values
    for part in way:
        holder = holder[int(part) if isinstance(holder, list) else part]
    holder[int(last) if isinstance(holder, list) else last] = value
