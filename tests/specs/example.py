"""The running example of the catalogue as a document, with changes where a test needs them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from specs import catalogue
from specs.catalogue.reading import read_yaml
from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE
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
        if isinstance(holder, dict) and "cells" in holder:
            holder = holder["cells"]
    holder[int(last) if isinstance(holder, list) else last] = value


@dataclass(frozen=True)
class Fixture:
    """What the catalogue says of one check, and changes to the example that make it fire."""

    code: str
    anchor: str
    words: Mapping[str, Json]
    changes: Mapping[str, Json]

    def key(self) -> str:
        """Where it has to fire; a check of every key fires where the change was made."""
        return next(iter(self.changes)).split(">")[0] if self.anchor[0] == "(" else self.anchor


def fixtures(family: str) -> list[Fixture]:
    """Those of the family's checks that are there."""
    entries = read_yaml(Path(__file__).parent / "checks.yaml")["checks"]
    assert isinstance(entries, list)
    return [
        Fixture(str(entry["code"]), str(entry["anchor"]), entry, changes)
        for entry in entries
        if isinstance(entry, dict) and entry["group"] == family and entry["code"] in BY_CODE
        if isinstance(changes := entry["fires_when_example_changed"], dict)
    ]
