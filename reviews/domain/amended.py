"""What a revision says of the amendments that it rests on: frozen and signed with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from specs.domain.thresholds import Move

if TYPE_CHECKING:
    from specs.domain.attribute import Json


@dataclass(frozen=True, slots=True)
class AmendedChange:
    """One thing that an amendment changed, in words."""

    key: str
    section: str
    name: str
    old: str
    reached: str
    new: str
    move: str = ""

    @property
    def is_loosened(self) -> bool:
        """It asks for less than what was signed before."""
        return self.move == Move.LOOSENED

    @property
    def is_doubtful(self) -> bool:
        """It asks for less, or measures in another way, so that nobody can tell."""
        return self.move in (Move.LOOSENED, Move.UNCLEAR)


@dataclass(frozen=True, slots=True)
class AmendedBy:
    """An accepted amendment: who asked, why, and what was known then."""

    number: int
    of_revision: int
    asked_by: str
    asked_on: str
    accepted_by: str
    why: str
    known: str
    changes: tuple[AmendedChange, ...]

    def in_sections(self, sections: Sequence[str]) -> tuple[AmendedChange, ...]:
        """The changes in some sections."""
        return tuple(change for change in self.changes if change.section in sections)

    @property
    def doubtful(self) -> tuple[AmendedChange, ...]:
        return tuple(change for change in self.changes if change.is_doubtful)

    @property
    def title(self) -> str:
        """One line above what is loosened: whether its result was known by then."""
        return loosened_title([change.is_loosened for change in self.doubtful], self.known)

    def as_json(self) -> dict[str, Json]:
        """Return it in the shape in which a revision keeps it."""
        plain: dict[str, Json] = asdict(self)
        return plain | {"changes": [asdict(change) for change in self.changes]}


def concerning(amendments: Sequence[AmendedBy], sections: Sequence[str]) -> list[AmendedBy]:
    """Return the amendments that touch some sections, with what they change there."""
    narrowed = [replace(one, changes=one.in_sections(sections)) for one in amendments]
    return [one for one in narrowed if one.changes]


def loosened_title(loosened: Sequence[bool], known: str) -> str:
    """Say how many thresholds are loosened, and whether a result was known by then."""
    number = len(loosened)
    things = "1 threshold is" if number == 1 else f"{number} thresholds are"
    when = "after a result was known" if known else "before any result was known"
    return f"{things} loosened{'' if all(loosened) else ' or measured in another way'} {when}"


def read_amended(content: Mapping[str, Any]) -> tuple[AmendedBy, ...]:
    """Read the amendments that a revision rests on; most rest on none."""
    return tuple(
        AmendedBy(
            **{
                **held,
                "changes": tuple(AmendedChange(**change) for change in held["changes"]),
            }
        )
        for held in content.get("amendments", ())
    )
