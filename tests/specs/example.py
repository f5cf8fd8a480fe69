"""The running example of the catalogue as a document, with changes where a test needs them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from specs import catalogue
from specs.catalogue.reading import read_yaml
from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE
from specs.domain.checks.check import SIGN_OFF, WHOLE_SPEC
from specs.domain.document import Document, Purpose
from specs.domain.values.figures import read_day

DAY = date(2026, 2, 16)
CHECKS_FILE = Path(__file__).parent / "checks.yaml"


def the_example(
    changes: Mapping[str, Json] | None = None, template: str = "ml_model_spec"
) -> Document:
    """The running example on its day.

    A change names a key, or a place inside its answer as ``risk.register>0>owner``, or what is
    known beside the answers as ``ctx>signers>finance``; None takes the answer away.
    """
    values, known = example_values(), example_context()
    known["template"] = template
    for path, value in (changes or {}).items():
        change(known if path.startswith("ctx>") else values, path.removeprefix("ctx>"), value)
    return Document(
        template=catalogue.template(known["template"]),
        values=values,
        on=DAY,
        revision=int(known["revision"]),
        purpose=Purpose(known["purpose"]),
        signers=known["signers"],
        signoffs=tuple(held for held in known["signoffs"] if held),
        previous=known["prev"],
        last_signed=read_day(known["last_signed"]),
    )


def example_context() -> dict[str, Any]:
    """What is known beside the answers of the running example, to be changed at will."""
    context = deepcopy(checks_file()["example_context"])
    assert isinstance(context, dict)
    return context


@cache
def checks_file() -> Mapping[str, Json]:
    """The worked examples of all checks, read once."""
    return read_yaml(CHECKS_FILE)


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
        if self.anchor[0] != "(" or self.anchor in (SIGN_OFF, WHOLE_SPEC):
            return self.anchor
        return next(iter(self.changes)).split(">")[0]


def fixtures(family: str) -> list[Fixture]:
    """Those of the family's checks that are there."""
    entries = checks_file()["checks"]
    assert isinstance(entries, list)
    return [
        Fixture(str(entry["code"]), str(entry["anchor"]), entry, changes)
        for entry in entries
        if isinstance(entry, dict) and entry["group"] == family and entry["code"] in BY_CODE
        if isinstance(changes := entry["fires_when_example_changed"], dict)
    ]
