"""The library's provider, one for each organisation, with an answer that is checked in full."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.sealing import unseal
from accounts.single_sign_on.discovery import Unfit, discover
from accounts.single_sign_on.fetching import fetch
from accounts.single_sign_on.id_token import NotProved, read_id_token

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin, SocialToken
    from django.http import HttpRequest, HttpResponse

    from accounts.models import SignOn

PURPOSE = "single-sign-on"  # of the secret that is kept encrypted


def redirect_url(sign_on: SignOn) -> str:
    """Return the address that the provider sends people back to; each organisation has its own."""
    path = reverse("accounts:sign-on-back", args=[sign_on.organisation_id])
    return f"{settings.PUBLIC_URL}{path}"


class SignOnEndpoint(OpenIDConnectOAuth2Adapter):
    """What the library asks about one provider; it reads no token that is not proved."""

    state: dict[str, Any]

    def __init__(self, request: HttpRequest, sign_on: SignOn) -> None:
        super().__init__(request, sign_on.key)
        self.sign_on = sign_on

    def get_provider(self) -> SignOnProvider:
        """Return the organisation's provider."""
        return SignOnProvider(self.request, self.sign_on)

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says about itself, checked."""
        if not hasattr(self, "_found"):
            self._found = dict(discover(self.sign_on.issuer).said)
        return self._found

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002
        """Return where people come back to."""
        return redirect_url(self.sign_on)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Return who the provider says it is, from an ID token that proves it."""
        asked: dict[str, Any] = self.state.get("data") or {}
        said = read_id_token(
            str(kwargs["response"].get("id_token", "")),
            keys=fetch(self.openid_config["jwks_uri"]),
            issuer=self.sign_on.issuer,
            client_id=app.client_id,
            nonce=str(asked.get("nonce", "")),
            signed_in_after=asked.get("asked_at") if asked.get("is_fresh") else None,
        )
        if "email" not in said and isinstance(self.openid_config.get("userinfo_endpoint"), str):
            said = {**self._more(token.token, said["sub"]), **said}
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, said)
        login.said = said
        return login

    def _more(self, access_token: str, subject: str) -> dict[str, Any]:
        """Return the mail address from where some providers keep it, if it is the same person's."""
        address = self.openid_config["userinfo_endpoint"]
        more = fetch(address, Authorization=f"Bearer {access_token}")
        if more.get("sub") != subject:
            raise NotProved(_("The provider's two answers are about two people."))
        return {key: more[key] for key in ("email", "email_verified", "name") if key in more}


class SignOnProvider(OpenIDConnectProvider):
    """The provider of one organisation."""

    pkce_enabled_default = True

    def __init__(self, request: HttpRequest, sign_on: SignOn) -> None:
        self.sign_on = sign_on
        try:
            secret = unseal(sign_on.secret, PURPOSE)
        except InvalidToken as error:  # the instance's own secret is another one now
            raise Unfit(_("The client secret can no longer be read. Enter it again.")) from error
        app = SocialApp(
            provider="openid_connect",
            provider_id=sign_on.key,
            name=sign_on.name,
            client_id=sign_on.client_id,
            secret=secret,
            settings={"server_url": sign_on.issuer},
        )
        super().__init__(request, app=app)

    def get_oauth2_adapter(self, request: HttpRequest) -> SignOnEndpoint:
        """Return what knows the provider's addresses."""
        return SignOnEndpoint(request, self.sign_on)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Keep nothing of what the provider tells but the link itself."""
        return {}

    def leave(
        self, request: HttpRequest, *, back_to: str, fresh_for: dict[str, str] | None = None
    ) -> HttpResponse:
        """Lead to the provider. ``fresh_for`` asks to sign in there anew, and says for what."""
        asked: dict[str, Any] = {
            "nonce": secrets.token_urlsafe(24),
            "asked_at": time.time(),
            "is_fresh": fresh_for is not None,
            "for": fresh_for,
        }
        wanted = {"nonce": asked["nonce"]}
        if fresh_for is not None:
            wanted |= {"prompt": "login", "max_age": "0"}
        if request.user.is_authenticated:
            wanted["login_hint"] = request.user.email
        response: HttpResponse = self.redirect(
            request,
            "login" if fresh_for is None else "redirect",
            next_url=back_to,
            data=asked,
            auth_params=wanted,
        )
        return response


class SignOnCallback(OAuth2CallbackView):
    """Coming back from a provider: the state is used up first, then the answer is read."""

    adapter: SignOnEndpoint

    def _get_state(self, request: HttpRequest, provider: SignOnProvider) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response
