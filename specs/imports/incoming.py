"""A file held against its template: a spec to be made of it, or everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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

TOP = (
    *("format", "version", "template", "spec", "answers", "carried_over"),
    *("waivers", "accepted_risks", "to_place"),
)
FACTS = ("id", "title", "state", "revision", "organisation", "owner")
WAIVER = ("code", "key", "message", "reason", "by", "at", "until")
RISK = ("risk", "failure_mode", "reason", "by", "at", "until", "text_hash")
PIECE = ("heading", "text", "why")
MOST_LISTED = 1000
MOST_MESSAGE = 20_000
MOST_PIECE = 300_000
NOT_YOURS = "Only people of this organisation accept its risks. Accept it anew in the register."
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
        waivers = self.read_waivers(data)
        loose = [self.read_piece(*entry) for entry in self.listed(data, "to_place")]
        loose += [self.read_risk(*entry) for entry in self.listed(data, "accepted_risks")]
        title = self.find_title(facts)
        if self.faults or found is None:
            raise Refused(sorted(self.faults, key=lambda fault: fault.line or 0))
        return Incoming(
            title, template.key, version, self.answers, self.rows, waivers, tuple(loose)
        )

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

    def listed(
        self, data: Mapping[str, Json], name: str
    ) -> Iterator[tuple[Mapping[str, Json], Path]]:
        """Go through a list of parts with names, each with its path."""
        held, said = data.get(name), name.replace("_", " ")
        if held is None:
            return
        if not isinstance(held, list):
            self.wrong((name,), f"A list of {said} belongs here.")
        elif len(held) > MOST_LISTED:
            self.wrong((name,), f"At most {MOST_LISTED} {said}; this has {len(held):,}.")
        else:
            for number, entry in enumerate(held):
                if isinstance(entry, dict):
                    yield entry, (name, number)
                else:
                    self.wrong((name, number), "Parts with names belong here.")

    def read_piece(self, entry: Mapping[str, Json], path: Path) -> Loose:
        """Read a piece that waited for its place, and goes on waiting."""
        self.only(entry, PIECE, path)
        text = self.words(entry, "text", path, most=MOST_PIECE, needed=False)
        heading, why = (self.words(entry, part, path, needed=False) for part in ("heading", "why"))
        return Loose(heading, text, why)

    def read_risk(self, entry: Mapping[str, Json], path: Path) -> Loose:
        """Read who accepted a risk: something to know of, which accepts nothing here."""
        self.only(entry, RISK, path)
        mode = self.words(entry, "failure_mode", path, needed=False)
        reason, by = self.words(entry, "reason", path), self.words(entry, "by", path)
        until = self.day(entry, "until", path)
        at = self.words(entry, "at", path, needed=False)[:10]
        said = [f"{by} accepted it", f"on {at}" if at else "", f"until {until}" if until else ""]
        return Loose(
            f"Accepted risk: {mode}", f"{' '.join(filter(None, said))}: {reason}", NOT_YOURS
        )

    def read_waivers(self, data: Mapping[str, Json]) -> tuple[Accepted, ...]:
        given = [self.read_waiver(*entry) for entry in self.listed(data, "waivers")]
        once = {(w.code, w.key, w.message): w for w in given}
        if len(once) < len(given):
            self.wrong(("waivers",), "A warning is waived twice. Keep one of them.")
        return tuple(once.values())

    def read_waiver(self, entry: Mapping[str, Json], path: Path) -> Accepted:
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
