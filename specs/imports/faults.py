"""What is wrong with a file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = "tuple[str | int, ...]"
SHORT = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in words, with line and path where it has them."""

    message: str
    path: Path = ()
    line: int | None = None

    @property
    def place(self) -> str:
        """Return the path as people read it: answers > risk.register > entry 3 > owner."""
        steps = (f"entry {s + 1}" if isinstance(s, int) else quoted(s) for s in self.path)
        return " > ".join(steps)

    def __str__(self) -> str:
        """Return line, path and message."""
        where = [f"line {self.line}"] if self.line else []
        where += [self.place] if self.path else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


class Refused(ValueError):
    """A file of which nothing was taken: every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def quoted(word: object) -> str:
    """Return a name from a file, cut short and on one line, to be shown in a sentence."""
    text = " ".join(str(word).split()) or "(blank)"
    return f"{text[:SHORT]}…" if len(text) > SHORT else text
