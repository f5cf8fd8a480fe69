"""What Countersign decides where the library's single sign-on asks."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import access, actions
from accounts.actions.admitting import WORDS, Why
from accounts.http import render_page
from accounts.single_sign_on.discovery import Unfit
from accounts.single_sign_on.fetching import CarefulSession
from accounts.single_sign_on.id_token import NotProved
from accounts.single_sign_on.proof import keep_confirmed
from accounts.single_sign_on.provider import SignOnProvider

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse

    from accounts.models import SignOn

PAGE = "accounts/sign_on_refused.html"
MORE_THAN_A_PASSWORD = {"mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "pop"}  # RFC 8176


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Providers are organisations' own; who comes in is decided by our actions alone."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002
        provider: str | None = None,  # noqa: ARG002
        client_id: str | None = None,  # noqa: ARG002
    ) -> list[SocialApp]:
        """No provider is offered to everybody."""
        return []

    def get_provider(
        self,
        request: HttpRequest,
        provider: str,
        client_id: str | None = None,  # noqa: ARG002
    ) -> SignOnProvider:
        """Return the provider that a link belongs to."""
        sign_on = access.find_sign_on(UUID(provider.partition(":")[0]))
        if sign_on is None:
            raise SocialApp.DoesNotExist
        return SignOnProvider(request, sign_on)

    def get_requests_session(self) -> CarefulSession:
        """Ask providers carefully."""
        return CarefulSession()

    def authenticate_by_email(self, login: SocialLogin) -> None:  # noqa: ARG002
        """Let nobody in for their address: that is admit()'s to decide."""
        return

    def is_open_for_signup(
        self,
        request: HttpRequest,  # noqa: ARG002
        sociallogin: SocialLogin,  # noqa: ARG002
    ) -> bool:
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in, or confirm, whom the checked token stands for."""
        sign_on = sociallogin.provider.sign_on
        if sociallogin.state.get("process") == AuthProcess.REDIRECT:
            self._confirm(request, sociallogin, sign_on)
            return
        admitted = actions.admit(sign_on=sign_on, said=sociallogin.said)
        if isinstance(admitted, Why):
            words = _("You were not let in: %(why)s.") % {"why": WORDS[admitted]}
            raise ImmediateHttpResponse(_refused(request, sign_on, words, HTTPStatus.FORBIDDEN))
        sociallogin.user, sociallogin.account = admitted.user, admitted.link

    def _confirm(self, request: HttpRequest, sociallogin: SocialLogin, sign_on: SignOn) -> None:
        """Note that who is signed in here has just signed in at the provider too."""
        user = actions.find_linked(sign_on, sociallogin.said)
        if not request.user.is_authenticated or user is None or user.pk != request.user.pk:
            words = _("You signed in at %(provider)s as somebody else. Nothing was confirmed.")
            messages.error(request, words % {"provider": sign_on.name})
            raise ImmediateHttpResponse(redirect(sociallogin.get_redirect_url(request) or "/"))
        told = sociallogin.said.get("amr")
        keep_confirmed(
            request,
            purpose=sociallogin.state["data"]["for"],
            provider=sign_on.name,
            organisation=str(sign_on.organisation_id),
            factor=isinstance(told, list) and not MORE_THAN_A_PASSWORD.isdisjoint(map(str, told)),
        )

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: SignOnProvider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say in words what went wrong; an answer that was not believed is recorded."""
        sign_on = provider.sign_on
        if isinstance(exception, NotProved):
            actions.note_refused(sign_on, str(exception).rstrip("."))
        words = _words(sign_on, error, exception, is_known=bool((extra_context or {}).get("state")))
        back = ((extra_context or {}).get("state") or {}).get("next", "")
        if request.user.is_authenticated and back:
            messages.error(request, words)
            raise ImmediateHttpResponse(redirect(back))
        raise ImmediateHttpResponse(_refused(request, sign_on, words, HTTPStatus.UNAUTHORIZED))


def _words(
    sign_on: SignOn, error: str | None, exception: Exception | None, *, is_known: bool
) -> str:
    if isinstance(exception, NotProved | Unfit):
        return str(exception)
    told = {"provider": sign_on.name}
    if not is_known:
        return _("This sign-in was begun elsewhere, or long ago. Begin it again.")
    if error == AuthError.CANCELLED:
        return _("You did not sign in at %(provider)s.") % told
    return _("%(provider)s could not be asked, or did not answer as it should.") % told


def _refused(request: HttpRequest, sign_on: SignOn, words: str, status: HTTPStatus) -> HttpResponse:
    context = {"sign_on": sign_on, "words": words}
    return render_page(request, PAGE, context, status=status)
