"""What Countersign decides where the sign-in library asks: nobody signs up, mail goes by rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import clear_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts import access, actions, choosing
from accounts.models import User
from accounts.sealing import seal, unseal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# What was changed, by the library's name of the mail that tells about it.
NOTICES: Final = {
    "account/email/password_changed": gettext_noop("Your password was changed"),
    "account/email/password_set": gettext_noop("Your password was set"),
    "account/email/password_reset": gettext_noop("Your password was set by a link"),
    "mfa/email/recovery_codes_generated": gettext_noop("New recovery codes were made"),
    "mfa/email/totp_activated": gettext_noop("One-time codes were switched on"),
    "mfa/email/totp_deactivated": gettext_noop("One-time codes were switched off"),
    "mfa/email/webauthn_added": gettext_noop("A passkey was added"),
    "mfa/email/webauthn_removed": gettext_noop("A passkey was removed"),
}


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the address somebody tries to sign in as; tries are counted under it."""
    tried = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(tried).strip().lower()[:255]


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators, and every mail is a row first."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "The address or the password is not right. Try again, or set a new password."
        ),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("The code is wrong or too old. Enter the newest one."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait 15 minutes."),
        "rate_limited": gettext_lazy("Too many tries. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up: one is added to an organisation."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and turn to the organisation that was looked at last."""
        super().login(request, user)
        choosing.recall(request, user)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Lead to the provider who has to come by it; a password or passkey is not enough then."""
        is_by_provider = bool((kwargs.get("signal_kwargs") or {}).get("sociallogin"))
        needed = None if is_by_provider else access.needed_sign_on(user)
        if needed is None:
            response: HttpResponse | None = super().pre_login(request, user, **kwargs)
            return response
        clear_authentication_records(request)
        words = _("%(organisation)s asks its members to sign in by %(provider)s.")
        told = {"organisation": needed.organisation.name, "provider": needed.name}
        messages.info(request, words % told)
        return redirect("accounts:sign-on-at", needed.organisation_id)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: axes counts per account and address."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail in our words; what the library would send else, is not sent."""
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            return
        if template_prefix == "account/email/password_reset_key":
            actions.queue_password_link(to=user, url=context["password_reset_url"], is_new=False)
        elif notice := NOTICES.get(template_prefix):
            actions.queue_mail(
                to=user,
                kind="security",
                subject=_(notice),
                lines=(
                    _("%(notice)s for your account at Countersign.") % {"notice": _(notice)},
                    _("If that was not you, set a new password now and tell your administrator."),
                ),
                url=reverse("accounts:account"),
                key=f"security:{uuid4()}",
            )


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of one-time codes encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("The code is wrong or too old. Enter the newest one."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt with a key made from the instance's secret."""
        return seal(text, "second-factor")

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return unseal(encrypted_text, "second-factor")
