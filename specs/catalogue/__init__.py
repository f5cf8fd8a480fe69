"""The facts about ML specs that are data: attributes, templates, libraries and limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from specs.catalogue.reading import read_yaml
from specs.domain.attribute import Attribute, Json, Malformed, Template, read_attribute
from specs.domain.limits import Limit, read_limit

HERE = Path(__file__).parent
NUMBERED = re.compile(r"(?:(?P<number>\d+)\. )?(?P<title>.+)")


@cache
def attributes() -> Mapping[str, Attribute]:
    """Every attribute by key, in the order of the catalogue."""
    return read_attributes(_file("attributes.yaml"))


@cache
def templates() -> Mapping[str, Template]:
    """The built-in templates by key, smallest first."""
    return read_templates(_file("templates.yaml"), attributes())


def template(key: str) -> Template:
    return templates()[key]


@cache
def libraries() -> Mapping[str, Json]:
    """The reference lists: roles, metrics, latency use cases, wording and others."""
    return _mapping(_file("attributes.yaml"), "libraries", "attributes.yaml")


@cache
def library(name: str) -> tuple[Mapping[str, Json], ...]:
    """One reference list whose entries are mappings."""
    entries = libraries()[name]
    if not isinstance(entries, list):
        raise Malformed(f"attributes.yaml: libraries: {name} is not a list.")
    return tuple(entry for entry in entries if isinstance(entry, dict))


@cache
def roles() -> Mapping[str, Mapping[str, Json]]:
    """The built-in stakeholder roles by key: label, core, cares_about, block_prompt."""
    return {str(role["key"]): role for role in library("roles")}


@cache
def role_labels() -> Mapping[str, str]:
    """The label of each built-in stakeholder role by key."""
    return {key: str(role["label"]) for key, role in roles().items()}


@cache
def metrics() -> Mapping[str, Mapping[str, Json]]:
    """The known metrics by key: name, direction, min, max, tasks, formula."""
    return {str(metric["key"]): metric for metric in library("metrics")}


@cache
def section_titles() -> Mapping[str, str]:
    """The titles of the groups that attributes belong to."""
    entries = _list(_file("attributes.yaml"), "sections", "attributes.yaml")
    return {str(entry["key"]): str(entry["title"]) for entry in entries}


@cache
def parameters() -> Mapping[str, str]:
    """The limits that checks compare with, by name, as figures in text."""
    entries = _list(_file("parameters.yaml"), "parameters", "parameters.yaml")
    return {str(entry["name"]): str(entry["default"]) for entry in entries}


@cache
def limits() -> Mapping[str, Limit]:
    """The same limits by name, each with what it means and the bounds it may be set within."""
    entries = _list(_file("parameters.yaml"), "parameters", "parameters.yaml")
    read = [read_limit(entry, f"parameters.yaml: {entry.get('name')}") for entry in entries]
    return {limit.name: limit for limit in read}


@cache
def output_column_types() -> Mapping[str, tuple[str, ...]]:
    """The types of output column that fit each output type."""
    held = _mapping(_file("parameters.yaml"), "output_column_types", "parameters.yaml")
    return {
        key: tuple(str(entry) for entry in entries)
        for key, entries in held.items()
        if isinstance(entries, list)
    }


@cache
def rests_on() -> Mapping[str, tuple[str, ...]]:
    """On which answers each answer rests directly, by key."""
    entries = _list(_file("rests_on.yaml"), "rests_on", "rests_on.yaml")
    held = {str(entry["key"]): entry["on"] for entry in entries}
    return {key: tuple(str(one) for one in on) for key, on in held.items() if isinstance(on, list)}


@cache
def bad_examples() -> Mapping[str, Mapping[str, Json]]:
    """For each check, by code, changes to the running example with which it speaks."""
    held = _mapping(_file("bad_examples.yaml"), "bad_examples", "bad_examples.yaml")
    return {code: changes for code, changes in held.items() if isinstance(changes, dict)}


@cache
def _file(name: str) -> Mapping[str, Json]:
    return read_yaml(HERE / name)


def example(key: str) -> Json:
    """The answer that the running example gives, in plain form."""
    return attributes()[key].example


def churn() -> dict[str, Json]:
    """The answers of a second complete spec, in plain form: contracts scored by night."""
    files = sorted((HERE / "churn").glob("*.yaml"))
    return {key: answer for path in files for key, answer in read_yaml(path).items()}


def read_attributes(data: Mapping[str, Json]) -> Mapping[str, Attribute]:
    held = data.get("libraries")
    found: dict[str, Attribute] = {}
    for entry in _list(data, "attributes", "attributes.yaml"):
        resolved = {**entry}
        for name in ("default_rows", "offered_rows"):
            if name in entry:
                resolved[name] = _rows(entry, name, held if isinstance(held, dict) else {})
        attribute = read_attribute(resolved, "attributes.yaml:")
        if attribute.key in found:
            raise Malformed(f"attributes.yaml: {attribute.key} is there twice.")
        found[attribute.key] = attribute
    return found


def read_templates(
    data: Mapping[str, Json], known: Mapping[str, Attribute]
) -> Mapping[str, Template]:
    found: dict[str, Template] = {}
    plain = {key: attribute.definition() for key, attribute in known.items()}
    for entry in _list(data, "templates", "templates.yaml"):
        where = f"templates.yaml: {entry.get('key')}"
        sections: list[Json] = [
            _section(section, plain, where) for section in _list(entry, "sections", where)
        ]
        read = Template.from_definition({**entry, "sections": sections})
        if read.key in found:
            raise Malformed(f"{where} is there twice.")
        found[read.key] = read
    return found


def _section(
    section: dict[str, Json], plain: Mapping[str, dict[str, Json]], where: str
) -> dict[str, Json]:
    """A section as a definition holds it: number apart from title, attributes inside."""
    where = f"{where}: {section.get('key')}"
    heading = NUMBERED.fullmatch(str(section.get("title", "")))
    if heading is None:
        raise Malformed(f"{where}: the title is missing.")
    tables: list[Json] = []
    if "render_as_table" in section:
        tables += [_table(table, where) for table in _list(section, "render_as_table", where)]
    items: list[Json] = []
    for item in _list(section, "items", where):
        key = str(item.get("key"))
        if key not in plain:
            raise Malformed(f"{where}: there is no attribute {key}.")
        rest = {name: held for name, held in item.items() if name != "key"}
        items.append({**rest, "attribute": plain[key]})
    rest = {name: held for name, held in section.items() if name != "render_as_table"}
    named: dict[str, Json] = {
        "number": heading["number"] or "",
        "title": heading["title"],
    }
    return {**rest, **named, "items": items, "tables": tables}


def _table(table: dict[str, Json], where: str) -> dict[str, Json]:
    rows: list[Json] = []
    for row in _list(table, "rows", where):
        cells = row.get("cells") or [row.get("specification"), row.get("current")]
        rows.append({"label": row.get("label", ""), "cells": cells})
    return {**table, "rows": rows}


def _rows(attribute: Mapping[str, Json], name: str, held: Mapping[str, Json]) -> Json:
    """Rows as written, or those of the library that is named, in the columns of the table."""
    source = attribute[name]
    if not isinstance(source, str):
        return source
    where = f"attributes.yaml: {attribute.get('key')}: {name}"
    columns = {column["key"] for column in _list(attribute, "columns", where)}
    return [
        {key: cell for key, cell in row.items() if key in columns and cell is not None}
        for row in _list(held, source, where)
    ]


def _list(data: Mapping[str, Json], name: str, where: str) -> list[dict[str, Json]]:
    entries = data.get(name)
    if not isinstance(entries, list):
        raise Malformed(f"{where}: expected a list of {name}.")
    mappings = [entry for entry in entries if isinstance(entry, dict)]
    if len(mappings) != len(entries):
        raise Malformed(f"{where}: an entry of {name} is not a mapping.")
    return mappings


def _mapping(data: Mapping[str, Json], name: str, where: str) -> Mapping[str, Json]:
    held = data.get(name)
    if not isinstance(held, dict):
        raise Malformed(f"{where}: expected the mapping {name}.")
    return held
