"""The header that says what a page may load: the same for every response, so built once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import HEADER
from csp.utils import build_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]


def send_content_policy(get_response: Handler) -> Handler:
    """Send the policy of the settings with every response.

    The middleware of django-csp builds it anew each time, for views that want another one or a
    nonce; no view of ours does.
    """
    policy = build_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(HEADER, policy)
        return response

    return middleware
