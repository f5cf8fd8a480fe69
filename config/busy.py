"""Answers 503 with a time to try again where the database is busy or away for a moment."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)
RETRY_AFTER = "2"


class BusyMiddleware:
    """Turns a lock or statement that timed out, or a lost connection, into "try again"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 for what passes by itself; every other exception goes on."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.warning("database_busy", path=request.path, error=str(exception))
        words = _(
            "The server is busy. What you typed is still here; it is tried again in a moment."
        )
        response = HttpResponse(words, status=HTTPStatus.SERVICE_UNAVAILABLE)
        response["Retry-After"] = RETRY_AFTER
        return response
