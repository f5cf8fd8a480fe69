"""One line in the log for each request: what was asked, by whom, from where, what came of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import structlog
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger(__name__)


def log_request(get_response: Handler) -> Handler:
    """Bind id, person and address to all that is logged on the way, and log what came of it.

    The trail names the same id. What fails is logged with its traceback by Django.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with structlog.contextvars.bound_contextvars(
            request_id=str(uuid.uuid4()), user_id=request.user.pk, ip=address_of(request)
        ):
            response = get_response(request)
            asked = f"{request.method} {request.get_full_path()}"
            log.info("request_finished", request=asked, code=response.status_code)
        return response

    return middleware


def address_of(request: HttpRequest) -> str:
    """Return who connected, seen through our proxy if there is one.

    The proxy names that address last; whatever else stands in the header, anybody can write.
    """
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    is_behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    if is_behind_proxy and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
