"""Reads YAML and JSON as plain data with the line of each part; figures stay text.

It goes through the parser's events, one by one: what is nested too deeply, stands for another
part, or is too much, is refused before anything is built of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from specs.domain.attribute import Json
from specs.domain.values.text import refused_character
from specs.imports.faults import Fault, Path, Refused, quoted

MOST_BYTES = 5_000_000
MOST_PARTS = 200_000
MOST_LEVELS = 12
# How files begin that people send in good faith, and nobody can read as text.
NO_TEXT = {
    b"PK\x03\x04": "a workbook, a Word document or an archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "an archive",
}
CONSTANTS: dict[str, Json] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}


@dataclass(frozen=True)
class Source:
    """What a file holds, the line on which each part of it begins, and what is wrong already."""

    data: Json
    lines: dict[Path, int]
    faults: tuple[Fault, ...] = ()

    def fault(self, path: Path, message: str) -> Fault:
        """Return a fault with the line of its place, or of the nearest place around it."""
        known = (self.lines.get(path[:end]) for end in range(len(path), -1, -1))
        return Fault(message, path, next((line for line in known if line), None))


def decode(raw: bytes) -> str:
    """Return the text of a file; raises Refused."""
    if len(raw) > MOST_BYTES:
        refuse("The file is larger than 5 MB. No spec is; nothing was read.")
    for sign, what in NO_TEXT.items():
        if raw.startswith(sign):
            refuse(f"This is {what}. Import YAML, JSON or Markdown.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse("The file is not UTF-8 text. Save it as UTF-8, then import it again.", line)
    if not text.strip():
        refuse("The file is empty.")
    if wrong := refused_character(text):
        refuse(wrong)
    return text


def read_source(text: str) -> Source:
    """Return what a text holds; it is JSON when it begins like that. Raises Refused."""
    return _read_json(text) if text.lstrip()[:1] in ("{", "[") else _read_yaml(text)


def _read_yaml(text: str) -> Source:
    try:
        return _Builder().build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        refuse(
            f"This is not valid YAML: {error.problem or error}.", mark.line + 1 if mark else None
        )
    except yaml.YAMLError as error:
        refuse(f"This is not valid YAML: {error}.")


def _read_json(text: str) -> Source:
    repeated: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        repeated.extend(name for name in set(names) if names.count(name) > 1)
        return dict(found)

    def constant(name: str) -> NoReturn:
        refuse(f"{name} is no figure that JSON knows.")

    try:
        data = json.loads(
            text,
            parse_int=str,
            parse_float=str,
            parse_constant=constant,
            object_pairs_hook=pairs,
        )
    except json.JSONDecodeError as error:
        refuse(f"This is not valid JSON: {error.msg}.", error.lineno)
    except RecursionError:
        refuse(TOO_DEEP)
    try:
        # YAML's reader knows lines; tabs, which it refuses, stand only between the parts of JSON.
        placed = _Builder().build(yaml.parse(text.replace("\t", " "), Loader=yaml.CSafeLoader))
    except yaml.YAMLError:  # valid JSON all the same: its faults are told without their lines
        return Source(data, {}, tuple(Fault(twice(name)) for name in repeated))
    return Source(data, placed.lines, placed.faults)


TOO_DEEP = f"The file is nested more than {MOST_LEVELS} levels deep, which no spec is."


def twice(key: str) -> str:
    """Say that a key is repeated."""
    return f"The key {quoted(key)} is there twice. Keep one of them."


def refuse(message: str, line: int | None = None) -> NoReturn:
    """Refuse a whole file for one reason."""
    raise Refused([Fault(message, (), line)])


@dataclass
class _Open:
    """A list or mapping that is being read."""

    holds: Any
    path: Path
    key: str | None = None


@dataclass
class _Builder:
    """Builds plain data from the events of one document."""

    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    data: Json = None
    documents: int = 0

    def build(self, events: Iterable[yaml.Event]) -> Source:
        """Take all events, and give up at the first that no spec has."""
        for event in events:
            self.take(event)
        return Source(self.data, self.lines, tuple(self.faults))

    def take(self, event: yaml.Event) -> None:
        mark: Any = event.start_mark
        line = mark.line + 1
        match event:
            case yaml.AliasEvent():
                refuse(f"*{quoted(event.anchor)} stands for another part. Write it out.", line)
            case yaml.NodeEvent():
                self.refuse_odd(event, line)
                self.take_node(event, line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.open.pop()
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    refuse("The file holds a second document. Keep one.", line)

    def refuse_odd(self, event: Any, line: int) -> None:
        """Refuse names for other parts, types of other programs, depth and mass."""
        if event.anchor:
            refuse(f"&{quoted(event.anchor)} names a part to be repeated. Write it out.", line)
        if event.tag not in (None, "!"):
            refuse(f"The type {quoted(event.tag)} is not read here. Take it away.", line)
        if len(self.lines) >= MOST_PARTS:
            refuse(f"The file has more than {MOST_PARTS:,} parts, which no spec has.", line)
        if len(self.open) >= MOST_LEVELS:
            refuse(TOO_DEEP, line)

    def take_node(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.ScalarEvent):
            if self.open and isinstance(self.open[-1].holds, dict) and self.open[-1].key is None:
                self.open[-1].key = event.value
                return
            self.put(
                CONSTANTS.get(event.value, event.value) if event.implicit[0] else event.value, line
            )
            return
        holds: Json = {} if isinstance(event, yaml.MappingStartEvent) else []
        if self.open and isinstance(self.open[-1].holds, dict) and self.open[-1].key is None:
            refuse("A key has to be a text.", line)
        path = self.put(holds, line)
        self.open.append(_Open(holds, path))

    def put(self, value: Json, line: int) -> Path:
        """Put a value where it belongs, and return its path."""
        if not self.open:
            self.data = value
            self.lines[()] = line
            return ()
        around = self.open[-1]
        if isinstance(around.holds, list):
            path = (*around.path, len(around.holds))
            around.holds.append(value)
        else:
            key = around.key or ""
            around.key = None
            path = (*around.path, key)
            if key in around.holds:
                self.faults.append(Fault(twice(key), path, line))
            else:
                around.holds[key] = value
        self.lines.setdefault(path, line)
        return path
