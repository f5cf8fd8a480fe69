"""Whom to invite to one spec as a guest, and for how long."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from accounts.forms import OneLine
from specs.actions.guests import DAYS, USUAL_DAYS


class GuestForm(forms.Form):
    """Somebody to let read one spec."""

    email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        error_messages={
            "required": gettext_lazy("Type the address that this person reads."),
            "invalid": gettext_lazy("Not a mail address. Write it like sam.ortiz@example.com."),
        },
    )
    name = OneLine(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Type the name that stands at their comments.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long"),
        choices=[(days, gettext_lazy("%(days)s days") % {"days": days}) for days in DAYS],
        coerce=int,
        initial=USUAL_DAYS,
    )
