"""The open risks of all specs that a person may know of: filtered, sorted, page by page."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from specs.domain import register
from specs.domain.risks import THREE_LEVELS, score
from specs.domain.sheets import REGISTER
from specs.models import Item, State
from specs.portfolio import MOST_COUNTED, CappedCount

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from specs.models import Spec

PAGE = 50
MOST_WRITTEN = 10_000
NOBODY = "nobody"
SHOWN_STATES = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
HIGH, STILL_HIGH, EVERY = "", "after", "all"
LEVELS = (HIGH, STILL_HIGH, EVERY)
STATUSES = ("open", "mitigating", "accepted")
AGE, OWNER, SCORE = "", "owner", "score"
SORTS = (AGE, OWNER, SCORE)


def cell(key: str) -> Coalesce:
    """Return a cell of a risk as text; one that is not written is blank."""
    return Coalesce(KeyTextTransform(key, "cells"), Value(""), output_field=TextField())


def worst_first() -> Case:
    """Return the score of a risk below nought, so that the highest comes first."""
    whens = [
        When(p=probability, i=impact, then=Value(-(score(probability, impact) or 0)))
        for probability in THREE_LEVELS.levels
        for impact in THREE_LEVELS.levels
    ]
    return Case(*whens, default=Value(0), output_field=IntegerField())


@dataclass(frozen=True)
class Wanted:
    """Which risks somebody looks for."""

    level: str = HIGH
    owner: str = ""
    status: str = ""
    category: str = ""
    late: str = ""
    sort: str = AGE

    @property
    def is_narrowed(self) -> bool:
        """Something is left out that stands in the plain list."""
        return bool(self.owner or self.status or self.category or self.late or self.level)

    def query(self) -> dict[str, str]:
        """Return the parts of the address that asks for this."""
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}

    def among(self, specs: QuerySet[Spec], on: date) -> QuerySet[Item]:
        """Return the open risks of those specs that are wanted, with what sorts them."""
        found = Item.objects.filter(
            key=REGISTER, is_deleted=False, spec__in=specs.filter(state__in=SHOWN_STATES)
        ).annotate(
            p=cell("probability"), i=cell("impact"), its_owner=cell("owner"), its=cell("status")
        )
        found = found.exclude(its=register.CLOSED).filter(self._level())
        if self.owner:
            found = found.filter(its_owner="" if self.owner == NOBODY else self.owner)
        if self.status:
            found = found.filter(its__in=("", "open") if self.status == "open" else (self.status,))
        if self.category:
            found = found.annotate(kind=cell("category")).filter(kind=self.category)
        if self.late:
            found = found.annotate(due=cell("due")).filter(due__gt="", due__lt=on.isoformat())
        lead = {OWNER: F("its_owner"), SCORE: worst_first()}.get(self.sort)
        return found.annotate(lead=lead if lead is not None else Value(0))

    def _level(self) -> Q:
        if self.level == EVERY:
            return Q()
        before = Q(p=register.HIGH) | Q(i=register.HIGH)
        if self.level == HIGH:
            return before
        after = ("residual_probability", "residual_impact")
        return Q(*((f"cells__{key}", register.HIGH) for key in after), _connector=Q.OR)


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of the list, and the number of the row behind it."""

    lead: str | int
    created_at: str
    item_id: str
    number: int
    is_backward: bool = False

    def __str__(self) -> str:
        parts = [self.lead, self.created_at, self.item_id, self.number, self.is_backward]
        return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, sort: str) -> Self | None:
        """Return the place that an address names; None when it names none of this order."""
        try:
            padded = text + "=" * (-len(text) % 4)
            lead, created_at, item_id, number, is_backward = json.loads(urlsafe_b64decode(padded))
            datetime.fromisoformat(created_at)
            value = str(lead) if sort == OWNER else int(lead)
            return cls(
                value, created_at, str(UUID(item_id)), max(1, int(number)), bool(is_backward)
            )
        except (ValueError, TypeError, AttributeError):
            return None

    def beyond(self) -> Q:
        """Return what lies on the far side."""
        side = "lt" if self.is_backward else "gt"
        same = Q(lead=self.lead)
        return (
            Q((f"lead__{side}", self.lead))
            | same & Q((f"created_at__{side}", self.created_at))
            | same & Q(created_at=self.created_at) & Q((f"pk__{side}", self.item_id))
        )


@dataclass(frozen=True)
class Page:
    """Some risks, where they stand in the list, and what lies before and behind."""

    rows: list[Item] = field(default_factory=list)
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


def load_page(specs: QuerySet[Spec], wanted: Wanted, on: date, place: str = "") -> Page:
    """Return one page in one query, however far down it is."""
    found = wanted.among(specs, on)
    counted = found.order_by().values("pk")[: MOST_COUNTED + 1]
    rows = found.annotate(total=CappedCount(counted, output_field=IntegerField()))
    cursor = Cursor.parse(place, wanted.sort) if place else None
    if cursor:
        rows = rows.filter(cursor.beyond())
    shown = list(in_order(rows, wanted, cursor)[: PAGE + 1])
    return _build(shown, cursor)


def in_order(rows: QuerySet[Item], wanted: Wanted, cursor: Cursor | None = None) -> QuerySet[Item]:
    """Return risks with their specs, by what leads and then the oldest first."""
    sign = "-" if cursor and cursor.is_backward else ""
    order = [f"{sign}created_at", f"{sign}pk"]
    if wanted.sort != AGE:
        order.insert(0, f"{sign}lead")
    joined = rows.select_related("spec").only(
        "cells", "created_at", "spec__title", "spec__state", "spec__revision_number"
    )
    return joined.order_by(*order)


def _build(shown: Sequence[Item], cursor: Cursor | None) -> Page:
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
        _annotated(rows[0])["total"],
        earlier=_cursor(rows[0], first, is_backward=True) if has_earlier else None,
        later=_cursor(rows[-1], first + len(rows)) if has_later else None,
    )


def _cursor(item: Item, number: int, *, is_backward: bool = False) -> Cursor:
    at = item.created_at.isoformat()
    return Cursor(_annotated(item)["lead"], at, str(item.pk), number, is_backward)


def _annotated(item: Item) -> Mapping[str, int]:
    """Return what a query added to a row."""
    return vars(item)
