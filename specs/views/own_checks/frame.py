"""What the pages of own checks share: finding one, and whom it is shown to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import organisations_visible_to
from accounts.choosing import chosen_id
from specs import access
from specs.domain.own_checks.outcomes import label_of

if TYPE_CHECKING:
    from accounts.http import AuthedRequest
    from specs.domain.own_checks.definition import Rule
    from specs.models import OrganisationCheck
    from specs.trying import World

SPEC_PAGE = re.compile(r"/specs/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")


def check_or_404(request: AuthedRequest, check_id: UUID) -> OrganisationCheck:
    """Return a check that this person may know of."""
    visible = access.own_checks_visible_to(request.user)
    return get_object_or_404(
        visible.select_related("organisation", "current", "updated_by"), pk=check_id
    )


def check_to_edit(request: AuthedRequest, check_id: UUID) -> OrganisationCheck:
    """Return a check that this person may change; else a 404 or a 403."""
    check = check_or_404(request, check_id)
    if not access.can_write_checks(request.user, check.organisation):
        raise PermissionDenied
    return check


def address_of_own(request: AuthedRequest, code: str) -> str:
    """Return the page of an own check by its code, which other organisations use as well.

    Whoever comes from a spec means that of its organisation.
    """
    came_from = urlsplit(request.headers.get("Referer", "")).path
    if found := SPEC_PAGE.match(came_from):
        spec = access.specs_visible_to(request.user).filter(pk=UUID(found[1])).first()
        if spec is not None:
            return reverse("specs:check-of-spec", args=[spec.pk, code])
    visible = access.own_checks_visible_to(request.user).filter(code=code)
    chosen = chosen_id(request)
    check = (visible.filter(organisation=chosen).first() if chosen else None) or visible.first()
    if check is None:
        raise Http404
    return reverse("specs:own-check", args=[check.pk])


def settings_context(request: AuthedRequest, organisation: Any, **more: Any) -> dict[str, Any]:
    """Return what every page below the organisation needs, and more."""
    return {
        "organisation": organisation,
        "organisations": organisations_visible_to(request.user),
        "can_write": access.can_write_checks(request.user, organisation),
        **more,
    }


def about_rule(rule: Rule, world: World) -> dict[str, Any]:
    """Return what the page of a check says of its rule."""
    known = world.attributes
    return {
        "rule": rule,
        "place": label_of(rule.key, known),
        "attribute": known.get(rule.key),
        "reads": [known[key] for key in rule.reads if key in known],
        "templates": [world.templates[key] for key in rule.templates if key in world.templates],
    }
