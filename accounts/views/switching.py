"""Turning from one of one's organisations to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts import access, actions, choosing
from accounts.http import AuthedRequest, render_page

if TYPE_CHECKING:
    from uuid import UUID


@login_required
@require_safe
def organisations(request: AuthedRequest) -> HttpResponse:
    """List one's organisations, and which of them one looks at."""
    memberships = list(
        access.memberships_of(request.user)
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )
    context = {"memberships": memberships, "chosen": choosing.chosen_id(request)}
    return render_page(request, "accounts/organisations.html", context)


@login_required
@require_POST
def choose_organisation(request: AuthedRequest, organisation_id: UUID) -> HttpResponse:
    """Look at one of one's organisations from now on, also after signing in again."""
    mine = access.memberships_of(request.user).select_related("organisation")
    membership = get_object_or_404(mine, organisation=organisation_id)
    actions.choose_organisation(membership=membership, by=request.user)
    choosing.keep(request, membership.organisation)
    return redirect(_back(request))


@login_required
@require_POST
def choose_all(request: AuthedRequest) -> HttpResponse:
    """Look at all of one's organisations together."""
    actions.choose_organisation(membership=None, by=request.user)
    choosing.keep(request, None)
    return redirect(_back(request))


def _back(request: AuthedRequest) -> str:
    """Return the page of ours that one came from, if it says so."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else "specs:list"
