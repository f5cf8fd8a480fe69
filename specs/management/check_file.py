"""Reads the file of ``check_spec``: a spec outside the database, as answers by key."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from specs import catalogue
from specs.catalogue.reading import parse_yaml
from specs.domain.attribute import Json, Kind, Malformed, Template
from specs.domain.document import Document, Purpose
from specs.domain.values import read_day

PARTS = ("template", "evaluated_on", "answers", "context")
CONTEXT = (
    *("today", "revision", "purpose", "signers", "signoffs", "prev", "last_signed", "template"),
)
SHORTEST, LONGEST = -40, 40  # exponents of ten that are written out
YES_NO: Mapping[str, bool] = {"yes": True, "no": False}


class Unreadable(ValueError):
    """The file is not what it has to be; the message names the line where there is one."""


def read_document(path: Path, *, template: str = "", on: str = "") -> Document:
    """Return the spec that a YAML or JSON file holds; raise ``Unreadable`` with line and reason.

    The file is a mapping of ``template``, ``evaluated_on``, ``answers`` by key in plain form, and
    ``context``: revision, purpose, signers, signoffs, prev (answers of the last signed revision)
    and last_signed. ``template`` and ``on`` stand above what the file says. Without ``signers``
    nothing is said about who signs.
    """
    text = _read_text(path)
    held = _parse(text, is_json=path.suffix.lower() == ".json")
    for name in held:
        if name not in PARTS:
            raise Unreadable(f"{_line_of(text, name)}{name} is not one of {', '.join(PARTS)}.")
    answers, context = _mapping(held, "answers", text), _mapping(held, "context", text)
    _refuse_unknown(answers, catalogue.attributes(), "There is no attribute", text)
    _refuse_unknown(context, CONTEXT, "The context has no", text)
    asked = _template(template or context.get("template") or held.get("template"), text, template)
    asked_on = held.get("evaluated_on") or context.get("today")
    if template:  # as the smaller spec that its answers would make
        answers = {key: value for key, value in answers.items() if key in asked.items}
    return Document(
        template=asked,
        values={key: _typed(key, value) for key, value in answers.items()},
        on=_evaluated_on(on, asked_on, text),
        **_known(context, text),
    )


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line}: the file is not UTF-8 text.") from error


def _parse(text: str, *, is_json: bool) -> dict[str, Json]:
    """The mapping in the file; figures stay decimal text, as everywhere in a spec."""
    try:
        if not is_json:
            return parse_yaml(text)
        held = json.loads(
            text,
            parse_float=_written_out,
            parse_int=_written_out,
            parse_constant=partial(_refuse_constant, text),
            object_pairs_hook=partial(_without_repeats, text),
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"line {error.lineno}: {error.msg}.") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable(f"line {line}: a character stands here that no text has.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise Unreadable(f"{where}{error.problem or error.context}.") from error
    except (yaml.YAMLError, Malformed) as error:
        raise Unreadable(str(error)) from error
    except RecursionError as error:
        raise Unreadable("line 1: the file is nested too deeply.") from error
    if not isinstance(held, dict):
        raise Unreadable("line 1: expected a mapping.")
    return held


def _written_out(figure: str) -> str:
    """A number of JSON as decimal text, without an exponent that is far off."""
    try:
        number = Decimal(figure)
    except InvalidOperation:
        return figure
    exponent = number.as_tuple().exponent
    if "e" not in figure.lower() or not SHORTEST <= int(exponent) <= LONGEST:
        return figure
    return f"{number:f}"


def _refuse_constant(text: str, name: str) -> Any:
    place = re.search(rf"[:\[,]\s*{name}\b", text)
    where = f"line {text.count(chr(10), 0, place.end()) + 1}: " if place else ""
    raise Unreadable(f"{where}{name} is not a number.")


def _without_repeats(text: str, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    held = dict(pairs)
    if len(held) < len(pairs):
        repeated = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise Unreadable(
            f"{_line_of(text, repeated, last=True)}the key {repeated!r} is there twice."
        )
    return held


def _mapping(held: Mapping[str, Json], name: str, text: str) -> dict[str, Json]:
    value = held.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"{_line_of(text, name)}{name} has to be a mapping.")
    return value


def _refuse_unknown(held: Mapping[str, Json], known: Any, words: str, text: str) -> None:
    for key in held:
        if key not in known:
            raise Unreadable(f"{_line_of(text, str(key))}{words} {key}.")


def _evaluated_on(option: str, held: Json, text: str) -> date:
    """The day of the option, else of the file, else today."""
    if option:
        return _day(option, "--on", "")
    return _day(held, "evaluated_on", text) if held else date.today()  # noqa: DTZ011


def _template(key: Json, text: str, option: str) -> Template:
    if not key:
        raise Unreadable("The file names no template; say --template KEY.")
    known = catalogue.templates()
    if not isinstance(key, str) or key not in known:
        where = "--template: " if option else _line_of(text, "template")
        raise Unreadable(f"{where}{key} is none of {', '.join(known)}.")
    return known[key]


def _typed(key: str, value: Json) -> Json:
    if catalogue.attributes()[key].kind is Kind.YES_NO and isinstance(value, str):
        return YES_NO.get(value, value)
    return value


def _day(value: Json, name: str, text: str) -> date:
    day = read_day(value)
    if day is None:
        raise Unreadable(f"{_line_of(text, name)}{name}: {value} is not a day like 2026-02-16.")
    return day


def _known(context: Mapping[str, Json], text: str) -> dict[str, Any]:
    """What is known beside the answers, as a document takes it."""
    known: dict[str, Any] = {}
    if context.get("revision") is not None:
        revision = str(context["revision"])
        if not re.fullmatch(r"[0-9]{1,9}", revision):
            where = _line_of(text, "revision")
            raise Unreadable(f"{where}revision: {revision} is not a whole number.")
        known["revision"] = int(revision)
    if (purpose := context.get("purpose")) is not None:
        if purpose not in tuple(Purpose):
            raise Unreadable(f"{_line_of(text, 'purpose')}purpose is submit or approve.")
        known["purpose"] = Purpose(str(purpose))
    if "signers" in context:
        signers = _mapping(context, "signers", text)
        known["signers"] = {role: str(name or "") for role, name in signers.items()}
    previous = _mapping(context, "prev", text)
    _refuse_unknown(previous, catalogue.attributes(), "There is no attribute", text)
    known["previous"] = {key: _typed(key, value) for key, value in previous.items()}
    signoffs = context.get("signoffs")
    if not isinstance(signoffs, list | None):
        raise Unreadable(f"{_line_of(text, 'signoffs')}signoffs has to be a list.")
    known["signoffs"] = tuple(held for held in signoffs or () if isinstance(held, dict))
    if context.get("last_signed"):
        known["last_signed"] = _day(context["last_signed"], "last_signed", text)
    return known


def _line_of(text: str, key: str, *, last: bool = False) -> str:
    """Where a key stands in the file, as the beginning of a message."""
    name = rf"[\"']?{re.escape(key)}[\"']?\s*:"
    begun, inside = re.compile(rf"[\s{{,\"']*{name}"), re.compile(rf"[\s{{,]{name}")
    lines = text.splitlines()
    found = [number for number, line in enumerate(lines, 1) if begun.match(line)]
    found = found or [number for number, line in enumerate(lines, 1) if inside.search(line)]
    return f"line {found[-1 if last else 0]}: " if found else ""
