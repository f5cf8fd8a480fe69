"""Pages about people, roles, mail and one's own account."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.http import render_page


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """Say that signing in pauses; the same for accounts that exist and those that do not."""
    return render_page(request, "accounts/locked_out.html", status=HTTPStatus.TOO_MANY_REQUESTS)
