"""Separation of duties: which signatures of one person an organisation does not take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.domain.words import in_sentence, listed

if TYPE_CHECKING:
    from specs.domain.attribute import Json


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who wrote answers since the last approval."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Separation:
    """What holds beside the rule that the author approves as product manager at most.

    ``writers`` names who wrote in this round; it is kept only where it counts.
    """

    one_role_each: bool = False
    writers_apart: bool = False
    writers: tuple[Writer, ...] = ()

    def __bool__(self) -> bool:
        return self.one_role_each or self.writers_apart

    def wrote(self, user_id: object) -> bool:
        """Say whether a person may not sign, except as product manager, since they wrote."""
        return self.writers_apart and any(one.id == str(user_id) for one in self.writers)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What holds, in words."""
        said = []
        if self.one_role_each:
            said.append("Nobody signs this revision in more than one role.")
        if self.writers_apart:
            names = listed(one.name for one in self.writers) or "nobody"
            said.append(
                f"Who wrote answers since the last approval signs as product manager at most:"
                f" {names}."
            )
        return tuple(said)

    def as_json(self) -> dict[str, Json]:
        """Return it in the shape in which a revision keeps it."""
        writers: list[Json] = [{"id": one.id, "name": one.name} for one in self.writers]
        return {
            "one_role_each": self.one_role_each,
            "writers_apart": self.writers_apart,
            "writers": writers,
        }

    @classmethod
    def from_json(cls, stored: Json) -> Separation:
        """Read it out of a frozen policy; an older one has none."""
        if not isinstance(stored, dict):
            return cls()
        writers = stored.get("writers")
        return cls(
            one_role_each=stored.get("one_role_each") is True,
            writers_apart=stored.get("writers_apart") is True,
            writers=tuple(
                Writer(str(one.get("id", "")), str(one.get("name", "")))
                for one in (writers if isinstance(writers, list) else ())
                if isinstance(one, dict)
            ),
        )


NOTHING_APART = Separation()


@dataclass(frozen=True, slots=True)
class Apart:
    """Why somebody who is named may not sign; ``other`` is the role in which they have signed."""

    why: str
    other: str = ""

    @property
    def words(self) -> str:
        if self.other:
            return (
                f"You have signed this revision as {self.other} already. Your organisation lets"
                " nobody sign a revision in more than one role."
            )
        return (
            "You wrote answers of this spec since it was approved last. In your organisation who"
            " wrote signs as product manager at most."
        )


@dataclass(frozen=True, slots=True)
class Seats:
    """How many people a role needs, and who may sign in it."""

    label: str
    needed: int
    people: tuple[str, ...]


def left_over(roles: Sequence[Seats]) -> tuple[str, ...]:
    """Return the roles for which nobody is left where each person signs in one role only.

    Every seat looks for somebody; who has one already moves where another role would take them.
    """
    seated: dict[str, int] = {}
    seats = [place for place, role in enumerate(roles) for _seat in range(role.needed)]
    empty = [place for place in seats if not _seat(place, roles, seated, set())]
    return tuple(roles[place].label for place in sorted(set(empty)))


def _seat(place: int, roles: Sequence[Seats], seated: dict[str, int], asked: set[str]) -> bool:
    for person in roles[place].people:
        if person in asked:
            continue
        asked.add(person)
        if person not in seated or _seat(seated[person], roles, seated, asked):
            seated[person] = place
            return True
    return False


def other_role(signed: Mapping[str, str], role: str) -> str:
    """Return the label of another role in which a person has signed; nothing when in none."""
    labels = [label for key, label in signed.items() if key != role]
    return in_sentence(labels[0]) if labels else ""
