"""Which specs the dashboard speaks of, and since when: what a person may see, and asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Max
from django.utils import timezone

from specs import access
from specs.models import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from specs.models import Spec

MONTHS = (3, 6, 12)
YEAR = 12
LONGEST_NUMBER = 10
PUT_AWAY = (State.ARCHIVED, State.SUPERSEDED)


@dataclass(frozen=True)
class Asked:
    """What the address of a dashboard asks for."""

    template: str = ""
    owner: str = ""
    months: int = YEAR

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Asked:
        """Read an address; what it does not know is left out."""
        owner, months = asked.get("owner", ""), asked.get("months", "")
        is_number = owner.isascii() and owner.isdecimal() and len(owner) < LONGEST_NUMBER
        return cls(
            template=asked.get("template", "").replace("\0", "")[:80],
            owner=owner if is_number else "",
            months=next((one for one in MONTHS if str(one) == months), YEAR),
        )

    def query(self, **more: str) -> str:
        """Return the part of an address that asks for this, and for more."""
        months = "" if self.months == YEAR else str(self.months)
        parts = {"template": self.template, "owner": self.owner, "months": months, **more}
        told = urlencode({name: value for name, value in parts.items() if value})
        return f"?{told}" if told else ""


@dataclass(frozen=True)
class Scope:
    """The specs that count for one person, and today."""

    user: User
    levels: Mapping[UUID, str]  # where they are more than a guest
    asked: Asked
    now: datetime

    @property
    def everything(self) -> QuerySet[Spec]:
        """Every spec that this person may see and that is not put away."""
        return access.specs_listed_for(self.user, self.levels).exclude(state__in=PUT_AWAY)

    @property
    def specs(self) -> QuerySet[Spec]:
        """Those of them that are asked for."""
        found = self.everything
        if self.asked.template:
            found = found.filter(template__key=self.asked.template)
        if self.asked.owner:
            found = found.filter(owner=int(self.asked.owner))
        return found

    @property
    def today(self) -> date:
        return timezone.localtime(self.now).date()

    @property
    def months(self) -> list[date]:
        """The first day of each month asked for, the oldest first."""
        begin = self.today.replace(day=1)
        found = [begin]
        for _step in range(self.asked.months - 1):
            last = found[-1]
            is_january = last.month == 1
            found.append(
                date(last.year - 1, YEAR, 1) if is_january else last.replace(month=last.month - 1)
            )
        return found[::-1]

    @property
    def since(self) -> datetime:
        """When the first of these months began."""
        first = datetime.combine(self.months[0], datetime.min.time())
        return timezone.make_aware(first)


def templates_in_use(scope: Scope) -> list[tuple[str, str]]:
    """Return the templates that any of the specs is written by: key and title."""
    found = scope.everything.order_by().values("template__key")
    titled = found.annotate(title=Max("template__title")).order_by("title")
    return list(titled.values_list("template__key", "title"))


def owners_in_use(scope: Scope) -> list[tuple[str, str]]:
    """Return who owns any of the specs: number and name."""
    found = scope.everything.order_by("owner__name", "owner").values_list("owner", "owner__name")
    return [(str(pk), name) for pk, name in found.distinct()]
