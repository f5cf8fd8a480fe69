"""The specs that a person may know of, as lists show them: filtered, sorted, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from specs import keyset
from specs.keyset import BY_ID, Key, time_key
from specs.models import Spec, SpecTemplate, State, TemplateDraft
from specs.searching import best_first, holding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from accounts.models import User
    from specs.keyset import Page

PAGE = 20
OPEN = "open"
EVERY = "all"
ME = "me"
MATCH = "match"
STATES: Mapping[str, tuple[State, ...]] = {
    "": (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SUPERSEDED),
    OPEN: (State.DRAFT, State.IN_REVIEW),
    **{state.value: (state,) for state in State},
    EVERY: tuple(State),
}


SORTS: Mapping[str, tuple[Key, ...]] = {
    "changed": (time_key("updated_at", is_falling=True), BY_ID),
    "title": (Key("name", str), BY_ID),
    MATCH: (Key("rank", int, is_falling=True), time_key("updated_at", is_falling=True), BY_ID),
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
        sort = "" if self.sort == usual_sort(self.text) else self.sort
        return dict(zip(self.names(), self._parts(sort), strict=True))

    def _parts(self, sort: str) -> tuple[str, ...]:
        return (self.text, self.state, self.owner, self.template, sort)

    def among(self, specs: QuerySet[Spec], user: User) -> QuerySet[Spec]:
        """Return those of the specs that are wanted."""
        found = specs
        states = STATES[self.state]
        if len(states) < len(State):
            found = found.filter(state__in=states)
        if self.text:
            found = found.filter(holding(self.text))
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


def usual_sort(text: str) -> str:
    """Return the order of a list for which none was asked."""
    return MATCH if text else "changed"


def load_page(specs: QuerySet[Spec], wanted: Wanted, user: User, place: str = "") -> Page[Spec]:
    """Return one page in one query, however far down it is."""
    found = wanted.among(specs, user)
    if wanted.sort == MATCH:
        found = best_first(found, wanted.text)
    found = found.annotate(name=Lower("title"))
    joined = found.select_related("owner", "template").defer("template__definition")
    return keyset.load_page(joined, SORTS[wanted.sort], size=PAGE, place=place)
