"""A route as somebody edits it: stages and places of roles, as typed, with what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from reviews.domain.route import ALL, ANY, MOST_STAGES, Place, Route, Signer, Stage, needed
from specs.domain.values import Invalid, clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from accounts.models import User
    from reviews.domain.route import Quorum

LONGEST_NAME = 60
MOST_DAYS = 365
MOST_REMINDERS = 5
MANAGERS = "managers"
AT_LEAST = range(2, 10)


@dataclass(frozen=True)
class StageRow:
    """One stage as it was typed."""

    number: int
    name: str = ""
    days: str = ""
    remind: str = ""
    escalate: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RoleRow:
    """One role: in which stage it signs, and how many of its people."""

    key: str
    label: str
    is_required: bool = True
    holders: int = 0
    stage: str = ""
    quorum: str = ANY
    problem: str = ""

    @property
    def advice(self) -> str:
        """Say when fewer people hold the role than must sign."""
        wanted = needed(_quorum(self.quorum), self.holders)
        if self.quorum in (ANY, ALL) or wanted <= self.holders:
            return ""
        words = _("%(wanted)d must approve, and %(holders)d sign for this role by default.")
        return words % {"wanted": wanted, "holders": self.holders}


@dataclass(frozen=True)
class RouteForm:
    """The whole page: stages in order, and a row for each role."""

    stages: tuple[StageRow, ...]
    roles: tuple[RoleRow, ...]

    @property
    def is_valid(self) -> bool:
        """Nothing is wrong with it."""
        wrong = any(stage.problems for stage in self.stages)
        return not wrong and not any(role.problem for role in self.roles)

    def changed(self, do: str) -> RouteForm:
        """Return it with a stage added, moved or taken out; roles go with their stage."""
        what, _colon, number = do.partition(":")
        order = [stage.number for stage in self.stages]
        place = order.index(int(number)) if number.isdecimal() and int(number) in order else -1
        if what == "add" and len(order) < MOST_STAGES:
            order.append(0)
        elif what == "remove" and place >= 0 and len(order) > 1:
            del order[place]
        elif what == "up" and place > 0:
            order[place - 1], order[place] = order[place], order[place - 1]
        elif what == "down" and 0 <= place < len(order) - 1:
            order[place + 1], order[place] = order[place], order[place + 1]
        return self._in_order(order)

    def _in_order(self, order: Sequence[int]) -> RouteForm:
        kept = {stage.number: stage for stage in self.stages}
        numbers = {str(old): str(new) for new, old in enumerate(order, start=1) if old}
        return RouteForm(
            stages=tuple(
                replace(kept.get(old, StageRow(0)), number=new)
                for new, old in enumerate(order, start=1)
            ),
            roles=tuple(replace(role, stage=numbers.get(role.stage, "")) for role in self.roles),
        )

    def checked(self, people: Mapping[str, User]) -> RouteForm:
        """Return it with what is wrong said beside each thing."""
        used = {role.stage for role in self.roles}
        stages = tuple(
            replace(stage, problems=_stage_problems(stage, used, people)) for stage in self.stages
        )
        numbers = {str(stage.number) for stage in self.stages}
        roles = tuple(
            role if role.stage in numbers else replace(role, problem=_("Choose a stage."))
            for role in self.roles
        )
        return RouteForm(stages, roles)

    def route(self, people: Mapping[str, User]) -> Route:
        """Return the route; only a form in which nothing is wrong has one."""
        return Route(
            stages=tuple(
                Stage(
                    number=stage.number,
                    name=_name(stage.name) or "",
                    days=_number(stage.days),
                    remind=_days(stage.remind) or (),
                    escalate_to=_person(people.get(stage.escalate)),
                    escalate_to_managers=stage.escalate == MANAGERS,
                )
                for stage in self.stages
            ),
            places={r.key: Place(int(r.stage), _quorum(r.quorum)) for r in self.roles},
        )


def read_form(data: QueryDict, roles: Sequence[RoleRow]) -> RouteForm:
    """Return what was sent; the roles come from the template, not from the browser."""
    columns = [data.getlist(f"stage_{name}") for name in ("name", "days", "remind", "escalate")]
    count = min(max((len(column) for column in columns), default=0), MOST_STAGES) or 1
    stages = tuple(
        _row(n + 1, [column[n] if n < len(column) else "" for column in columns])
        for n in range(count)
    )
    placed = tuple(
        replace(
            role,
            stage=data.get(f"place-{role.key}", "")[:3],
            quorum=data.get(f"quorum-{role.key}", ANY)[:3],
        )
        for role in roles
    )
    return RouteForm(stages, placed)


def _row(number: int, cells: Sequence[str]) -> StageRow:
    name, days, remind, escalate = cells
    return StageRow(number, name, days, remind, escalate)


def show_route(route: Route | None, roles: Sequence[RoleRow]) -> RouteForm:
    """Return a kept route for editing; where there is none, everybody stands in one stage."""
    shown = route if route and route.stages else Route((Stage(),))
    stages = tuple(
        StageRow(
            stage.number,
            stage.name,
            "" if stage.days is None else str(stage.days),
            ", ".join(map(str, stage.remind)),
            MANAGERS if stage.escalate_to_managers else _first_id(stage.escalate_to),
        )
        for stage in shown.stages
    )
    placed = tuple(
        replace(
            role,
            stage=str(shown.place(role.key).stage),
            quorum=str(shown.place(role.key).quorum),
        )
        for role in roles
    )
    return RouteForm(stages, placed)


def _stage_problems(stage: StageRow, used: set[str], people: Mapping[str, User]) -> dict[str, str]:
    found: dict[str, str] = {}
    days, remind = _number(stage.days), _days(stage.remind)
    if _name(stage.name) is None or len(stage.name) > LONGEST_NAME:
        found["name"] = _("Give it a name of at most %(most)d letters.") % {"most": LONGEST_NAME}
    if stage.days.strip() and (days is None or not 1 <= days <= MOST_DAYS):
        words = _("Write a whole number of days, from 1 to %(most)d, or nothing.")
        found["days"] = words % {"most": MOST_DAYS}
    elif remind is None or len(remind) > MOST_REMINDERS:
        found["remind"] = _("Write days before the deadline, like 3, 1.")
    elif remind and (days is None or remind[0] >= days):
        found["remind"] = _("A reminder comes between the opening of the stage and its deadline.")
    if stage.escalate not in ("", MANAGERS) and stage.escalate not in people:
        found["escalate"] = _("Choose somebody of this organisation.")
    if str(stage.number) not in used:
        found["roles"] = _("No role signs in this stage. Put one in it, or remove the stage.")
    return found


def _name(text: str) -> str | None:
    try:
        return clean_text(" ".join(text.split()))
    except Invalid:
        return None


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None


def _days(text: str) -> tuple[int, ...] | None:
    """Read days before a deadline, the earliest reminder first; None for what is none."""
    parts = [_number(part) for part in text.replace(";", ",").split(",") if part.strip()]
    numbers = {part for part in parts if part is not None}
    return None if None in parts else tuple(sorted(numbers, reverse=True))


def _quorum(text: str) -> Quorum:
    if text.isascii() and text.isdecimal() and int(text) in AT_LEAST:
        return int(text)
    return ALL if text == ALL else ANY


def _person(user: User | None) -> tuple[Signer, ...]:
    return (Signer(str(user.pk), user.name, user.email),) if user else ()


def _first_id(people: Sequence[Signer]) -> str:
    return people[0].id if people else ""
