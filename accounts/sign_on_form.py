"""What an administrator types about the organisation's provider."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions import SignOnWish
from accounts.forms import SPACE, OneLine
from accounts.single_sign_on.fetching import is_safe

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import SignOn

DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+\Z")
MOST_DOMAINS = 50
WELL_KNOWN = "/.well-known/openid-configuration"


class SignOnForm(forms.Form):
    """The provider, what it may do, and whether it is switched on."""

    name = OneLine(
        label=_("What your people call the provider"),
        max_length=80,
        help_text=_("It stands on the button: “Go on to …”."),
        error_messages={"required": _("Give it the name that your people know.")},
    )
    issuer = OneLine(
        label=_("Address of the provider (issuer)"),
        max_length=300,
        help_text=_("As the provider gives it, like https://login.example.com/realms/work."),
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
        error_messages={"required": _("Copy it from the provider's page about this application.")},
    )
    client_id = OneLine(
        label=_("Client ID"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Copy it from the provider's page about this application.")},
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=1000,
        required=False,
        help_text=_("It is kept encrypted and never shown again. Leave it empty to keep it."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=_("Mail domains of your people"),
        max_length=10_000,
        help_text=_("One a line. An owner or administrator has to read mail in each of them."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Name at least one: only its addresses are let in.")},
    )
    is_active = forms.BooleanField(label=_("Switched on"), required=False)
    is_required = forms.BooleanField(label=_("Required of members"), required=False)
    makes_members = forms.BooleanField(label=_("Makes members"), required=False)

    def __init__(self, data: QueryDict | None, *, sign_on: SignOn | None) -> None:
        initial: dict[str, Any] = {}
        if sign_on is not None:
            names = ("name", "issuer", "client_id", "is_active", "is_required", "makes_members")
            initial = {name: getattr(sign_on, name) for name in names}
            initial["domains"] = "\n".join(domain.name for domain in sign_on.domains.all())
        super().__init__(data, initial=initial)

    def clean_issuer(self) -> str:
        """Return the issuer; the address of its document is a common slip."""
        issuer: str = self.cleaned_data["issuer"].strip().removesuffix(WELL_KNOWN)
        if not is_safe(issuer) or "?" in issuer or "#" in issuer:
            raise forms.ValidationError(
                _("Not an address that can be asked. It begins with https:// and holds no ? or #.")
            )
        return issuer

    def clean_domains(self) -> tuple[str, ...]:
        """Return each domain once, in small letters."""
        words = [word.removeprefix("@") for word in SPACE.split(self.cleaned_data["domains"])]
        domains = tuple(dict.fromkeys(word.lower().rstrip(".") for word in words if word))
        wrong = [domain for domain in domains if not DOMAIN.match(domain)]
        if wrong or not domains:
            told = _("Not a mail domain: %(wrong)s. Write it like example.com.")
            raise forms.ValidationError(told % {"wrong": ", ".join(wrong)[:200]})
        if len(domains) > MOST_DOMAINS:
            raise forms.ValidationError(_("Name up to %(most)s.") % {"most": MOST_DOMAINS})
        return domains

    def clean(self) -> dict[str, Any]:
        """Refuse to require what is switched off."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_required") and not cleaned.get("is_active"):
            self.add_error("is_required", _("Switch it on before you require it."))
        return cleaned

    def wish(self) -> SignOnWish:
        """Return it as the action takes it."""
        return SignOnWish(**self.cleaned_data)
