"""Changing a role of the organisation's own."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access, actions
from accounts.forms import RoleForm
from accounts.http import render_page
from accounts.views.organisation import managed_organisation

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from accounts.models import Organisation, StakeholderRole


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: AuthedRequest, key: str) -> HttpResponse:
    """Show a role of one's own, and change it."""
    organisation = managed_organisation(request)
    found = get_object_or_404(access.own_roles_of(organisation), key=key)
    initial = {
        "label": found.label,
        "cares_about": "\n".join(found.cares_about),
        "block_prompt": found.block_prompt,
    }
    form = RoleForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        return _page(request, organisation, found, form)
    try:
        actions.change_role(
            organisation=organisation, role=found, by=request.user, **form.cleaned_data
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, organisation, found, form)
    messages.success(request, _("Saved. What is frozen keeps the words of its day."))
    return redirect("accounts:roles")


def _page(
    request: AuthedRequest, organisation: Organisation, found: StakeholderRole, form: RoleForm
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "organisations": access.organisations_visible_to(request.user),
        "role": found,
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render_page(request, "accounts/role.html", context, status=status)
