"""A file that holds a template: read with the line of each part, or refused with every fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from specs import catalogue
from specs.domain.attribute import (
    Attribute,
    LayoutRow,
    LayoutTable,
    Malformed,
    Section,
    Template,
    TemplateItem,
    read_attribute,
)
from specs.domain.drafting.edits import (
    MOST_ATTRIBUTES,
    MOST_SECTIONS,
    PURPOSE_LIMIT,
    choose_optional,
    signing_roles,
)
from specs.domain.drafting.own import SECTION, Unclear, read_own, write_own
from specs.domain.drafting.problems import find_problems
from specs.domain.drafting.words import HELP_LIMIT, TITLE_LIMIT, typed_line, typed_text
from specs.domain.stages import STAGES
from specs.domain.values.text import Invalid
from specs.exports.template import FORMAT, REWORDED, UNTOLD, VERSION
from specs.imports.faults import Fault, Refused, quoted

if TYPE_CHECKING:
    from specs.domain.attribute import Json
    from specs.imports.faults import Path
    from specs.imports.source import Source

TOP = ("format", "version", "template", "attributes")
TOLD = ("title", "purpose", "length", "sign_off", "optional_sign_off", "promotes_to", "sections")
ALSO = ("key", "source")  # which the built-in ones say; here the organisation decides
OF_SECTION = ("key", "title", "intro", "signed_by", "items", "render_as_table")
OF_ITEM = ("key", "required", "required_from", "material", *REWORDED)
OF_TABLE = ("title", "columns", "rows")
OF_ROW = ("label", "cells", "specification", "current")
MOST_FAULTS = 500
MOST_ROLES = 40
T = TypeVar("T")
_SECTION_KEY = re.compile(r"[a-z0-9_]{1,60}")
_OWN_KEY = re.compile(r"own\.[a-z0-9_]{1,60}")
_NUMBERED = re.compile(r"(?:(?P<number>[0-9]{1,3})\. )?(?P<title>.*)", re.DOTALL)


def read_template(source: Source, roles: Mapping[str, str]) -> Template:
    """Return the template that the file holds; raises Refused with every fault."""
    return _Check(source, roles, list(source.faults)).run()


@dataclass
class _Check:
    """One file on its way in."""

    source: Source
    roles: Mapping[str, str]
    faults: list[Fault]
    places: dict[str, Path] = field(default_factory=dict)  # of sections and attributes

    def run(self) -> Template:
        data = self.source.data
        if not isinstance(data, dict):
            raise Refused([Fault("This is no template: it does not begin with format.")])
        if data.get("format") != FORMAT:
            self.wrong(("format",), f"A template says format: {FORMAT} here.")
        if data.get("version") not in (VERSION, str(VERSION)):
            self.wrong(("version",), f"Only version {VERSION} of the format can be read.")
        self.only(data, TOP, ())
        own = dict(self.own_attributes(data))
        told = self.mapping(data.get("template"), ("template",))
        self.only(told, (*TOLD, *ALSO), ("template",))
        template = self.template(told, {**catalogue.attributes(), **own})
        if not self.faults:
            for key in own.keys() - template.items.keys():
                self.wrong(self.places[key], "No section asks for this attribute.")
            self.find_problems(template)
        if self.faults:
            ordered = sorted(self.faults, key=lambda fault: fault.line or 0)
            raise Refused(ordered[:MOST_FAULTS])
        return template

    def wrong(self, path: Path, message: str) -> None:
        self.faults.append(self.source.fault(path, message))

    def only(self, held: Mapping[str, Json], names: tuple[str, ...], path: Path) -> None:
        for name in held:
            if name not in names:
                message = f"There is no {quoted(name)} here, only {', '.join(names)}."
                self.wrong((*path, name), message)

    def mapping(self, held: Json, path: Path) -> Mapping[str, Json]:
        if isinstance(held, dict):
            return held
        self.wrong(path, "Write names and values here.")
        return {}

    def entries(self, held: Json, path: Path, most: int) -> Iterator[tuple[Path, Json]]:
        if not isinstance(held, list):
            if held is not None:
                self.wrong(path, "Write a list here.")
            return
        if len(held) > most:
            self.wrong(path, f"At most {most} entries; there are {len(held)}.")
            return
        for place, entry in enumerate(held):
            yield (*path, place), entry

    def line(self, held: Json, path: Path, limit: int = TITLE_LIMIT) -> str:
        return self.text(held, path, lambda typed: typed_line(typed, "", limit))

    def prose(self, held: Json, path: Path, limit: int = HELP_LIMIT) -> str:
        return self.text(held, path, lambda typed: typed_text(typed, "", limit))

    def text(self, held: Json, path: Path, clean: Callable[[str], str]) -> str:
        if held is None:
            return ""
        if not isinstance(held, str):
            self.wrong(path, "Write a text here.")
            return ""
        try:
            return clean(held)
        except Invalid as problem:
            self.wrong(path, problem.message)
            return ""

    def names(self, held: Json, path: Path, known: Mapping[str, object], what: str) -> list[str]:
        """Return a list of keys, each of which is known and there once."""
        found: list[str] = []
        for place, entry in self.entries(held, path, MOST_ROLES):
            if not isinstance(entry, str) or entry not in known:
                self.wrong(place, f"There is no {what} {quoted(entry)}.")
            elif entry in found:
                self.wrong(place, f"{quoted(entry)} is there twice.")
            else:
                found.append(entry)
        return found

    def template(self, told: Mapping[str, Json], known: Mapping[str, Attribute]) -> Template:
        at = ("template",)
        signs = (*at, "sign_off")
        must = self.names(told.get("sign_off"), signs, self.roles, "role")
        named = (*at, "optional_sign_off")
        may = self.names(told.get("optional_sign_off"), named, self.roles, "role")
        larger = (*at, "promotes_to")
        built_in = catalogue.templates()
        sections = tuple(self.sections(told.get("sections"), (*at, "sections"), known))
        template = Template(
            key="",
            title=self.line(told.get("title"), (*at, "title")),
            purpose=self.prose(told.get("purpose"), (*at, "purpose"), PURPOSE_LIMIT),
            length=self.line(told.get("length"), (*at, "length")),
            source="",
            sign_off=tuple(must),
            optional_sign_off=tuple(may),
            promotes_to=tuple(self.names(told.get("promotes_to"), larger, built_in, "template")),
            sections=sections,
        )
        signing = signing_roles(template)
        for path, chosen in ((signs, must), (named, may)):
            for role in chosen:
                if role not in signing:
                    self.wrong(path, f"{role} signs no section.")
        return choose_optional(template, may)

    def sections(self, held: Json, path: Path, known: Mapping[str, Attribute]) -> Iterator[Section]:
        asked: set[str] = set()
        for at, entry in self.entries(held, path, MOST_SECTIONS):
            told = self.mapping(entry, at)
            self.only(told, OF_SECTION, at)
            key = self.line(told.get("key"), (*at, "key"))
            if not _SECTION_KEY.fullmatch(key):
                self.wrong((*at, "key"), "A key holds small letters, figures and _ only.")
            elif f"/{key}" in self.places:
                self.wrong((*at, "key"), f"There are two sections {quoted(key)}.")
            self.places[f"/{key}"] = at
            heading = _NUMBERED.fullmatch(self.line(told.get("title"), (*at, "title")))
            items = tuple(self.items(told.get("items"), (*at, "items"), known, asked))
            yield Section(
                key=key,
                number=(heading["number"] or "") if heading else "",
                title=heading["title"] if heading else "",
                intro=self.prose(told.get("intro"), (*at, "intro")),
                signed_by=tuple(
                    self.names(told.get("signed_by"), (*at, "signed_by"), self.roles, "role")
                ),
                items=items,
                tables=tuple(self.tables(told.get("render_as_table"), (*at, "render_as_table"))),
            )

    def items(
        self, held: Json, path: Path, known: Mapping[str, Attribute], asked: set[str]
    ) -> Iterator[TemplateItem]:
        for at, entry in self.entries(held, path, MOST_ATTRIBUTES):
            told = self.mapping(entry, at)
            self.only(told, OF_ITEM, at)
            key = told.get("key")
            if not isinstance(key, str) or key not in known:
                self.wrong((*at, "key"), f"There is no attribute {quoted(key)}.")
                continue
            if key in asked:
                self.wrong((*at, "key"), f"{quoted(key)} is asked twice.")
                continue
            asked.add(key)
            self.places[key] = at
            yield self.item(told, at, known[key])

    def item(self, told: Mapping[str, Json], at: Path, attribute: Attribute) -> TemplateItem:
        required, stage = told.get("required", False), told.get("required_from", "")
        if not isinstance(required, bool):
            self.wrong((*at, "required"), "Write true or false here.")
        material = told.get("material")
        if "material" in told and not isinstance(material, bool):
            self.wrong((*at, "material"), "Write true or false here.")
        if stage != "" and stage not in STAGES:
            self.wrong((*at, "required_from"), f"There are the stages {', '.join(STAGES)}.")
        elif stage and required is not True:
            self.wrong((*at, "required_from"), "It has a stage, and is not required.")
        reworded = {
            name: self.prose(told[name], (*at, name))
            if name == "help"
            else self.line(told[name], (*at, name), HELP_LIMIT if "when" in name else TITLE_LIMIT)
            for name in REWORDED
            if name in told
        }
        return TemplateItem(
            replace(attribute, **reworded),  # type: ignore[arg-type]
            required=required is True,
            required_from=str(stage) if stage in STAGES else "",
            material=material if isinstance(material, bool) else None,
        )

    def tables(self, held: Json, path: Path) -> Iterator[LayoutTable]:
        for at, entry in self.entries(held, path, MOST_SECTIONS):
            told = self.mapping(entry, at)
            self.only(told, OF_TABLE, at)
            columns = [
                self.line(column, place)
                for place, column in self.entries(told.get("columns"), (*at, "columns"), 12)
            ]
            rows = [
                self.row(self.mapping(row, place), place, len(columns))
                for place, row in self.entries(told.get("rows"), (*at, "rows"), MOST_ATTRIBUTES)
            ]
            title = self.line(told.get("title"), (*at, "title"))
            yield LayoutTable(title, tuple(columns), tuple(rows))

    def row(self, told: Mapping[str, Json], at: Path, width: int) -> LayoutRow:
        self.only(told, OF_ROW, at)
        label = self.line(told.get("label"), (*at, "label"))
        cells = told.get("cells", [told.get("specification"), told.get("current")])
        keys = [self.line(cell, place) for place, cell in self.entries(cells, (*at, "cells"), 12)]
        if len(keys) + bool(label) != width or not keys:
            self.wrong(at, f"The row does not fill the {width} columns.")
        return LayoutRow(label, tuple(keys))

    def own_attributes(self, data: Mapping[str, Json]) -> Iterator[tuple[str, Attribute]]:
        seen: set[str] = set()
        for at, entry in self.entries(data.get("attributes"), ("attributes",), MOST_ATTRIBUTES):
            told = self.mapping(entry, at)
            key = told.get("key")
            if not isinstance(key, str) or not _OWN_KEY.fullmatch(key):
                words = "An own attribute has a key like own.model_class"
                taken = " This one is the catalogue's." if key in catalogue.attributes() else ""
                self.wrong((*at, "key"), f"{words}.{taken}")
                continue
            if key in seen:
                self.wrong((*at, "key"), f"{quoted(key)} is there twice.")
                continue
            seen.add(key)
            self.places[key] = at
            if (attribute := self.own(told, at)) is not None:
                yield key, attribute

    def own(self, told: Mapping[str, Json], at: Path) -> Attribute | None:
        """Return an own attribute as the editor would make it; what it cannot make is refused."""
        for name in UNTOLD:
            if name in told:
                self.wrong((*at, name), f"There is no {name} here.")
                return None
        whole: dict[str, Json] = {**told, "section": SECTION, "source": SECTION, "roles": []}
        try:
            given = read_attribute(whole, "")
            made = read_own(write_own(given), given.kind, given.key)
        except Malformed as error:
            self.wrong(at, str(error).strip(": "))
            return None
        except Unclear as unclear:
            for part, message in unclear.wrong.items():
                self.wrong((*at, part), message)
            return None
        made = replace(
            made,
            show_when=self.line(told.get("show_when"), (*at, "show_when"), HELP_LIMIT),
            required_when=self.line(told.get("required_when"), (*at, "required_when"), HELP_LIMIT),
        )
        if made.definition() != given.definition():
            words = "It holds more than an own attribute of its kind can."
            self.wrong(at, words)
        return made

    def find_problems(self, template: Template) -> None:
        for problem in find_problems(template, self.roles, catalogue.attributes()):
            path = self.places.get(problem.key) or self.places.get(f"/{problem.section}")
            self.wrong(path or ("template",), problem.message)
