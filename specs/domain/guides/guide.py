"""What all guides have in common: what they ask, what they find, and what they offer to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.charts import Tone
from specs.domain.document import Document

Written: TypeAlias = "str | tuple[str, ...] | Mapping[str, str]"
Library: TypeAlias = "Mapping[str, tuple[Mapping[str, Json], ...]]"
Options: TypeAlias = "tuple[tuple[str, str], ...]"
YES_NO: Options = (("yes", "Yes"), ("no", "No"))
MOST_IN_A_LINE = 300


class Sort(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a guide asks, and what the answers of the spec say to it."""

    name: str
    title: str
    filled: str = ""
    sort: Sort = Sort.LINE
    options: Options = ()
    help: str = ""
    aside: str = ""  # a few words behind the title


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together, and the answers that they are about."""

    title: str
    questions: tuple[Question, ...]
    help: str = ""
    keys: tuple[str, ...] = ()


class Answer(NamedTuple):
    """A value for one answer, as it would be typed."""

    key: str
    value: Written


class Line(NamedTuple):
    """Cells for one row of a table or checklist: a given row, or a new one."""

    key: str
    row: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a guide can write into the spec on one button, and the words of the button.

    ``ends`` is the reason with which the spec is put away after that.
    """

    name: str
    words: str
    answers: tuple[Answer, ...] = ()
    lines: tuple[Line, ...] = ()
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a guide says: about which answers, how it stands, and why."""

    title: str
    state: str = ""
    tone: Tone = Tone.PLAIN
    text: str = ""
    keys: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a guide makes of the answers."""

    headline: str
    tone: Tone = Tone.PLAIN
    points: tuple[Point, ...] = ()
    offers: tuple[Offer, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """What a guide looks at: a spec, the catalogue, and where nothing can be written now."""

    document: Document
    library: Library
    known: Mapping[str, Attribute]
    unsettled: frozenset[str] = frozenset()

    def entries(self, name: str) -> tuple[Mapping[str, str], ...]:
        """One list of the library, its texts only."""
        return tuple(
            {key: text for key, text in entry.items() if isinstance(text, str)}
            for entry in self.library[name]
        )

    def listed(self, name: str, key: str, part: str) -> tuple[str, ...]:
        """A list that an entry of the library holds."""
        for entry in self.library[name]:
            held = entry.get(part)
            if entry.get("key") == key and isinstance(held, list):
                return tuple(str(one) for one in held)
        return ()

    def attribute(self, key: str) -> Attribute:
        """The attribute as the template words it, or else the catalogue."""
        item = self.document.template.items.get(key)
        return item.attribute if item else self.known[key]

    def asks(self, key: str) -> bool:
        return self.document.asks(key)

    def text(self, key: str) -> str:
        return self.document.text(key) if self.asks(key) else ""

    def options(self, key: str) -> Options:
        return tuple((one.value, one.label) for one in self.attribute(key).options)

    def column_options(self, key: str, column: str) -> Options:
        found = self.attribute(key).column(column)
        return tuple((one.value, one.label) for one in found.options) if found else ()

    def label(self, key: str, value: str) -> str:
        return dict(self.options(key)).get(value, value)

    def cell(self, key: str, row: str, column: str) -> str:
        """What stands in a given row of a table, or beside an item of a checklist."""
        if not self.asks(key):
            return ""
        if self.attribute(key).kind is Kind.CHECKLIST:
            part = self.document.reply if column == "answer" else self.document.note
            return part(key, row)
        return self.document.line(key, row).text(column)

    def takes(self, key: str) -> bool:
        """The template asks for it, it is shown, and nothing waits there to be settled."""
        return self.asks(key) and not self.document.is_excused(key) and key not in self.unsettled

    def offer(
        self,
        name: str,
        words: str,
        *,
        answers: Iterable[Answer] = (),
        lines: Iterable[Line] = (),
    ) -> Iterator[Offer]:
        """The offer as far as the spec can take it and does not say so already; or none."""
        new = tuple(one for one in answers if self.takes(one.key) and not self._says(one))
        changed = tuple(line for one in lines if (line := self._changed(one)) is not None)
        if new or changed:
            yield Offer(name, words, new, changed)

    def _says(self, answer: Answer) -> bool:
        held: Json = self.document.value(answer.key)
        if isinstance(held, bool):
            held = "yes" if held else "no"
        if isinstance(held, list) and isinstance(answer.value, tuple):
            return {str(one) for one in held} == {*answer.value}
        return held == answer.value or not answer.value

    def _changed(self, line: Line) -> Line | None:
        """The cells that are filled in and differ from what stands there."""
        if not self.takes(line.key):
            return None
        cells = {name: text for name, text in line.cells.items() if text}
        if line.row:
            cells = {n: t for n, t in cells.items() if t != self.cell(line.key, line.row, n)}
        return line._replace(cells=cells) if cells else None


@dataclass(frozen=True, slots=True)
class Typed:
    """What was answered to the questions of a guide."""

    said: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.said.get(name, "").strip()

    def option(self, name: str, options: Options) -> str:
        """The option chosen; what is none counts as no answer."""
        text = self.text(name)
        return text if text in dict(options) else ""


@dataclass(frozen=True)
class Guide:
    """A short way through one question, with its source.

    ``serves`` are the keys beside which it stands, ``writes`` those that it can fill.
    """

    name: str
    title: str
    question: str
    source: str
    serves: tuple[str, ...]
    ask: Callable[[Scene], tuple[Group, ...]]
    find: Callable[[Scene, Typed], Found]
    writes: tuple[str, ...] = ()

    def filled(self, scene: Scene) -> dict[str, str]:
        """What the answers of the spec say to each question."""
        return {one.name: one.filled for group in self.ask(scene) for one in group.questions}


def no_questions(_scene: Scene) -> tuple[Group, ...]:
    return ()


def clipped(text: str, most: int = MOST_IN_A_LINE) -> str:
    """A text in one line that is no longer than that; a cell of a table unless told otherwise."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
