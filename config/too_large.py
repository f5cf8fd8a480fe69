"""Answers in words where a request holds more than is taken in: 413, and what was sent is read off.

A server that answers and hangs up while the browser still sends is seen as a lost connection, and
the browser would try the same again. So what was sent is read to its end first, and thrown away.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.views.defaults import bad_request as not_understood

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    Handler = Callable[[HttpRequest], HttpResponse]

MOST_READ = 100 * 1024 * 1024  # beyond it the connection is cut after all
PART = 256 * 1024


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 for what is too large, 400 for all else that was not understood."""
    if not isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return not_understood(request, exception)
    if request.headers.get("HX-Request") != "true":
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    response = render(
        request, "components/too_large.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    )
    # The form stays as it is, with what was typed; the words stand above it.
    response["HX-Retarget"] = "#main"
    response["HX-Reswap"] = "afterbegin show:top"
    return response


def read_to_the_end(get_response: Handler) -> Handler:
    """Read what nobody wanted to read before the answer goes out, whatever the answer is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST":
            _read_off(request)
        return response

    return middleware


def _read_off(request: HttpRequest) -> None:
    left = MOST_READ
    try:
        while left > 0 and (part := request.read(PART)):
            left -= len(part)
    except (UnreadablePostError, ValueError):
        return  # the browser hung up itself, or the stream was read and closed
