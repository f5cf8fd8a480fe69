"""What the list of specs has to know of the person before it can be asked: in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, Lower

from accounts.models import Membership, StakeholderRole
from specs.access import MANAGERS, READERS
from specs.columns import USUAL, read_columns
from specs.models import ListChoice, SavedView, SpecTemplate, TemplateDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True)
class View:
    """A saved view in the menu: with its organisation's name where it is shared."""

    key: str
    name: str
    query: str
    shared_in: str
    may_change: bool


@dataclass(frozen=True)
class Tenant:
    """One organisation of a person: their level in it, and what is its own."""

    level: str
    name: str
    templates: dict[str, str]
    roles: dict[str, str]
    views: tuple[View, ...]
    opens_with: str = ""
    columns: str = ""


def load_tenants(user: User) -> dict[UUID, Tenant]:
    """Return the organisations of a person, with titles of templates and roles of their own.

    What is an organisation's own is not told to its guests.
    """
    if not user.is_active:
        return {}
    choice = ListChoice.objects.filter(user=OuterRef("user")).order_by()
    rows = Membership.objects.filter(user=user, is_active=True).annotate(
        called=F("organisation__name"),
        templates=ArraySubquery(_templates()),
        roles=ArraySubquery(_roles()),
        views=ArraySubquery(_views()),
        opens_with=Subquery(choice.values("view")),
        columns=Subquery(choice.values("columns")),
    )
    names = ("organisation", "level", "called", "templates", "roles", "views")
    return {row[0]: _tenant(*row[1:]) for row in rows.values_list(*names, "opens_with", "columns")}


def _tenant(
    level: str,
    called: str,
    templates: Iterable[dict[str, str]],
    roles: Iterable[dict[str, str]],
    views: Iterable[dict[str, Any]],
    opens_with: int | None,
    columns: str | None,
) -> Tenant:
    reads = level in READERS
    return Tenant(
        level,
        called,
        {one["key"]: one["title"] for one in templates} if reads else {},
        {one["key"]: one["title"] for one in roles} if reads else {},
        tuple(_view(one, level, called) for one in views if reads or not one["shared"]),
        str(opens_with or ""),
        columns or "",
    )


def _view(told: dict[str, Any], level: str, called: str) -> View:
    is_shared = bool(told["shared"])
    return View(
        key=str(told["key"]),
        name=told["name"],
        query=told["query"],
        shared_in=called if is_shared else "",
        may_change=not is_shared or level in MANAGERS,
    )


def _templates() -> QuerySet[TemplateDraft, Any]:
    """Own templates that were published, by the id of their draft: retired ones too."""
    same = SpecTemplate.objects.filter(organisation=OuterRef("organisation"), key=OuterRef("key"))
    newest = Subquery(same.order_by("-version").values("title")[:1])
    drafts = TemplateDraft.objects.filter(organisation=OuterRef("organisation"))
    known = drafts.annotate(published_as=newest).exclude(published_as=None)
    told = JSONObject(key=F("pk"), title=F("published_as"))
    return known.order_by("published_as", "pk").values(told=told)


def _roles() -> QuerySet[StakeholderRole, Any]:
    own = StakeholderRole.objects.filter(organisation=OuterRef("organisation"))
    return own.order_by("position", "pk").values(told=JSONObject(key=F("key"), title=F("label")))


def _views() -> QuerySet[SavedView, Any]:
    """The person's own, with every organisation of theirs, and those that it shares."""
    own = Q(owner=OuterRef("user"), organisation=None)
    found = SavedView.objects.standing().filter(own | Q(organisation=OuterRef("organisation")))
    told = JSONObject(key=F("pk"), name=F("name"), query=F("query"), shared=F("organisation"))
    return found.order_by(F("organisation").asc(nulls_first=True), Lower("name")).values(told=told)


def named(tenants: Mapping[UUID, Tenant], what: str) -> dict[str, str]:
    """Return the titles of templates or roles; of several organisations with whose they are."""
    several = len(tenants) > 1
    return {
        key: f"{title}, {tenant.name}" if several else title
        for tenant in tenants.values()
        for key, title in getattr(tenant, what).items()
    }


def views_of(tenants: Mapping[UUID, Tenant]) -> dict[str, View]:
    """Return the views that somebody may use, each once, by their keys."""
    return {view.key: view for tenant in tenants.values() for view in tenant.views}


def usual_columns(tenants: Mapping[UUID, Tenant]) -> tuple[str, ...]:
    """Return the columns that this person is used to."""
    chosen = next((tenant.columns for tenant in tenants.values()), "")
    return read_columns(chosen) if chosen else USUAL


def opening_view(tenants: Mapping[UUID, Tenant]) -> View | None:
    """Return the view that the list opens with for this person, if they chose one."""
    chosen = next((tenant.opens_with for tenant in tenants.values()), "")
    return views_of(tenants).get(chosen)
