"""What the provider says of its people beyond the library's own claims: when they signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ProviderAdapter(DefaultOIDCAdapter):
    """OpenID Connect asks for ``auth_time`` where ``max_age`` was sent; the library leaves it."""

    def get_claims(self, purpose: str, user: User, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add when somebody last showed their password here."""
        claims: dict[str, Any] = super().get_claims(purpose, user, *args, **kwargs)
        if purpose == "id_token" and user.last_login:
            claims["auth_time"] = int(user.last_login.timestamp())
        return claims
