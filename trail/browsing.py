"""Looking through one chain of the trail: filtered, newest first, a page at a time.

Pages are read by the index of the chain, backwards from a sequence number: the table has no other
index, since every save would pay for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import CharField, F, Func, Q, Value
from django.utils import timezone
from django.utils.dateparse import parse_date

from trail.domain.groups import MAILS, Group, find_group
from trail.models import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

PAGE = 50
LOOKED_AT = 2000  # of these, the youngest, the people are offered as a filter
MOST_WRITTEN = 10_000
LONGEST_NUMBER = 18
ALL = "all"  # the kind that stands for every event, mails among them
FIELDS = ("person", "kind", "since", "until", "place")


@dataclass(frozen=True)
class Wanted:
    """Which events somebody looks for."""

    person: str = ""
    group: Group | None = None
    since: date | None = None
    until: date | None = None
    place: str = ""
    before: int | None = None
    has_mails: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)  # what was typed and is no date

    @property
    def kind(self) -> str:
        if self.group:
            return self.group.key
        return ALL if self.has_mails else ""

    @property
    def is_narrowed(self) -> bool:
        """Something is left out that the plain page shows."""
        return bool(self.person or self.group or self.since or self.until or self.place)

    def query(self) -> dict[str, str]:
        """Return the parts of the address that asks for this, without the place in the list."""
        days = {"since": self.since, "until": self.until}
        parts = {"person": self.person, "kind": self.kind, "place": self.place}
        return parts | {name: day.isoformat() if day else "" for name, day in days.items()}

    def link(self, **changes: str) -> str:
        """Return the address of the same with something else asked for."""
        parts = self.query() | changes
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    def among(self, events: QuerySet[Event], objects: Collection[str] = ()) -> QuerySet[Event]:
        """Return the events that are wanted; ``objects`` are those that the place stands for."""
        found = events
        if self.person:
            found = found.filter(actor_id=self.person)
        if self.group:
            found = found.filter(kind__in=self.group.kinds)
        if self.since:
            found = found.filter(at__gte=_begin_of(self.since))
        if self.until:
            found = found.filter(at__lt=_begin_of(self.until + timedelta(days=1)))
        if self.place:
            found = found.annotate(about=HEAD_OF_OBJECT).filter(
                Q(about__in=objects) | Q(object__in=objects)
            )
        return found


# A row of a table is "key/row": the first part names the field.
HEAD_OF_OBJECT = Func(
    F("object"), Value("/"), Value(1), function="split_part", output_field=CharField()
)


def read_wanted(asked: Mapping[str, str], places: Collection[str] = ()) -> Wanted:
    """Return what an address asks for; words that it does not know are left out."""

    def typed(name: str) -> str:
        return asked.get(name, "").replace("\0", "").strip()

    days = {name: _day(typed(name)) for name in ("since", "until")}
    person, before, place = typed("person"), typed("before"), typed("place")
    return Wanted(
        person=person if _is_number(person) or person == "system" else "",
        group=find_group(typed("kind")),
        since=days["since"],
        until=days["until"],
        place=place if place in places else "",
        before=int(before) if _is_number(before) else None,
        has_mails=typed("kind") == ALL,
        wrong={name: typed(name)[:40] for name, day in days.items() if typed(name) and not day},
    )


@dataclass(frozen=True)
class Page:
    """Some events of one chain, newest first, and where the older ones begin."""

    events: tuple[Event, ...]
    older: int | None
    is_first: bool


def events_wanted(chain: str, wanted: Wanted, objects: Collection[str] = ()) -> QuerySet[Event]:
    """Return the events of a chain that are asked for, newest first."""
    return wanted.among(Event.objects.filter(chain=chain), objects).order_by("-seq")


def load_page(chain: str, wanted: Wanted, objects: Collection[str] = ()) -> Page:
    """Return one page in one query.

    Mails are left out unless they are asked for: what people did would be lost among them.
    """
    found = events_wanted(chain, wanted, objects)
    if not wanted.kind:
        found = found.exclude(kind__in=MAILS.kinds)
    if wanted.before is not None:
        found = found.filter(seq__lt=wanted.before)
    rows = list(found[: PAGE + 1])
    older = rows[PAGE - 1].seq if len(rows) > PAGE else None
    return Page(tuple(rows[:PAGE]), older, is_first=wanted.before is None)


def events_of_kinds(chain: str, kinds: Collection[str], most: int) -> list[Event]:
    """Return the youngest events of these kinds, in their order."""
    found = Event.objects.filter(chain=chain, kind__in=kinds).order_by("-seq")[:most]
    return list(found)[::-1]


def recent_actors(chain: str) -> set[str]:
    """Return the ids of those who did something lately in a chain."""
    lately = Event.objects.filter(chain=chain).order_by("-seq")
    return set(lately.values_list("actor_id", flat=True)[:LOOKED_AT])


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1 < day.year < 9999 else None  # a day more must exist


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER
