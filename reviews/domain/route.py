"""In which order roles sign and how many people of each: the route of a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from specs.domain.attribute import Json

ANY, ALL = "any", "all"
Quorum: TypeAlias = "str | int"  # any, all, or a number of people
MOST_STAGES = 9
MOST_PEOPLE = 99


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who may sign for a role, as they were when the revision was frozen."""

    id: str
    name: str
    email: str

    def as_json(self) -> dict[str, Json]:
        return {"id": self.id, "name": self.name, "email": self.email}


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the route: its roles are asked together, once those of the step before are done.

    ``remind`` counts days before the deadline, which lies ``days`` after the stage opens.
    """

    number: int = 1
    name: str = ""
    days: int | None = None
    remind: tuple[int, ...] = ()
    escalate_to: tuple[Signer, ...] = ()
    escalate_to_managers: bool = False

    @property
    def title(self) -> str:
        return f"stage {self.number}: {self.name}" if self.name else f"stage {self.number}"

    def due_on(self, opened_on: date) -> date | None:
        """The day by which an answer is wanted, when the stage opened on that day."""
        return None if self.days is None else opened_on + timedelta(days=self.days)

    def as_json(self) -> dict[str, Json]:
        return {
            "number": self.number,
            "name": self.name,
            "days": self.days,
            "remind": list(self.remind),
            "escalate_to": [person.as_json() for person in self.escalate_to],
            "escalate_to_managers": self.escalate_to_managers,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a role stands in a route: in which stage, and how many of its people must approve."""

    stage: int = 1
    quorum: Quorum = ANY


@dataclass(frozen=True, slots=True)
class Route:
    """A route as an organisation keeps it: its stages in order, and the place of each role."""

    stages: tuple[Stage, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, Json]:
        """Return it as it is kept."""
        roles: dict[str, Json] = {
            role: {"stage": place.stage, "quorum": place.quorum}
            for role, place in self.places.items()
        }
        return {"stages": [stage.as_json() for stage in self.stages], "roles": roles}

    def place(self, role: str) -> Place:
        """The place of a role; one that the route does not know signs in the last stage."""
        return self.places.get(role) or Place(max(len(self.stages), 1))

    def among(self, roles: frozenset[str]) -> Route:
        """Return the route of just these roles: stages that none of them signs in fall away."""
        placed = {role: self.place(role) for role in sorted(roles)}
        used = sorted({place.stage for place in placed.values()})
        numbers = {old: new for new, old in enumerate(used, start=1)}
        kept = {stage.number: stage for stage in self.stages}
        stages = tuple(_renumbered(kept.get(old, Stage()), numbers[old]) for old in used)
        places = {r: Place(numbers[place.stage], place.quorum) for r, place in placed.items()}
        return Route(stages or (Stage(),), places)


def prompts(stage: Stage, due_on: date) -> list[tuple[date, int | None]]:
    """Return the days on which a stage reminds, each with how many days before the deadline.

    The last one, without a number, is the day after it: somebody is told that it is overdue.
    """
    if stage.days is None:
        return []
    before = sorted(stage.remind, reverse=True)
    return [
        *((due_on - timedelta(days=days), days) for days in before),
        (due_on + timedelta(days=1), None),
    ]


def next_prompt(stage: Stage, due_on: date | None, *, after: date) -> date | None:
    """Return the next day on which somebody is reminded or told, after a day."""
    days = [day for day, _days in prompts(stage, due_on) if day > after] if due_on else []
    return min(days, default=None)


def route_words(route: Route, labels: Mapping[str, str]) -> str:
    """Say a route in one line: "stage 1: Legal (legal, all of them); stage 2: Delivery (…)"."""
    said: list[str] = []
    for stage in route.stages:
        roles = [
            labels.get(role, role) + _of_them(place.quorum)
            for role, place in route.places.items()
            if place.stage == stage.number
        ]
        said.append(f"{stage.title} ({'; '.join(roles) or 'no role'})")
    return ", then ".join(said)


def _of_them(quorum: Quorum) -> str:
    if isinstance(quorum, int):
        return f", {quorum} of them"
    return ", all of them" if quorum == ALL else ""


def needed(quorum: Quorum, people: int) -> int:
    """Say how many of so many people must approve."""
    if isinstance(quorum, int):
        return quorum
    return people if quorum == ALL else 1


def quorum_words(quorum: Quorum, people: int) -> str:
    """Say it in words: "any of 3", "all 3", "2 of 3"; nothing for one person alone."""
    if isinstance(quorum, int):
        return f"{quorum} of {people}"
    if people < 2:
        return ""
    return f"all {people}" if quorum == ALL else f"any of {people}"


def read_quorum(stored: Json) -> Quorum:
    """Read a quorum; an older policy has none, and any one person did."""
    if isinstance(stored, int) and not isinstance(stored, bool) and stored > 1:
        return stored
    return ALL if stored == ALL else ANY


def read_stage(stored: Json) -> Stage:
    """Read a stage out of a frozen policy or a kept route."""
    if not isinstance(stored, dict):
        return Stage()
    number, name, days = stored.get("number"), stored.get("name"), stored.get("days")
    remind, people = stored.get("remind"), stored.get("escalate_to")
    return Stage(
        number=number if isinstance(number, int) else 1,
        name=name if isinstance(name, str) else "",
        days=days if isinstance(days, int) else None,
        remind=tuple(n for n in remind if isinstance(n, int)) if isinstance(remind, list) else (),
        escalate_to=read_people(people),
        escalate_to_managers=stored.get("escalate_to_managers") is True,
    )


def read_route(stored: Json) -> Route:
    """Read a route as an organisation keeps it."""
    held = stored if isinstance(stored, dict) else {}
    stages, roles = held.get("stages"), held.get("roles")
    return Route(
        stages=tuple(read_stage(stage) for stage in stages) if isinstance(stages, list) else (),
        places={
            role: Place(stage, read_quorum(place.get("quorum")))
            for role, place in (roles.items() if isinstance(roles, dict) else ())
            if isinstance(place, dict) and isinstance(stage := place.get("stage"), int)
        },
    )


def read_people(stored: Json) -> tuple[Signer, ...]:
    """Read people as they were printed when something was frozen."""
    return tuple(
        Signer(*(_text(person, name) for name in ("id", "name", "email")))
        for person in (stored if isinstance(stored, list) else ())
        if isinstance(person, dict)
    )


def _text(stored: Mapping[str, Json], name: str) -> str:
    held = stored.get(name)
    return held if isinstance(held, str) else ""


def _renumbered(stage: Stage, number: int) -> Stage:
    return Stage(
        number,
        stage.name,
        stage.days,
        stage.remind,
        stage.escalate_to,
        stage.escalate_to_managers,
    )
