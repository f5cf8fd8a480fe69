"""One line in the log for each request: what was asked, by whom, from where, what came of it."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class LoggedRequest(RequestMiddleware):
    """Binds id, person and address to all that is logged on the way.

    The address is the one that connected, or the one that our own proxy names last: whatever
    else stands in a header, anybody can write there.
    """

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Note where the request came from."""
        structlog.contextvars.bind_contextvars(ip=address_of(request))


def address_of(request: HttpRequest) -> str:
    """Return who connected, seen through our proxy if there is one."""
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    is_behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    if is_behind_proxy and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
