"""What people type about people, roles and policies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.models import Level, Organisation, StakeholderRole, User
from accounts.naming import find_all_called

MONTHS = _("Write the months as a whole number from 0 to 120.")
HIDDEN = {"Cc", "Cs"}
# Those that turn the letters after them round: a name would read as another one.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MOST_INVITED = 50
LONGEST_ADDRESS = 254
SPACE = re.compile(r"[\s,;]+")
ZONES = ("UTC", *sorted(zone for zone in available_timezones() if "/" in zone))


class OneLine(forms.CharField):
    """One line of text in NFC, without control characters."""

    def clean(self, value: Any) -> str:
        """Return the text, normalised."""
        text = unicodedata.normalize("NFC", super().clean(value))
        if any(unicodedata.category(c) in HIDDEN or c in TURNING for c in text):
            raise forms.ValidationError(_("There is a control character in it. Type it again."))
        return text


class InviteForm(forms.Form):
    """Addresses to invite, and as what."""

    emails = forms.CharField(
        label=_("Mail addresses"),
        max_length=10_000,
        help_text=_("One or up to 50, one a line or with commas between."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the address that the person reads.")},
    )
    level = forms.TypedChoiceField(
        label=_("Level"), choices=Level, coerce=Level, initial=Level.MEMBER
    )
    roles = forms.MultipleChoiceField(
        label=_("Signs by default as"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the roles in the list.")},
    )

    def __init__(
        self,
        *args: Any,
        own: Level | None,
        roles: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = level_choices(own)  # type: ignore[attr-defined]
        self.fields["roles"].choices = list(roles)  # type: ignore[attr-defined]

    def clean_emails(self) -> list[str]:
        """Return each address once, in small letters; name every one that is none."""
        text = unicodedata.normalize("NFC", self.cleaned_data["emails"])
        emails = list(dict.fromkeys(word.strip("<>").lower() for word in SPACE.split(text) if word))
        if len(emails) > MOST_INVITED:
            words = _("These are %(count)s addresses. Invite up to %(most)s at once.")
            raise forms.ValidationError(words % {"count": len(emails), "most": MOST_INVITED})
        wrong = [email for email in emails if not _is_address(email)]
        if wrong or not emails:
            words = _("Not a mail address: %(wrong)s. Write it like sam.ortiz@example.com.")
            raise forms.ValidationError(words % {"wrong": ", ".join(wrong) or text.strip()})
        return emails

    def clean(self) -> dict[str, Any]:
        """Refuse roles for those who may not sign."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("roles") and cleaned.get("level") in (Level.AUDITOR, Level.GUEST):
            words = _("Auditors and guests do not sign. Choose another level, or no role.")
            self.add_error("roles", words)
        return cleaned


class JoinForm(forms.Form):
    """A new account for the address that an invitation is bound to."""

    name = OneLine(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name as it is printed on a sign-off.")},
    )
    title = OneLine(
        label=_("Job title"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
        initial="UTC",
        help_text=_("Times are shown in it, and a sign-off prints it beside UTC."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        help_text=_("At least eight characters. A sentence is easier to keep than a riddle."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is easily guessed, also from name and address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class LevelForm(forms.Form):
    """Another level for a member."""

    level = forms.TypedChoiceField(label=_("Level"), choices=Level, coerce=Level)


class RoleForm(forms.Form):
    """A role of the organisation's own."""

    label = OneLine(
        label=_("Name of the role"),
        max_length=80,
        error_messages={"required": _("Say what somebody signs as.")},
    )
    cares_about = forms.CharField(
        label=_("What it cares about, one thing a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    block_prompt = OneLine(
        label=_("The question that it answers before signing"),
        max_length=300,
        error_messages={"required": _("Ask what would make this role block the launch.")},
    )

    def clean_cares_about(self) -> list[str]:
        """Return one entry a line."""
        text = unicodedata.normalize("NFC", self.cleaned_data["cares_about"])
        return [line.strip() for line in text.splitlines() if line.strip()]


class HoldersForm(forms.Form):
    """Who signs for one role by default; that nobody does is said, not left out."""

    users = forms.ModelMultipleChoiceField(
        label=_("Signs by default"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Only members of the organisation can hold a role."),
            "invalid_pk_value": _("Only members of the organisation can hold a role."),
            "invalid_list": _("Only members of the organisation can hold a role."),
        },
    )
    more = forms.CharField(label=_("Add people"), required=False, max_length=2000)
    nobody = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, organisation: Organisation, role: StakeholderRole, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{role.key}_%s"
        self.fields["users"].queryset = access.possible_signers(organisation)  # type: ignore[attr-defined]

    def clean_more(self) -> list[User]:
        """Return who is named in words."""
        return find_all_called(self.fields["users"].queryset, self.cleaned_data["more"])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a form that names nobody without saying so."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["users"] = [*(cleaned.get("users") or ()), *cleaned.pop("more", ())]
        if cleaned.get("nobody"):
            cleaned["users"] = []
        elif not self.errors and not cleaned.get("users"):
            words = _("Tick at least one person, or say that nobody signs by default.")
            self.add_error("users", words)
        return cleaned


class PolicyForm(forms.Form):
    """What holds for every spec of the organisation."""

    demand_all_sign_again = forms.TypedChoiceField(
        label=_("When the next revision is submitted"),
        choices=[("yes", _("every role signs again")), ("no", _("sign-offs are carried over"))],
        coerce=lambda chosen: chosen == "yes",
        error_messages={
            "required": _("Choose whether sign-offs are carried over or every role signs again."),
            "invalid_choice": _("Choose one of the two."),
        },
    )
    editorial_days = forms.IntegerField(
        label=_("Days to object to a change of wording"),
        min_value=0,
        max_value=60,
        required=False,
        error_messages={
            "invalid": _("Write the days as a whole number from 0 to 60."),
            "min_value": _("Write the days as a whole number from 0 to 60."),
            "max_value": _("Write the days as a whole number from 0 to 60."),
        },
    )

    def clean_editorial_days(self) -> int:
        """No number means that a change of wording lets a sign-off lapse."""
        return self.cleaned_data["editorial_days"] or 0


class FactorForm(forms.Form):
    """Of whom an organisation asks a second factor."""

    signers = forms.BooleanField(required=False)
    managers = forms.BooleanField(required=False)
    sent = forms.BooleanField(error_messages={"required": _("Choose of whom it is asked.")})

    def clean(self) -> dict[str, Any]:
        """Return the two answers only: a form that was not sent whole says nothing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned.pop("sent", None)
        return cleaned


class SeparationForm(forms.Form):
    """What an organisation keeps apart when its revisions are signed."""

    one_role_each = forms.BooleanField(required=False)
    writers_apart = forms.BooleanField(required=False)
    sent = forms.BooleanField(error_messages={"required": _("Choose what is kept apart.")})

    def clean(self) -> dict[str, Any]:
        """Return the two answers only: a form that was not sent whole says nothing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned.pop("sent", None)
        return cleaned


class ReviewAgainForm(forms.Form):
    """After how many months an organisation looks at an approved spec again."""

    months = forms.IntegerField(
        min_value=0,
        max_value=120,
        error_messages={
            "required": MONTHS,
            "invalid": MONTHS,
            "min_value": MONTHS,
            "max_value": MONTHS,
        },
    )


class ProfileForm(forms.Form):
    """How a person is called and where they read the clock."""

    name = OneLine(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Type your name as it is printed on a sign-off.")},
    )
    title = OneLine(label=_("Job title"), max_length=120, required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
        help_text=_("Times are shown in it, and a sign-off prints it beside UTC."),
    )


def level_choices(own: Level | None) -> list[tuple[str, str]]:
    """Return the levels on which somebody on one level may put people."""
    return [(level.value, str(level.label)) for level in Level if access.may_give(own, level)]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except forms.ValidationError:
        return False
    return len(text) <= LONGEST_ADDRESS
