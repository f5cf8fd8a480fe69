"""Answers to look at again, because something on which they rest is another now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from specs.domain.attribute import Json

RestsOn = Mapping[str, tuple[str, ...]]  # by key, the keys on which it rests directly


@dataclass(frozen=True)
class Version:
    """A value that an answer had, who wrote it and when."""

    number: int
    value: Json
    at: datetime
    by: str


@dataclass(frozen=True)
class Cause:
    """What changed under an answer since somebody last looked at it."""

    key: str
    was: Json
    now: Version


@dataclass(frozen=True)
class Suspect:
    """An answer to look at again, and what rests on it in turn."""

    key: str
    causes: tuple[Cause, ...]
    under_it: tuple[str, ...]

    @property
    def seen(self) -> dict[str, int]:
        """The versions that whoever says "still right" has seen."""
        return {cause.key: cause.now.number for cause in self.causes}


def find_suspects(
    rests_on: RestsOn,
    *,
    looked_at: Mapping[str, datetime],
    history: Mapping[str, Sequence[Version]],
    cleared: Mapping[str, Mapping[str, int]],
) -> tuple[Suspect, ...]:
    """Return the answers that rest on something that changed after they were written.

    ``looked_at`` says when each answer that is not blank was changed last; ``history`` holds the
    versions of what is rested on, oldest first; ``cleared`` the newest version of each that
    somebody knew who said that the answer is still right. What was blank before did not change.
    """
    found = []
    for key, on in rests_on.items():
        at = looked_at.get(key)
        if at is None:
            continue
        known = cleared.get(key, {})
        causes = tuple(_causes(on, at, history, known))
        if causes:
            found.append(Suspect(key, causes, tuple(downstream(rests_on, key))))
    return tuple(found)


def _causes(
    on: Sequence[str],
    at: datetime,
    history: Mapping[str, Sequence[Version]],
    known: Mapping[str, int],
) -> Iterator[Cause]:
    for key in on:
        versions = history.get(key, ())
        before = [v for v in versions if v.at <= at or v.number <= known.get(key, 0)]
        if not before or is_nothing(before[-1].value):
            continue
        if versions[-1].value != before[-1].value:
            yield Cause(key, before[-1].value, versions[-1])


def is_nothing(value: Json) -> bool:
    """Nothing was said: no value, or an empty one."""
    return value in (None, "", {}, [])


def downstream(rests_on: RestsOn, key: str) -> list[str]:
    """Return all that rests on an answer, however far down, in the order of the table.

    The answer itself is among them only where the table goes round in a circle.
    """
    found: set[str] = set()
    waiting = [key]
    while waiting:
        upper = waiting.pop()
        lower = {one for one, on in rests_on.items() if upper in on} - found
        found |= lower
        waiting += lower
    return [lower for lower in rests_on if lower in found]
