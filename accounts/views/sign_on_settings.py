"""Setting single sign-on up: the provider, its test, and whom it opens accounts to."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, actions
from accounts.http import AuthedRequest, render_page
from accounts.models import SignOn
from accounts.sign_on_form import SignOnForm
from accounts.single_sign_on.discovery import Unfit, discover
from accounts.single_sign_on.provider import redirect_url
from accounts.views.organisation import managed_organisation, organisation_or_404

if TYPE_CHECKING:
    from accounts.models import Organisation

PAGE = "accounts/sign_on_settings.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_on_settings(request: AuthedRequest) -> HttpResponse:
    """Show and change how people of the organisation come in by its provider."""
    reads = request.method != "POST"
    organisation = (organisation_or_404 if reads else managed_organisation)(request)
    sign_on = access.sign_on_of(organisation)
    form = SignOnForm(request.POST if request.method == "POST" else None, sign_on=sign_on)
    if reads:
        return _page(request, organisation, sign_on, form)
    if form.is_valid():
        try:
            actions.set_up_sign_on(organisation=organisation, wish=form.wish(), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:sign-on-settings")
    return _page(request, organisation, sign_on, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@login_required
@require_POST
def test_sign_on(request: AuthedRequest) -> HttpResponse:
    """Ask the provider who it is, and say in words what is wrong."""
    organisation = managed_organisation(request)
    sign_on = access.sign_on_of(organisation)
    if sign_on is None:
        raise Http404
    try:
        found = discover(sign_on.issuer)
    except Unfit as error:
        messages.error(request, _("The test failed. %(why)s") % {"why": error})
    else:
        words = _("The provider answers as it should: people sign in at %(hosts)s.")
        messages.success(request, words % {"hosts": ", ".join(found.hosts)})
    return redirect("accounts:sign-on-settings")


@login_required
@require_POST
def release_link(request: AuthedRequest, link_id: int) -> HttpResponse:
    """Forget who somebody is at the provider."""
    organisation = managed_organisation(request)
    if access.sign_on_of(organisation) is None:
        raise Http404
    try:
        user = actions.release_link(organisation=organisation, link_id=link_id, by=request.user)
    except SocialAccount.DoesNotExist as error:
        raise Http404 from error
    words = _("%(name)s is linked anew at the next sign-in.")
    messages.success(request, words % {"name": user.name})
    return redirect("accounts:sign-on-settings")


def _page(
    request: AuthedRequest,
    organisation: Organisation,
    sign_on: SignOn | None,
    form: SignOnForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    can_manage = access.can_manage(request.user, organisation)
    context = {
        "organisation": organisation,
        "can_manage": can_manage,
        "organisations": access.organisations_visible_to(request.user),
        "form": form,
        "sign_on": sign_on,
        "redirect_url": redirect_url(sign_on or SignOn(organisation=organisation)),
        "links": access.links_to(sign_on) if sign_on and can_manage else [],
        "outside": access.members_who_belong_elsewhere(organisation)
        if sign_on and can_manage
        else [],
    }
    return render_page(request, PAGE, context, status=status)
