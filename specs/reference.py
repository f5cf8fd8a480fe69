"""What the reference says of every attribute, check, calculator, template and role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from specs import catalogue
from specs.domain.attribute import Attribute, Json, Kind, Section, Template
from specs.domain.calculators import CALCULATORS
from specs.domain.checks import CHECKS
from specs.domain.stages import WORDS as STAGE_WORDS
from specs.domain.values import display, display_cell, to_plain

if TYPE_CHECKING:
    from specs.domain.calculators import Calculator
    from specs.domain.checks import Check

FAMILIES = {
    "REQ": "Required answers",
    "FRM": "Framing",
    "MLF": "Is ML the right tool",
    "POL": "Decision policy",
    "PRX": "Proxy label",
    "FEA": "Feasibility and return",
    "MET": "Metrics and evaluation",
    "EXP": "Experiment and rollout",
    "PHA": "PoC, MVP and scale",
    "DAT": "Training data",
    "ANN": "Annotation",
    "FAI": "Fairness and bias",
    "IOC": "Input and output",
    "RSK": "Risks",
    "DEP": "Deployment",
    "MON": "Monitoring and operations",
    "GOV": "Requirements, people, sign-off",
    "TXT": "Wording",
}
SORTS = {
    Kind.SHORT_TEXT: "a line of text",
    Kind.LONG_TEXT: "text",
    Kind.CHOICE: "one option",
    Kind.MULTI_CHOICE: "several options",
    Kind.NUMBER: "a number",
    Kind.NUMBER_UNIT: "a number with its unit",
    Kind.PERCENT: "a percentage",
    Kind.DURATION: "a length of time",
    Kind.DATE: "a day",
    Kind.DATE_RANGE: "a first and a last day",
    Kind.YES_NO: "yes or no",
    Kind.TABLE: "a table",
    Kind.CHECKLIST: "a checklist",
    Kind.RUBRIC: "candidates scored by criteria",
    Kind.RAG: "green, amber or red, with a note",
    Kind.PERSON: "a person",
}


@dataclass(frozen=True)
class Example:
    """An answer as people read it: in words, or as the rows of a table."""

    words: str = ""
    titles: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()  # title and text of each cell


@dataclass(frozen=True)
class Changed:
    """One answer of the running example, as it is and as it makes a check speak."""

    attribute: Attribute
    place: str
    good: str
    bad: str


@dataclass(frozen=True)
class CheckPage:
    """What people read about a check; templates would call the check itself."""

    code: str
    title: str
    severity: str
    message: str
    fix: str
    source: str
    paragraphs: tuple[str, ...]
    keys: tuple[str, ...]
    templates: tuple[Template, ...]
    changes: tuple[Changed, ...]


@dataclass(frozen=True)
class Family:
    """Checks about one subject."""

    code: str
    title: str
    checks: tuple[CheckPage, ...]


@dataclass(frozen=True)
class Place:
    """Where a template asks for an attribute, and how badly."""

    template: Template
    section: Section
    needed: str


@dataclass(frozen=True)
class RolePage:
    """What people read about a stakeholder role."""

    key: str
    label: str
    is_core: bool
    cares_about: tuple[str, ...]
    question: str
    signs: tuple[tuple[Template, tuple[Section, ...], bool], ...]  # True where it is optional
    attributes: tuple[Attribute, ...]


@cache
def families() -> tuple[Family, ...]:
    """Return all checks by subject, in the order in which they report."""
    found: dict[str, list[CheckPage]] = {}
    for check in CHECKS:
        found.setdefault(check.family, []).append(_check_page(check))
    return tuple(
        Family(code, FAMILIES.get(code, code), tuple(pages)) for code, pages in found.items()
    )


def _check_page(check: Check) -> CheckPage:
    return CheckPage(
        code=check.code,
        title=check.title,
        severity=check.severity.value,
        message=check.message.replace("{items}", "[…]"),
        fix=check.fix,
        source=check.source,
        paragraphs=tuple(check.explanation.split("\n\n")),
        keys=(*check.needs, *check.reads),
        templates=tuple(t for t in catalogue.templates().values() if check.runs_in(t)),
        changes=tuple(_changes(catalogue.bad_examples().get(check.code, {}))),
    )


def _changes(changes: Mapping[str, Json]) -> Iterator[Changed]:
    """Walk the changes that make a check speak: an answer, or a place inside one."""
    for path, bad in changes.items():
        key, *way = path.split(">")
        attribute = catalogue.attributes().get(key)
        if attribute is None:
            continue
        good = attribute.example
        for step in way:
            good = _inside(good, step)
        if way:
            yield Changed(attribute, _place(attribute, way), _said(good), _said(bad))
        else:
            yield Changed(attribute, "", *(display(attribute, one) for one in (good, bad)))


def _inside(value: Json, step: str) -> Json:
    if isinstance(value, list):
        return value[int(step)] if step.isdecimal() and int(step) < len(value) else None
    return value.get(step) if isinstance(value, Mapping) else None


def _place(attribute: Attribute, way: list[str]) -> str:
    """Return row and column of a place in words."""
    words = []
    for step in way:
        column, line = attribute.column(step), attribute.line(step)
        title = column.title if column else line.label if line else step.replace("_", " ")
        words.append(f"row {int(step) + 1}" if step.isdecimal() else title)
    return ", ".join(words)


def _said(value: Json) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_said(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_said(part) for part in value)
    return "" if value is None else str(value)


@cache
def checks() -> Mapping[str, tuple[Family, CheckPage]]:
    """Return each check with its family, by code."""
    return {page.code: (family, page) for family in families() for page in family.checks}


def checks_of(key: str) -> list[CheckPage]:
    """Return the checks that read one attribute by name."""
    return [page for _, page in checks().values() if key in page.keys]


def calculators_of(key: str) -> list[Calculator]:
    """Return the calculators that read, write or stand beside one attribute."""
    return [
        one
        for one in CALCULATORS
        if key in (*one.serves, *one.writes, *(k for i in one.inputs for k in i.keys))
    ]


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections of the largest template, which asks for every attribute once."""
    return largest().sections


@cache
def largest() -> Template:
    return max(catalogue.templates().values(), key=lambda template: len(template.items))


def places_of(key: str) -> list[Place]:
    """Return where each template asks for an attribute."""
    found = []
    for template in catalogue.templates().values():
        item, section = template.items.get(key), template.section(template.section_of.get(key, ""))
        if item is None or section is None:
            continue
        needed = "required" if item.required else "optional"
        if item.required and item.required_from:
            needed = f"required from {STAGE_WORDS[item.required_from]} on"
        found.append(Place(template, section, needed))
    return found


def example_of(attribute: Attribute) -> Example | None:
    """Return the running example's answer, as it is read."""
    plain = to_plain(attribute, attribute.example)
    if plain is None or plain == []:
        return None
    if attribute.kind not in (Kind.TABLE, Kind.RUBRIC) or not isinstance(plain, list):
        return Example(words=display(attribute, plain, catalogue.role_labels()))
    rows = [row for row in plain if isinstance(row, dict)]
    named = any(row.get("row") for row in rows) and attribute.column("row") is None
    titles = [""] * named + [c.title for c in attribute.columns]
    titles += [line.label for line in attribute.criteria]
    return Example(
        titles=tuple(titles),
        rows=tuple(
            tuple(zip(titles, _cells(attribute, row, named=named), strict=True)) for row in rows
        ),
    )


def _cells(attribute: Attribute, row: Mapping[str, Json], *, named: bool) -> Iterator[str]:
    if named:
        line = attribute.line(str(row.get("row")))
        yield line.label if line else ""
    for column in attribute.columns:
        yield display_cell(column, row.get(column.key))
    for line in attribute.criteria:
        yield _said(_inside(row.get("scores"), line.key))


@cache
def roles() -> Mapping[str, RolePage]:
    """Return every built-in role by key."""
    return {key: _role_page(key, held) for key, held in catalogue.roles().items()}


def _role_page(key: str, held: Mapping[str, Json]) -> RolePage:
    cares = held.get("cares_about")
    signs = [
        (template, sections, key in template.optional_sign_off)
        for template in catalogue.templates().values()
        if (sections := template.sections_of_role(key))
    ]
    return RolePage(
        key=key,
        label=str(held["label"]),
        is_core=bool(held.get("core")),
        cares_about=tuple(str(one) for one in cares) if isinstance(cares, list) else (),
        question=str(held.get("block_prompt") or ""),
        signs=tuple(signs),
        attributes=tuple(a for a in catalogue.attributes().values() if key in a.roles),
    )
