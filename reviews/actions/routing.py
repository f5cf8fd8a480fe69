"""How an organisation wants its revisions to be signed: the next version of a route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import can_manage, roles_of
from accounts.models import Organisation
from reviews.domain.route import route_words
from reviews.models import ReviewRoute
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.domain.route import Route


@transaction.atomic
def save_route(
    *, organisation: Organisation, template_key: str, template: str, route: Route, by: User
) -> ReviewRoute | None:
    """Keep a route of one template, or of all where the key is empty; without stages there is none.

    Reviews that are under way keep the route that was frozen with them. Returns nothing when
    nothing changed.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not can_manage(by, organisation):
        raise PermissionDenied
    versions = ReviewRoute.objects.filter(organisation=organisation, template_key=template_key)
    latest = versions.order_by("-version").first()
    definition = route.as_json() if route.stages else {}
    if definition == (latest.definition if latest else {}):
        return None
    kept = ReviewRoute.objects.create(
        organisation=organisation,
        template_key=template_key,
        version=latest.version + 1 if latest else 1,
        definition=definition,
        saved_by=by,
    )
    labels = dict(roles_of(organisation).values_list("key", "label"))
    append(
        chain=organisation.chain,
        kind=Kind.ROUTE_CHANGED,
        by=by.as_actor(),
        object=f"route:{template_key}",
        facts={
            "template": template,
            "key": template_key,
            "version": kept.version,
            "change": route_words(route, labels) or _("everybody is asked at once"),
            "route": definition,
        },
    )
    return kept
