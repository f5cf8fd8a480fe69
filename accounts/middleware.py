"""Asks for a sign-in in a way that htmx understands, and shows times in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import needed_sign_on

if TYPE_CHECKING:
    from accounts.models import User

BY_LINK = "by_link"  # in the session of a guest whom a personal link let in
OF_ACCOUNTS = ("/accounts/", "/account/", "/organisation")

Handler = Callable[[HttpRequest], HttpResponse]


def ask_to_sign_in(get_response: Handler) -> Handler:
    """Turn a redirect to the sign-in page into a 401 where it would be swapped into a page.

    The same goes for a page that somebody else has open: a text that waits in it is never saved in
    another name. ``Sign-In-At`` says where to sign in without losing the page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        writer = request.headers.get("X-Countersign-User", "")
        if writer and request.user.is_authenticated and writer != str(request.user.pk):
            return to_sign_in()
        response = get_response(request)
        if (
            getattr(request, "htmx", False)
            and response.status_code == HTTPStatus.FOUND
            and urlsplit(response["Location"]).path == resolve_url("account_login")
        ):
            return to_sign_in()
        return response

    return middleware


def to_sign_in(door: str = "") -> HttpResponse:
    """Return a 401 that says where to sign in; that ends at accounts:signed-in."""
    words = _("You were signed out. What you typed is still here; sign in to go on.")
    response = HttpResponse(words, status=HTTPStatus.UNAUTHORIZED)
    response["Sign-In-At"] = (
        f"{door or resolve_url('account_login')}?next={reverse('accounts:signed-in')}"
    )
    return response


def keep_visitors_out(get_response: Handler) -> Handler:
    """Keep who came by a personal link from the pages of accounts: anybody might have the link.

    They would otherwise set a password, or add a passkey, for an account that is not theirs.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith(OF_ACCOUNTS)
            and request.path != resolve_url("account_logout")
            and request.session.get(BY_LINK)
            and request.user.is_authenticated
        ):
            raise PermissionDenied
        return get_response(request)

    return middleware


def ask_provider(get_response: Handler) -> Handler:
    """End a session that was opened in another way than its organisation demands.

    Whoever is signed in by a password when single sign-on becomes required is led to the provider
    at the next request. Owners keep their password, so that somebody can mend a provider.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not getattr(request.session, "may_need_provider", False):
            return get_response(request)
        if _came_by(request, user) or needed_sign_on(user) is None:
            return get_response(request)
        door = reverse("accounts:sign-on-at", args=[user.managed_by_id])
        logout(request)
        if getattr(request, "htmx", False) or request.headers.get("X-Countersign-User"):
            return to_sign_in(door)
        words = _("Your organisation asks you to sign in at its own provider. Do so to go on.")
        messages.info(request, words)
        onward = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
        return redirect(f"{door}?{urlencode({'next': onward})}")

    return middleware


def _came_by(request: HttpRequest, user: User) -> bool:
    """Say whether the session was opened by the provider of the organisation that manages one."""
    return any(
        record.get("method") == "socialaccount"
        and str(record.get("provider", "")).startswith(f"{user.managed_by_id}:")
        for record in get_authentication_records(request, user)
    )


def in_their_time_zone(get_response: Handler) -> Handler:
    """Show times in the zone that the signed-in person chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return get_response(request)

    return middleware
