"""Which sections somebody has read as they stand now, and which changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from specs.domain.attribute import Json, Template


class ReadState(StrEnum):
    """How far somebody is with a section."""

    READ = "read"
    CHANGED = "changed"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Mark:
    """A section that was read: the hash of what stood there, and when."""

    section: str
    section_hash: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A section as one person finds it: what its mark says, and the hash of its text."""

    section: str
    section_hash: str
    state: ReadState

    @property
    def is_read(self) -> bool:
        return self.state is ReadState.READ

    @property
    def is_changed(self) -> bool:
        return self.state is ReadState.CHANGED


@dataclass(frozen=True)
class Progress:
    """The sections of a text by their hashes, beside what one person read of them."""

    hashes: Mapping[str, str]
    marks: Mapping[str, Mark]

    def state_of(self, section: str) -> ReadState:
        """A section that changed after it was read is to be read again."""
        mark = self.marks.get(section)
        if mark is None:
            return ReadState.UNREAD
        return ReadState.READ if mark.section_hash == self.hashes[section] else ReadState.CHANGED

    @cached_property
    def states(self) -> Mapping[str, ReadState]:
        return {section: self.state_of(section) for section in self.hashes}

    def standing(self, section: str) -> Standing | None:
        """How this person stands to a section; nothing of one that is not signed."""
        if section not in self.hashes:
            return None
        return Standing(section, self.hashes[section], self.states[section])

    @cached_property
    def changed(self) -> tuple[Mark, ...]:
        """What was read of sections that say something else now."""
        states = self.states.items()
        return tuple(self.marks[key] for key, state in states if state is ReadState.CHANGED)

    @property
    def read(self) -> int:
        return self.count(self.hashes)

    @property
    def total(self) -> int:
        return len(self.hashes)

    @property
    def last_read_at(self) -> datetime | None:
        """When this person marked something the last time."""
        return max((mark.read_at for mark in self.marks.values()), default=None)

    @property
    def to_read(self) -> tuple[Standing, ...]:
        """The sections that are not read as they stand now."""
        keys = (key for key, state in self.states.items() if state is not ReadState.READ)
        return tuple(Standing(key, self.hashes[key], self.states[key]) for key in keys)

    def count(self, sections: Iterable[str]) -> int:
        """How many of these sections are read as they stand now."""
        return sum(self.states.get(key) is ReadState.READ for key in sections)


def as_last_read(
    template: Template,
    now: Mapping[str, Json],
    changed: Mapping[str, Mapping[str, Json]],
) -> dict[str, Json]:
    """The answers as one person last read them: as they stand now, but for changed sections.

    A section that was never read has no former text to be held against, so nothing of it counts
    as changed.
    """
    answers = dict(now)
    for key, former in changed.items():
        section = template.section(key)
        if section is None:
            continue
        for attribute in section.attributes:
            answers.pop(attribute.key, None)
        answers |= former
    return answers
