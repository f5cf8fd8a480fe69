"""The open risks of all specs that a person may know of: filtered, sorted, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from specs import keyset
from specs.domain import register
from specs.domain.risks import THREE_LEVELS, score
from specs.domain.sheets import REGISTER
from specs.keyset import BY_ID, Key, time_key
from specs.models import Item, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from specs.keyset import Page
    from specs.models import Spec

PAGE = 50
MOST_WRITTEN = 10_000
NOBODY = "nobody"
SHOWN_STATES = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
HIGH, STILL_HIGH, EVERY = "", "after", "all"
LEVELS = (HIGH, STILL_HIGH, EVERY)
STATUSES = ("open", "mitigating", "accepted")
AGE, OWNER, SCORE = "", "owner", "score"
OLDEST_FIRST = (time_key("created_at"), BY_ID)
ORDERS: Mapping[str, tuple[Key, ...]] = {
    AGE: OLDEST_FIRST,
    OWNER: (Key("lead", str), *OLDEST_FIRST),
    SCORE: (Key("lead", int), *OLDEST_FIRST),
}


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


def load_page(specs: QuerySet[Spec], wanted: Wanted, on: date, place: str = "") -> Page[Item]:
    """Return one page in one query, however far down it is."""
    found = with_specs(wanted.among(specs, on))
    return keyset.load_page(found, ORDERS[wanted.sort], size=PAGE, place=place)


def in_order(rows: QuerySet[Item], wanted: Wanted) -> QuerySet[Item]:
    """Return risks with their specs, by what leads and then the oldest first."""
    return with_specs(rows).order_by(*keyset.order_columns(ORDERS[wanted.sort]))


def with_specs(rows: QuerySet[Item]) -> QuerySet[Item]:
    """Return risks with what is shown of their specs."""
    return rows.select_related("spec").only(
        "cells", "created_at", "spec__title", "spec__state", "spec__revision_number"
    )
