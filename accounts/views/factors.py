"""The second factor that an organisation asks for: setting it up, and coming back."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import access, actions
from accounts.coming_back import BACK
from accounts.forms import FactorForm
from accounts.http import AuthedRequest, render_page
from accounts.views.organisation import managed_organisation, roles_page


@login_required
@never_cache
@require_safe
def second_factor(request: AuthedRequest) -> HttpResponse:
    """Lead to setting up a second factor, and back to where it was asked for."""
    asked = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        request.session[BACK] = asked
    if access.has_factor(request.user):
        return redirect(request.session.pop(BACK, "mfa_index"))
    return render_page(request, "accounts/second_factor.html")


@login_required
@require_POST
def factor_policy(request: AuthedRequest) -> HttpResponse:
    """Say of whom the organisation asks a second factor."""
    organisation = managed_organisation(request)
    form = FactorForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose of whom a second factor is asked."))
        return roles_page(request, organisation, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    actions.demand_factor(organisation=organisation, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("accounts:roles")
