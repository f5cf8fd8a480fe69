"""Signing in by an organisation's provider: finding it, going there, coming back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from accounts import access
from accounts.http import render_page
from accounts.single_sign_on.discovery import Unfit
from accounts.single_sign_on.provider import SignOnCallback, SignOnEndpoint, SignOnProvider

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import SignOn


class AddressForm(forms.Form):
    """Whose provider it is."""

    email = forms.EmailField(
        label=_("Your work address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Type the address that you have at work."),
            "invalid": _("Not a mail address. Write it like sam.ortiz@example.com."),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_on(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and lead to the provider of its domain."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if form.is_valid():
        found = access.sign_ons_for(form.cleaned_data["email"]).first()
        if found is not None:
            return redirect(_with_next(request, "accounts:sign-on-at", found))
        words = _("No organisation here signs people of this domain in by single sign-on.")
        form.add_error("email", words)
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "next": _next(request)}
    return render_page(request, "accounts/sign_on.html", context, status=status)


@never_cache
@require_safe
def sign_on_at(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Show where one signs in; a link leads on, since a form may not leave this site."""
    found = _sign_on_or_404(organisation_id)
    context = {
        "sign_on": found,
        "onward": _with_next(request, "accounts:sign-on-go", found),
        "next": _next(request),
    }
    return render_page(request, "accounts/sign_on_at.html", context)


@never_cache
@require_safe
def sign_on_go(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Lead to the provider."""
    found = _sign_on_or_404(organisation_id)
    try:
        provider = SignOnProvider(request, found)
        return provider.leave(request, back_to=_next(request) or "/")
    except (Unfit, RequestException) as error:
        words = str(error) if isinstance(error, Unfit) else _("The provider cannot be asked.")
        context = {"sign_on": found, "words": words}
        status = HTTPStatus.BAD_GATEWAY
        return render_page(request, "accounts/sign_on_refused.html", context, status=status)


@never_cache
@require_safe
def sign_on_back(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Take the provider's answer."""
    found = _sign_on_or_404(organisation_id)
    endpoint = SignOnEndpoint(request, found)
    if request.GET.get("iss", found.issuer) != found.issuer:  # RFC 9207: sent by another provider
        raise Http404
    response: HttpResponse = SignOnCallback.adapter_view(endpoint)(request)
    return response


def _sign_on_or_404(organisation_id: UUID) -> SignOn:
    found = access.find_sign_on(organisation_id)
    if found is None:
        raise Http404
    return found


def _next(request: HttpRequest) -> str:
    """Return where to go afterwards: a page of ours, or nothing."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours and asked.startswith("/") else ""


def _with_next(request: HttpRequest, name: str, found: SignOn) -> str:
    address = reverse(name, args=[found.organisation_id])
    onward = _next(request)
    return f"{address}?{urlencode({'next': onward})}" if onward else address
