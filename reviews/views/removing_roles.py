"""Removing a role of the organisation's own: what uses it is shown first."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.http import render_page
from accounts.views.organisation import managed_organisation
from reviews import actions
from reviews.role_use import find_uses

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from accounts.models import Organisation, StakeholderRole
    from reviews.leaving import Part


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_role(request: AuthedRequest, key: str) -> HttpResponse:
    """Say where a role is used, or remove it."""
    organisation = managed_organisation(request)
    role = get_object_or_404(access.own_roles_of(organisation), key=key)
    if request.method != "POST":
        return _page(request, organisation, role, find_uses(organisation, role))
    try:
        actions.remove_role(organisation=organisation, role=role, by=request.user)
    except actions.StillUsed as refused:
        return _page(request, organisation, role, refused.uses, HTTPStatus.CONFLICT)
    messages.success(request, _("The role %(label)s is removed.") % {"label": role.label})
    return redirect("accounts:roles")


def _page(
    request: AuthedRequest,
    organisation: Organisation,
    role: StakeholderRole,
    uses: list[Part],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    holders = access.holders_in(organisation).filter(role=role.key).select_related("user")
    context = {
        "organisation": organisation,
        "organisations": access.organisations_visible_to(request.user),
        "role": role,
        "uses": uses,
        "holders": [one.user for one in holders],
    }
    return render_page(request, "reviews/remove_role.html", context, status=status)
