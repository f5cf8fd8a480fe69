"""The specs that a person may know of, as lists show them: filtered, sorted, page by page."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self
from uuid import UUID

from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from specs.models import Spec, SpecTemplate, State, TemplateDraft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from accounts.models import User

PAGE = 20
MOST_COUNTED = 1000
OPEN = "open"
EVERY = "all"
ME = "me"
STATES: Mapping[str, tuple[State, ...]] = {
    "": (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SUPERSEDED),
    OPEN: (State.DRAFT, State.IN_REVIEW),
    **{state.value: (state,) for state in State},
    EVERY: tuple(State),
}


class Sort(NamedTuple):
    """An order: the column that leads it, which way, and how its value is written."""

    column: str
    is_falling: bool


SORTS: Mapping[str, Sort] = {
    "changed": Sort("updated_at", is_falling=True),
    "title": Sort("name", is_falling=False),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the list."""

    text: str = ""
    state: str = ""
    owner: str = ""
    template: str = ""
    sort: str = "changed"

    @property
    def is_narrowed(self) -> bool:
        """Something is left out that a list without filters would show."""
        return bool(self.text or self.owner or self.template or self.state not in ("", EVERY))

    @staticmethod
    def names() -> tuple[str, ...]:
        """What its parts are called in an address."""
        return ("q", "state", "owner", "template", "sort")

    def query(self) -> dict[str, str]:
        """Return the parts of the address that asks for this; blank where nothing is asked."""
        sort = "" if self.sort == "changed" else self.sort
        return dict(zip(self.names(), self._parts(sort), strict=True))

    def _parts(self, sort: str) -> tuple[str, ...]:
        return (self.text, self.state, self.owner, self.template, sort)

    def among(self, specs: QuerySet[Spec], user: User) -> QuerySet[Spec]:
        """Return those of the specs that are wanted."""
        found = specs
        states = STATES[self.state]
        if len(states) < len(State):
            found = found.filter(state__in=states)
        for word in self.text.split():
            found = found.filter(Q(title__icontains=word) | Q(owner__name__icontains=word))
        if self.owner == ME:
            found = found.filter(owner=user)
        elif self.owner:
            found = found.filter(owner__name__icontains=self.owner)
        if self.template:
            found = found.filter(template__in=self._versions())
        return found

    def _versions(self) -> QuerySet[SpecTemplate]:
        """Return all versions of the template: a built-in one by its key, an own one by its id."""
        try:
            draft = TemplateDraft.objects.filter(pk=UUID(self.template))
        except ValueError:
            return SpecTemplate.objects.filter(organisation=None, key=self.template)
        own = draft.filter(organisation=OuterRef("organisation"), key=OuterRef("key"))
        return SpecTemplate.objects.filter(Exists(own))


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of a list, and the number of the row behind it."""

    value: str
    spec_id: UUID
    number: int
    is_backward: bool = False

    def __str__(self) -> str:
        parts = [self.value, str(self.spec_id), self.number, self.is_backward]
        return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, sort: Sort) -> Self | None:
        """Return the place that an address names; None when it names none of this order."""
        try:
            padded = text + "=" * (-len(text) % 4)
            value, spec_id, number, is_backward = json.loads(urlsafe_b64decode(padded))
            if sort.column == "updated_at":
                datetime.fromisoformat(value)
            return cls(str(value), UUID(spec_id), max(1, int(number)), bool(is_backward))
        except (ValueError, TypeError, AttributeError):
            return None


@dataclass(frozen=True)
class Page:
    """Some rows of a list, where they stand in it, and what lies before and behind."""

    rows: list[Spec] = field(default_factory=list)
    first: int = 1
    total: int = 0
    earlier: Cursor | None = None
    later: Cursor | None = None

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def is_capped(self) -> bool:
        """There are more than are counted."""
        return self.total > MOST_COUNTED


class CappedCount(Subquery):
    """How many rows a query has; what it is given stops counting early."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"


def load_page(specs: QuerySet[Spec], wanted: Wanted, user: User, place: str = "") -> Page:
    """Return one page in one query, however far down it is."""
    sort = SORTS[wanted.sort]
    found = wanted.among(specs, user)
    counted = found.order_by().values("pk")[: MOST_COUNTED + 1]
    rows = found.annotate(
        name=Lower("title"), total=CappedCount(counted, output_field=IntegerField())
    )
    cursor = Cursor.parse(place, sort) if place else None
    is_backward = cursor is not None and cursor.is_backward
    if cursor:
        rows = rows.filter(_behind(cursor, sort))
    order = _order(sort, is_backward=is_backward)
    joined = rows.select_related("owner", "template").defer("template__definition")
    shown = list(joined.order_by(*order)[: PAGE + 1])
    total = shown[0].total if shown else 0
    return _build(shown, total, cursor, sort)


def _order(sort: Sort, *, is_backward: bool) -> tuple[str, str]:
    leading = "-" if sort.is_falling is not is_backward else ""
    return f"{leading}{sort.column}", "-pk" if is_backward else "pk"


def _behind(cursor: Cursor, sort: Sort) -> Q:
    """Rows on the far side of a place: a range of the index, then the rest of equal values."""
    less = "lt" if sort.is_falling is not cursor.is_backward else "gt"
    value, column = cursor.value, sort.column
    side = "lt" if cursor.is_backward else "gt"
    beyond = Q((f"{column}__{less}", value)) | Q((f"pk__{side}", cursor.spec_id))
    return Q((f"{column}__{less}e", value)) & beyond


def _build(shown: Sequence[Spec], total: int, cursor: Cursor | None, sort: Sort) -> Page:
    is_backward = cursor is not None and cursor.is_backward
    has_more = len(shown) > PAGE
    rows = list(shown[:PAGE])
    first = cursor.number if cursor else 1
    if is_backward:
        rows.reverse()
        first = max(1, first - len(rows)) if has_more else 1
    if not rows:
        return Page(first=first)
    has_earlier = has_more if is_backward else cursor is not None
    has_later = True if is_backward else has_more
    return Page(
        rows,
        first,
        total,
        earlier=_cursor(rows[0], sort, first, is_backward=True) if has_earlier else None,
        later=_cursor(rows[-1], sort, first + len(rows)) if has_later else None,
    )


def _cursor(spec: Spec, sort: Sort, number: int, *, is_backward: bool = False) -> Cursor:
    value = getattr(spec, sort.column)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return Cursor(text, spec.pk, number, is_backward)
