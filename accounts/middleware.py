"""Asks for a sign-in in a way that htmx understands, and shows times in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

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


def to_sign_in() -> HttpResponse:
    """Return a 401 that says where to sign in; that ends at accounts:signed-in."""
    words = _("You were signed out. What you typed is still here; sign in to go on.")
    response = HttpResponse(words, status=HTTPStatus.UNAUTHORIZED)
    response["Sign-In-At"] = f"{resolve_url('account_login')}?next={reverse('accounts:signed-in')}"
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


def in_their_time_zone(get_response: Handler) -> Handler:
    """Show times in the zone that the signed-in person chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return get_response(request)

    return middleware
