"""What uses a role of an organisation's own: as long as anything does, it is not removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from reviews import access
from reviews.domain.route import ANY, read_route
from reviews.leaving import Part
from reviews.models import SignerAssignment, StandIn
from specs.access import PUT_AWAY
from specs.documents import find_template
from specs.models import Spec, SpecTemplate, TemplateDraft, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from accounts.models import Organisation, StakeholderRole
    from specs.domain.attribute import Template

MOST = 200
OF_ALL = "all-templates"  # what the address calls the route of every template
Entry = tuple[str, str]


def find_uses(organisation: Organisation, role: StakeholderRole) -> list[Part]:
    """Return where a role is used, for a page: nothing where it may be removed."""
    key = role.key
    templates = [
        row for row in _mentioning(organisation, key) if _asks_for(find_template(row.pk), key)
    ]
    specs = Spec.objects.filter(organisation=organisation).exclude(state__in=PUT_AWAY)
    found = [
        Part(_("Templates that it signs"), tuple(_drafts(organisation, key, templates))),
        Part(_("Routes that give it a place"), tuple(_routes(organisation, key))),
        Part(_("Specs that it signs"), tuple(_specs(specs.filter(template__in=templates)))),
        Part(_("Specs in which somebody is named for it"), tuple(_named(organisation, key))),
        Part(_("Specs with private threads of it"), tuple(_threads(organisation, key))),
        Part(_("Stand-ins named for it alone"), tuple(_stand_ins(organisation, key))),
    ]
    return [part for part in found if part.entries]


def _mentioning(organisation: Organisation, key: str) -> list[SpecTemplate]:
    quoted = json.dumps(key)
    rows = SpecTemplate.objects.filter(organisation=organisation, definition__contains=quoted)
    return list(rows.only("pk", "key", "version"))


def _asks_for(template: Template, key: str) -> bool:
    signs = {*template.sign_off, *template.optional_sign_off}
    return key in signs.union(*(section.signed_by for section in template.sections))


def _drafts(organisation: Organisation, key: str, published: list[SpecTemplate]) -> Iterator[Entry]:
    """Yield the templates in use whose draft, or whose newest version, asks for the role."""
    newest: dict[str, int] = {}
    versions = SpecTemplate.objects.filter(organisation=organisation).order_by("version")
    newest.update(versions.values_list("key", "pk"))
    asking = {row.pk for row in published}
    for draft in TemplateDraft.objects.in_use().filter(organisation=organisation):
        if _asks_for(draft.template, key) or newest.get(draft.key) in asking:
            yield draft.title, reverse("specs:edit-template", args=[draft.pk])


def _routes(organisation: Organisation, key: str) -> Iterator[Entry]:
    """Yield the routes in which the role has a place that somebody gave it."""
    titles = dict(
        SpecTemplate.objects.filter(Q(organisation=None) | Q(organisation=organisation))
        .order_by("version")
        .values_list("key", "title")
    )
    for row in access.routes_of(organisation):
        route = read_route(row.definition)
        place = route.places.get(key)
        if place and (place.quorum != ANY or place.stage < len(route.stages)):
            words = titles.get(row.template_key) or _("All templates")
            yield words, reverse("reviews:route", args=[row.template_key or OF_ALL])


def _specs(specs: QuerySet[Spec]) -> Iterator[Entry]:
    for pk, title in specs.order_by("title", "pk").values_list("pk", "title")[:MOST]:
        yield title, reverse("specs:read", args=[pk])


def _named(organisation: Organisation, key: str) -> Iterator[Entry]:
    rows = SignerAssignment.objects.filter(role=key, spec__organisation=organisation)
    found = rows.exclude(spec__state__in=PUT_AWAY).select_related("spec", "user")
    for row in found.order_by("spec__title", "pk")[:MOST]:
        yield f"{row.spec.title}: {row.user.name}", reverse("reviews:submit", args=[row.spec_id])


def _threads(organisation: Organisation, key: str) -> Iterator[Entry]:
    """Yield the specs, not the threads: what they are about is for the role alone."""
    rows = Thread.objects.filter(role=key, spec__organisation=organisation)
    found = rows.order_by("spec__title").values_list("spec", "spec__title").distinct()
    for pk, title in found[:MOST]:
        yield title, reverse("specs:comments", args=[pk])


def _stand_ins(organisation: Organisation, key: str) -> Iterator[Entry]:
    rows = StandIn.objects.not_ended().filter(organisation=organisation, role=key)
    for row in rows.select_related("person", "stand_in").order_by("pk")[:MOST]:
        words = {"name": row.stand_in.name, "person": row.person.name}
        yield _("%(name)s for %(person)s") % words, reverse("reviews:stand-ins")
