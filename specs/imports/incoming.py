"""A file held against its template: a spec to be made of it, or everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from specs.domain.attribute import Attribute, Json, Template
from specs.domain.values import Invalid, clean_line, clean_text
from specs.domain.values.figures import read_day
from specs.domain.values.problems import line_problem
from specs.exports.portable import FORMAT, VERSION
from specs.imports.faults import Fault, Refused, quoted
from specs.imports.values import Reader, Row

if TYPE_CHECKING:
    from datetime import date

    from specs.imports.faults import Path
    from specs.imports.source import Source

TOP = ("format", "version", "template", "spec", "answers", "carried_over", "waivers")
FACTS = ("id", "title", "state", "revision", "organisation", "owner")
WAIVER = ("code", "key", "message", "reason", "by", "at", "until")
MOST_WAIVERS = 1000
MOST_MESSAGE = 20_000
# The templates of that key that may be used, by version.
Versions: TypeAlias = Callable[[str], Mapping[int, Template]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning that was accepted in the file, in its words then."""

    code: str
    key: str
    message: str
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Loose:
    """A piece of text that has no place in the template."""

    heading: str
    text: str
    why: str = ""  # it has none


@dataclass(frozen=True)
class Incoming:
    """Everything to store for one new spec."""

    title: str
    template_key: str
    template_version: int
    answers: Mapping[str, Json] = field(default_factory=dict)
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    waivers: tuple[Accepted, ...] = ()
    loose: tuple[Loose, ...] = ()


def read_incoming(source: Source, versions: Versions, known: Mapping[str, Attribute]) -> Incoming:
    """Return the spec that the file holds; raises Refused with every fault.

    ``known`` are the attributes that there are beside those of the template.
    """
    return _Check(source, versions, known, list(source.faults)).run()


@dataclass
class _Check:
    """One file on its way in."""

    source: Source
    versions: Versions
    known: Mapping[str, Attribute]
    faults: list[Fault]
    answers: dict[str, Json] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def run(self) -> Incoming:
        data = self.source.data
        if not isinstance(data, dict):
            raise Refused([Fault("This is no spec: it does not begin with format and version.")])
        self.refuse_other_formats(data)
        self.only(data, TOP, ())
        facts = self.mapping(data, "spec")
        self.only(facts, FACTS, ("spec",))
        found = self.find_template(self.mapping(data, "template"))
        if found is not None:
            version, template = found
            self.read_answers(data, "answers", template.attributes, template)
            others = {k: a for k, a in self.known.items() if k not in template.attributes}
            self.read_answers(data, "carried_over", others, None)
        waivers = self.read_waivers(data.get("waivers"))
        title = self.find_title(facts)
        if self.faults or found is None:
            raise Refused(sorted(self.faults, key=lambda fault: fault.line or 0))
        return Incoming(title, template.key, version, self.answers, self.rows, waivers)

    def wrong(self, path: Path, message: str) -> None:
        self.faults.append(self.source.fault(path, message))

    def refuse_other_formats(self, data: Mapping[str, Json]) -> None:
        if data.get("format") != FORMAT:
            said = "It is missing" if "format" not in data else "It is something else"
            self.wrong(("format",), f"{said}: a spec says format: {FORMAT} here.")
        if data.get("version") not in (VERSION, str(VERSION)):
            self.wrong(("version",), f"Only version {VERSION} of the format can be read.")

    def only(self, held: Mapping[str, Json], names: tuple[str, ...], path: Path) -> None:
        for name in held:
            if name not in names:
                message = f"There is no {quoted(name)} here, only {', '.join(names)}."
                self.wrong((*path, name), message)

    def mapping(self, data: Mapping[str, Json], name: str) -> Mapping[str, Json]:
        held = data.get(name)
        if held is None:
            return {}
        if not isinstance(held, dict):
            self.wrong((name,), "Parts with names belong here.")
            return {}
        return held

    def find_template(self, named: Mapping[str, Json]) -> tuple[int, Template] | None:
        self.only(named, ("key", "version"), ("template",))
        key, asked = named.get("key"), named.get("version")
        if not isinstance(key, str) or not key:
            self.wrong(("template", "key"), "The key of the template is missing.")
            return None
        versions = self.versions(key)
        if not versions:
            self.wrong(("template", "key"), f"There is no template {quoted(key)} here.")
            return None
        newest = max(versions)
        version = str(newest if asked is None else asked)
        if not version.isdecimal() or len(version) > 9 or int(version) not in versions:
            there = ", ".join(str(n) for n in sorted(versions))
            message = f"There is no version {quoted(version)} of {quoted(key)}, only {there}."
            self.wrong(("template", "version"), message)
            return None
        return int(version), versions[int(version)]

    def read_answers(
        self,
        data: Mapping[str, Json],
        name: str,
        attributes: Mapping[str, Attribute],
        template: Template | None,
    ) -> None:
        for key, value in self.mapping(data, name).items():
            attribute = attributes.get(key)
            if attribute is None:
                where = f"The template {template.key}" if template else "The catalogue"
                self.wrong((name, key), f"{where} has no attribute {quoted(key)}.")
                continue
            reader = Reader(attribute)
            read = reader.read(value)
            for path, message in reader.found:
                self.wrong((name, key, *path), message)
            if isinstance(read, list) and attribute.kind.has_items:
                self.rows[key] = [row for row in read if isinstance(row, Row)]
            elif read is not None and not isinstance(read, Row):
                self.answers[key] = read  # type: ignore[assignment]

    def find_title(self, facts: Mapping[str, Json]) -> str:
        answered = self.answers.get("project.title")
        title = answered if isinstance(answered, str) else facts.get("title")
        try:
            cleaned = clean_line(title) if isinstance(title, str) else ""
        except Invalid as problem:
            self.wrong(("spec", "title"), problem.message)
            return ""
        if not cleaned:
            self.wrong(("spec", "title"), "The title is missing.")
        elif message := line_problem(cleaned):
            self.wrong(("spec", "title"), message)
        return cleaned

    def read_waivers(self, held: Json) -> tuple[Accepted, ...]:
        if held is None:
            return ()
        if not isinstance(held, list):
            self.wrong(("waivers",), "A list of waivers belongs here.")
            return ()
        if len(held) > MOST_WAIVERS:
            self.wrong(("waivers",), f"At most {MOST_WAIVERS} waivers; this has {len(held):,}.")
            return ()
        read = [self.read_waiver(entry, ("waivers", n)) for n, entry in enumerate(held)]
        given = [waiver for waiver in read if waiver]
        once = {(w.code, w.key, w.message): w for w in given}
        if len(once) < len(given):
            self.wrong(("waivers",), "A warning is waived twice. Keep one of them.")
        return tuple(once.values())

    def read_waiver(self, entry: Json, path: Path) -> Accepted | None:
        if not isinstance(entry, dict):
            self.wrong(path, "A waiver belongs here: code, key, message and reason.")
            return None
        self.only(entry, WAIVER, path)
        code = self.words(entry, "code", path, most=12)
        key = self.words(entry, "key", path, most=80, needed=False)
        message = self.words(entry, "message", path)
        reason = self.words(entry, "reason", path)
        return Accepted(code, key, message, reason, self.day(entry, "until", path))

    def day(self, entry: Mapping[str, Json], name: str, path: Path) -> date | None:
        held = entry.get(name)
        day = read_day(held)
        if day is None and held is not None:
            self.wrong((*path, name), "Write a day as year, month and day, like 2026-03-02.")
        return day

    def words(
        self,
        entry: Mapping[str, Json],
        name: str,
        path: Path,
        *,
        most: int = MOST_MESSAGE,
        needed: bool = True,
    ) -> str:
        held = entry.get(name)
        try:
            text = clean_text(held) if isinstance(held, str) else ""
        except Invalid as problem:
            self.wrong((*path, name), problem.message)
            return ""
        if not text.strip() and (needed or held):
            self.wrong((*path, name), f"The {name} is missing.")
        if len(text) > most:
            self.wrong((*path, name), f"At most {most:,} characters; this has {len(text):,}.")
        return text
