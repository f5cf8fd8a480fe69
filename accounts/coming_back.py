"""Asking for a second factor on the way to a page, and finding the way back to it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

BACK = "after_second_factor"  # in the session: where it was asked for
Handler = Callable[[HttpRequest], HttpResponse]


class FactorNeeded(Exception):
    """The organisation asks for a second factor here, and this person has none.

    ``back`` is where to go on afterwards, when what was asked for cannot be asked again.
    """

    def __init__(self, back: str = "") -> None:
        super().__init__("A second factor is needed.")
        self.back = back


def to_set_up(path: str) -> HttpResponse:
    """Lead to setting it up; what is read again afterwards is ``path``."""
    return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': path})}")


class AskForFactor:
    """Turn the need for a second factor into the way to set it up."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Lead away where a second factor is missing; what was posted has to be sent again."""
        if not isinstance(error, FactorNeeded):
            return None
        is_read = request.method in ("GET", "HEAD")
        back = error.back or reverse("accounts:people")
        return to_set_up(request.get_full_path() if is_read else back)
