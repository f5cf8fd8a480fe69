"""A spec written as a file and read again is the same spec."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.values import validate
from specs.exports.files import write_json, write_yaml
from specs.exports.portable import Held, as_plain
from specs.imports.faults import Refused
from specs.imports.incoming import Incoming, read_incoming
from specs.imports.source import read_source
from tests.specs.example import example_values
from tests.specs.strategies import FULL_SPEC, answers

Write: TypeAlias = Callable[[dict[str, Json]], str]
SCHEMA = json.loads(Path("docs/spec-format.schema.json").read_text())
FACTS = {"id": "7", "title": "Card fraud", "state": "draft", "revision": "0"}
WAIVER = {
    "code": "TXT001",
    "key": "problem.statement",
    "message": "It says “fast”.\nTwice.",
    "reason": "- yes: no",
    "by": "Dana",
    "at": "2026-11-02T08:00:00.000000Z",
    "until": "2027-03-01",
}
RISK = {
    "risk": "1",
    "failure_mode": "Drift: again",
    "reason": "The season is short.",
    "by": "Ruth",
    "at": "2026-11-02T08:00:00.000000Z",
    "until": "2027-03-01",
    "text_hash": "ab" * 32,
}
PIECES = [
    {"heading": "Appendix", "text": "# One\n\n- two", "why": "It has no place."},
    {"text": "x", "heading": ""},
]


def held(values: dict[str, Json]) -> Held:
    """Return a spec of the largest template with these answers."""
    known = catalogue.attributes()
    return Held(FACTS, "full_spec", 3, FULL_SPEC, values, [WAIVER], known, [RISK], PIECES)


def read(text: str) -> Incoming:
    """Read a file of that spec."""
    return read_incoming(read_source(text), lambda _: {3: FULL_SPEC}, catalogue.attributes())


def stored(incoming: Incoming) -> dict[str, Json]:
    """Return what the import stores, in the stored shape."""
    rows: dict[str, Json] = {
        key: [_item({"row": row.row or None, **row.cells}) for row in rows]
        for key, rows in incoming.rows.items()
    }
    return {**incoming.answers, **rows}


def without_ids(text: str) -> str:
    """Return the text without the ids of rows, and without the title that imports add."""
    return re.sub(r"\bid\"?: .*", "id", text)


@pytest.mark.parametrize("write", [write_yaml, write_json])
def test_the_running_example_comes_back_whole(write: Write) -> None:
    text = exported(items_of(example_values()), write)

    assert without_ids(exported(stored(read(text)), write)) == without_ids(text)


def exported(values: dict[str, Json], write: Write) -> str:
    """Return the file of a spec with these answers."""
    return write(as_plain(held(values)))


def items_of(values: dict[str, Json]) -> dict[str, Json]:
    """Return values with their rows in the stored shape."""
    found = {}
    for key, value in values.items():
        attribute = catalogue.attributes()[key]
        if isinstance(value, dict) and "not_applicable" in value:
            pass
        elif attribute.kind.value == "checklist" and isinstance(value, dict):
            value = [{"id": "1", "row": row, "cells": cells} for row, cells in value.items()]  # noqa: PLW2901
        elif attribute.kind.has_items and isinstance(value, list):
            value = [_item(row) for row in value]  # noqa: PLW2901
        found[key] = value
    return found


def _item(row: Json) -> Json:
    assert isinstance(row, dict)
    if "cells" in row:
        return row
    named = row.get("row")
    cells = {key: cell for key, cell in row.items() if key != "row" and cell is not None}
    return {"id": "1", "cells": cells} | ({"row": named} if named else {})


@given(changes=answers(FULL_SPEC), write=st.sampled_from([write_yaml, write_json]))
@settings(max_examples=150, deadline=None)
def test_whatever_can_be_stored_comes_back(changes: dict[str, Json], write: Write) -> None:
    known = catalogue.attributes()
    fit = {
        key: value
        for key, value in changes.items()
        if not validate(known[key], value) and not has_twins(value)
    }
    first = exported(stored(read(exported(items_of(fit), write))), write)

    assert exported(stored(read(first)), write) == first


def has_twins(value: Json) -> bool:
    """Say whether a given row is there twice, which the database refuses."""
    rows = (
        [entry.get("row") for entry in value if isinstance(entry, dict)]
        if isinstance(value, list)
        else []
    )
    named = [row for row in rows if row]
    return len(named) > len(set(map(str, named)))


def test_every_export_keeps_to_the_schema() -> None:
    exported = as_plain(held(items_of(example_values())))

    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(exported)) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [("format", "other"), ("version", 2), ("answers", []), ("more", 1), ("template", {})],
)
def test_the_schema_refuses_what_the_import_refuses(place: str, value: Json) -> None:
    plain = as_plain(held({})) | {place: value}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, SCHEMA)


@pytest.mark.parametrize("write", [write_yaml, write_json])
def test_pieces_to_place_come_back_and_acceptances_become_some(write: Write) -> None:
    loose = read(exported({}, write)).loose

    assert [(one.heading, one.text, one.why) for one in loose[:2]] == [
        ("Appendix", "# One\n\n- two", "It has no place."),
        ("", "x", ""),
    ]
    assert loose[2].heading == "Accepted risk: Drift: again"
    assert loose[2].text == (
        "Ruth accepted it on 2026-11-02 until 2027-03-01: The season is short."
    )
    assert "Accept it anew" in loose[2].why


@pytest.mark.parametrize("write", [write_yaml, write_json])
def test_a_waiver_comes_back_with_its_last_day(write: Write) -> None:
    [waiver] = read(exported({}, write)).waivers

    assert str(waiver.until) == "2027-03-01"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("accepted_risks: {}", "A list of accepted risks belongs here"),
        ("accepted_risks: [x]", "Parts with names belong here"),
        ("accepted_risks: [{by: Ruth, reason: r, sum: 3}]", "no sum here"),
        ("accepted_risks: [{by: Ruth}]", "The reason is missing"),
        ("accepted_risks: [{by: Ruth, reason: r, until: soon}]", "Write a day as"),
        ("to_place: [{title: x}]", "no title here"),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(part: str, said: str) -> None:
    head = "format: countersign-spec\nversion: 1\ntemplate: {key: full_spec}\nspec: {title: T}\n"

    with pytest.raises(Refused) as refused:
        read(head + part)

    assert said in refused.value.faults[0].message
    assert refused.value.faults[0].line == 5
