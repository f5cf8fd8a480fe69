"""Asks for a sign-in in a way that htmx understands, and shows times in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]


def ask_to_sign_in(get_response: Handler) -> Handler:
    """Turn a redirect to the sign-in page into a 401 where it would be swapped into a page.

    ``Sign-In-At`` says where to sign in without losing the page: it ends at accounts:signed-in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        sign_in = resolve_url("account_login")
        if (
            getattr(request, "htmx", False)
            and response.status_code == HTTPStatus.FOUND
            and urlsplit(response["Location"]).path == sign_in
        ):
            words = _("You were signed out. What you typed is still here; sign in to go on.")
            response = HttpResponse(words, status=HTTPStatus.UNAUTHORIZED)
            response["Sign-In-At"] = f"{sign_in}?next={reverse('accounts:signed-in')}"
        return response

    return middleware


def in_their_time_zone(get_response: Handler) -> Handler:
    """Show times in the zone that the signed-in person chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return get_response(request)

    return middleware
