"""The immutable read model of a spec: what checks, calculators and pages know of its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, TypeVar, TypeVarTuple

from specs.domain.amounts import amount
from specs.domain.attribute import Json, Template
from specs.domain.outline import Outline, outline_of
from specs.domain.parameters import DEFAULTS, Parameters
from specs.domain.readers import FORM, fingerprint
from specs.domain.reading import BLANK, NO_ROW, Reading, Readings, Row, given_lines, text_of
from specs.domain.stages import STAGE, rank_of
from specs.domain.values.figures import read_day
from specs.domain.values.shape import not_applicable
from specs.domain.wording import GISTS, NO_REMARKS, Gist, Remarks, gist

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Purpose(StrEnum):
    """What the document is checked for."""

    SUBMIT = "submit"
    APPROVE = "approve"


class Remarked(NamedTuple):
    """What is to be said of a text somewhere, with row and column where it has them."""

    key: str
    said: Remarks
    cells: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Document:
    """All answers of a spec on one day.

    ``values`` holds them as stored or in plain form. An answer reads as blank while its
    attribute is hidden, where the template does not ask for it, and where somebody gave the
    reason why it does not apply. ``focus`` narrows what is looked at for its form alone.
    ``signers`` holds who signs for each role, and is None while nobody looked that up.
    """

    template: Template
    values: Mapping[str, Json]
    on: date
    revision: int = 1
    purpose: Purpose = Purpose.SUBMIT
    signers: Mapping[str, str] | None = None
    signoffs: tuple[Mapping[str, Json], ...] = ()
    previous: Mapping[str, Json] = field(default_factory=dict)
    last_signed: date | None = None
    parameters: Parameters = DEFAULTS
    focus: frozenset[str] | None = None
    _read: dict[str, Json] = field(default_factory=dict, init=False, repr=False, compare=False)
    _readings: Readings = field(default_factory=Readings, init=False, repr=False, compare=False)

    def read_everything(self) -> None:
        """Read every answer, so that nothing in the document changes from then on.

        Whoever needs most of them then finds each in one look.
        """
        if "value" in self.__dict__:
            return
        self._read_shown()
        self._read_conditional()
        self._settle()

    def _settle(self) -> None:
        """Once everything is read, looking an answer up is all that is left to do."""
        object.__setattr__(self, "value", self._read.get)
        object.__setattr__(self, "reading", self._readings.__getitem__)

    def _read_shown(self) -> None:
        """Read what is never hidden."""
        outline, read, values, readings = self.outline, self._read, self.values, self._readings
        for key in outline.always_written:
            held = values.get(key)
            is_told = isinstance(held, str) and held and not held.isspace()
            read[key] = held if is_told else self._find_held(key)
        for key, known in outline.always_closed:
            held = values.get(key)
            is_known = isinstance(held, (str, bool)) and held in known
            read[key] = held if is_known else self._find_held(key)
        for key, reader in outline.always_parted:
            held = values.get(key)
            try:
                reading = reader.remembered[fingerprint(held, FORM)]
            except (KeyError, ValueError):
                reading = reader.read(held)
            read[key], readings[key] = reading.plain, reading
        for key, reader in outline.always_rows:
            reading = reader.read(values.get(key))
            read[key], readings[key] = reading.plain, reading

    def _read_conditional(self) -> None:
        """Read what other answers can hide, after them."""
        outline, read = self.outline, self._read
        for key, condition in outline.shown_in_order:
            if key not in read:
                is_shown = condition.holds(read.get(condition.key))
                read[key] = self._find_held(key) if is_shown else None
        for key in outline.shown_in_circles:
            self.value(key)

    def with_answer(self, key: str, values: Mapping[str, Json]) -> Document:
        """The document after one answer changed; what that leaves as it was is not read again."""
        changed = replace(self, values=values)
        changed._read.update(self._read)  # noqa: SLF001
        changed._readings.update(self._readings)  # noqa: SLF001
        touched = (key, *self.outline.hiding.get(key, ()))
        for other in touched:
            changed._read.pop(other, None)  # noqa: SLF001
            changed._readings.pop(other, None)  # noqa: SLF001
        if "value" in self.__dict__:
            for other in touched:
                changed.value(other)
            changed._settle()  # noqa: SLF001
        return changed

    def narrowed(self, focus: frozenset[str]) -> Document:
        """The same document, of which only these keys are looked at for their form."""
        narrow = replace(self, focus=focus)
        for name in ("_read", "_readings", "value", "reading"):
            if name in self.__dict__:
                object.__setattr__(narrow, name, self.__dict__[name])
        return narrow

    @cached_property
    def outline(self) -> Outline:
        return outline_of(self.template)

    def value(self, key: str) -> Json:
        """The answer in plain form, or None when it is blank."""
        try:
            return self._read[key]
        except KeyError:
            self._read[key] = None  # a condition that leads back here finds it blank
            value = self._read[key] = self._find(key)
            return value

    def is_blank(self, key: str) -> bool:
        return self.value(key) is None

    def text(self, key: str) -> str:
        """A text or the option chosen; empty when it is blank."""
        value = self.value(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> Decimal | None:
        """The figure of a number or percentage, or of an amount in its own unit."""
        value = self.value(key)
        return amount(value) if isinstance(value, str) else self.reading(key).amount.number

    def unit(self, key: str) -> str:
        return self.reading(key).amount.unit

    def seconds(self, key: str) -> Decimal | None:
        """The length of a duration."""
        return self.reading(key).amount.seconds

    def day(self, key: str) -> date | None:
        return read_day(self.value(key))

    def period(self, key: str) -> tuple[date, date] | None:
        """First and last day of a date range."""
        value = self.value(key)
        if not isinstance(value, dict):
            return None
        start, end = read_day(value.get("start")), read_day(value.get("end"))
        return (start, end) if start is not None and end is not None else None

    def says_yes(self, key: str) -> bool:
        return self.value(key) is True

    def has(self, key: str, option: str) -> bool:
        """The option is among those chosen."""
        value = self.value(key)
        return isinstance(value, list) and option in value

    def options(self, key: str) -> tuple[str, ...]:
        """The options chosen, in the order in which they were chosen."""
        value = self.value(key)
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def reply(self, key: str, item: str) -> str:
        """What a checklist says of an item: yes, no or unsure; empty when nothing is said."""
        return self._part(key, item, "answer")

    def replied(self, key: str) -> Mapping[str, str]:
        """What a checklist says of each of its items, in the order of the template."""
        replies = self.reading(key).replies
        if replies or not self.asks(key):
            return replies
        return {item.key: "" for item in self.template.items[key].attribute.items}

    def note(self, key: str, item: str) -> str:
        """What was noted beside an item of a checklist."""
        return self._part(key, item, "note")

    def replies(self, key: str, reply: str) -> tuple[str, ...]:
        """The items of a checklist of which this is said, in the order of the template."""
        return tuple([item for item, said in self.replied(key).items() if said == reply])

    def light(self, key: str) -> str:
        """The status of a traffic light: green, amber or red; empty when it is blank."""
        value = self.value(key)
        return str(value.get("status") or "") if isinstance(value, dict) else ""

    def light_note(self, key: str) -> str:
        value = self.value(key)
        note = value.get("note") if isinstance(value, dict) else None
        return note.strip() if isinstance(note, str) else ""

    def person(self, key: str) -> str:
        """The name of a person; empty when nobody is named."""
        value = self.value(key)
        name = value.get("name") if isinstance(value, dict) else None
        return name.strip() if isinstance(name, str) else ""

    def days_since(self, key: str) -> int | None:
        """Whole days from a date to the day of the document."""
        day = self.day(key)
        return None if day is None else (self.on - day).days

    def rows(self, key: str) -> tuple[Row, ...]:
        """The begun rows of a table, or the candidates of a rubric."""
        return self.reading(key).rows

    def rows_where(
        self, key: str, holds: Callable[[Row, *Ts], bool], *given: *Ts
    ) -> tuple[Row, ...]:
        """The begun rows of which a function of a module holds.

        A table is asked only once, in whichever document it stands, so the function may look
        at nothing but the row and what is given.
        """
        reading = self.reading(key)
        try:
            rows: tuple[Row, ...] = reading.asked[holds, given]
        except KeyError:
            rows = reading.ask_rows(holds, *given)
        return rows

    def told_by_rows(self, key: str, fact: Callable[[tuple[Row, ...], *Ts], T], *given: *Ts) -> T:
        """What a function of a module tells of the begun rows, asked in the same way."""
        reading = self.reading(key)
        try:
            told: T = reading.asked[fact, given]
        except KeyError:
            told = reading.ask(fact, *given)
        return told

    def line(self, key: str, given: str) -> Row:
        """The line that a table gives under this key, without cells while nobody began it."""
        return self.told_by_rows(key, given_lines).get(given, NO_ROW)

    def reading(self, key: str) -> Reading:
        """What an answer says that is more than a text, or nothing while it reads as blank."""
        return BLANK if self.value(key) is None else self._readings[key]

    @cached_property
    def flawed(self) -> tuple[tuple[str, Reading], ...]:
        """The answers of several parts in focus that need a closer look, in the same order."""
        if "value" not in self.__dict__:
            self.read_everything()
        held, place = self._readings, self.outline.place
        if self.focus is not None:
            held = Readings({key: held[key] for key in self.focus & held.keys()})
        found = [(key, reading) for key, reading in held.items() if not reading.is_quiet]
        return tuple(sorted(found, key=lambda one: place[one[0]]))

    def label(self, key: str) -> str:
        item = self.template.items.get(key)
        return item.attribute.title if item else key

    def asks(self, key: str) -> bool:
        return key in self.template.items

    def asks_now(self, key: str) -> bool:
        """The template requires it at the stage that the project is at."""
        item = self.template.items.get(key)
        if item is None or not item.required:
            return False
        return self.stage >= self.outline.required_from.get(key, 0)

    @cached_property
    def stage(self) -> int:
        """How far the project is."""
        return rank_of(self.value(STAGE))

    def is_shown(self, key: str) -> bool:
        """The attribute matters, as far as the other answers tell."""
        condition = self.outline.show_when.get(key)
        return condition is None or condition.holds(self.value(condition.key))

    def is_excused(self, key: str) -> bool:
        """Nobody has to answer: it is hidden, or somebody said why it does not apply."""
        return not_applicable(self.values.get(key)) is not None or not self.is_shown(key)

    def is_required(self, key: str) -> bool:
        """The template asks for it, and so do the other answers."""
        if not self.asks_now(key) or self.is_excused(key):
            return False
        condition = self.outline.required_when.get(key)
        return condition is None or condition.holds(self.value(condition.key))

    def among(self, keys: Mapping[str, int]) -> Iterable[str]:
        """Those of the keys that are in focus, which is all of them unless it was narrowed."""
        if self.focus is None:
            return keys
        return sorted(self.focus & keys.keys(), key=keys.__getitem__)

    @cached_property
    def told(self) -> Mapping[str, Gist]:
        """The answers in focus that are texts in themselves, in the order of the template."""
        if self.focus is None:
            return self.told_everywhere
        return self._tell(self.among(self.outline.written))

    @cached_property
    def told_everywhere(self) -> Mapping[str, Gist]:
        """The same, whatever the focus."""
        return self._tell(self.outline.written)

    def _tell(self, keys: Iterable[str]) -> dict[str, Gist]:
        value, known = self.value, GISTS.get
        return {
            key: known(held) or gist(held) for key in keys if isinstance(held := value(key), str)
        }

    @cached_property
    def flawed_texts(self) -> tuple[tuple[str, Gist], ...]:
        """The texts in focus that need a closer look, in the order of the template."""
        lines = self.outline.lines
        return tuple(
            [
                (key, said)
                for key, said in self.told.items()
                if not said.is_quiet or (key in lines and not said.is_line)
            ]
        )

    def doubtful_keys(self) -> list[str]:
        """The keys in focus with an answer of which a glance cannot tell that it is valid."""
        outline, lines = self.outline, self.outline.lines
        doubtful = [
            key
            for key, said in self.flawed_texts
            if not (said.is_line if key in lines else said.is_plain)
        ]
        doubtful += [key for key, reading in self.flawed if not reading.is_valid]
        return sorted(doubtful, key=outline.place.__getitem__)

    @cached_property
    def remarked(self) -> tuple[Remarked, ...]:
        """The texts in focus of which there is something to say, in the order of the template."""
        found = [
            Remarked(key, said.remarks)
            for key, said in self.flawed_texts
            if said.remarks is not NO_REMARKS
        ]
        found += [
            Remarked(key, said, cells)
            for key, reading in self.flawed
            for cells, said in reading.remarked
        ]
        return tuple(sorted(found, key=lambda one: self.outline.place[one.key]))

    def _part(self, key: str, item: str, part: str) -> str:
        value = self.value(key)
        return text_of(value.get(item), part) if isinstance(value, dict) else ""

    def _find(self, key: str) -> Json:
        if key not in self.outline.place:
            return None
        condition = self.outline.show_when.get(key)
        if condition is None or condition.holds(self.value(condition.key)):
            return self._find_held(key)
        return None

    def _find_held(self, key: str) -> Json:
        """An answer whether it is shown or not."""
        held = self.values.get(key)
        if isinstance(held, str) and key in self.outline.written:
            return held if held and not held.isspace() else None
        reader = self.outline.readers[key]
        if held is None or (isinstance(held, (str, bool)) and held in reader.known):
            return held
        reading = self._readings[key] = reader.read(held)
        return reading.plain
