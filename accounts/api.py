"""What programs may ask about who they act for; they show a personal token, never a cookie."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import actions

if TYPE_CHECKING:
    from accounts.models import Token


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Say whom a token stands for, in which organisation, and for how long."""
    token = token_of(request)
    if token is None:
        return _problem()
    return JsonResponse(
        {
            "name": token.user.name,
            "email": token.user.email,
            "organisation": {"id": str(token.organisation_id), "name": token.organisation.name},
            "token": {
                "name": token.name,
                "scopes": token.scopes,
                "expires_at": token.expires_at.isoformat(),
            },
        }
    )


def token_of(request: HttpRequest) -> Token | None:
    """Return the token that a request shows, while it works."""
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    return actions.find_token(shown.strip()) if scheme.lower() == "bearer" else None


def _problem() -> HttpResponse:
    """Return the same answer for no token, a wrong one and an old one (RFC 9457)."""
    status = HTTPStatus.UNAUTHORIZED
    said = {
        "type": "about:blank",
        "title": _("A personal token is needed"),
        "status": status.value,
        "detail": _("Send “Authorization: Bearer” with a token that works. Make one at Tokens."),
    }
    response = JsonResponse(said, status=status, content_type="application/problem+json")
    response["WWW-Authenticate"] = 'Bearer realm="Countersign"'
    return response
