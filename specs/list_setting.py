"""What the list of specs has to know of the person before it can be asked: in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from accounts.models import Membership, StakeholderRole
from specs.access import READERS
from specs.models import SpecTemplate, TemplateDraft

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True)
class Tenant:
    """One organisation of a person: their level in it, and what is its own."""

    level: str
    name: str
    templates: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)


def load_tenants(user: User) -> dict[UUID, Tenant]:
    """Return the organisations of a person, with titles of templates and roles of their own.

    What is an organisation's own is not told to its guests.
    """
    if not user.is_active:
        return {}
    rows = (
        Membership.objects.filter(user=user, is_active=True)
        .annotate(
            called=F("organisation__name"),
            templates=ArraySubquery(_templates()),
            roles=ArraySubquery(_roles()),
        )
        .values_list("organisation", "level", "called", "templates", "roles")
    )
    return {
        organisation: Tenant(level, called, *(_read(told, level) for told in (templates, roles)))
        for organisation, level, called, templates, roles in rows
    }


def _read(told: Iterable[dict[str, str]], level: str) -> dict[str, str]:
    return {one["key"]: one["title"] for one in told} if level in READERS else {}


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


def named(tenants: dict[UUID, Tenant], what: str) -> dict[str, str]:
    """Return the titles of templates or roles; of several organisations with whose they are."""
    several = len(tenants) > 1
    return {
        key: f"{title}, {tenant.name}" if several else title
        for tenant in tenants.values()
        for key, title in getattr(tenant, what).items()
    }
