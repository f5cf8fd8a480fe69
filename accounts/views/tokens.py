"""One's personal tokens: made, shown once, revoked."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, actions, choosing
from accounts.forms import OneLine
from accounts.http import AuthedRequest, render_page
from accounts.models import Organisation

DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("A year")))


class TokenForm(forms.Form):
    """What a token is for, where it works, and for how long."""

    name = OneLine(
        label=_("What it is for"),
        max_length=80,
        error_messages={"required": _("Name the program or the machine that uses it.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    days = forms.TypedChoiceField(label=_("It works for"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, *args: Any, request: AuthedRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = access.organisations_visible_to(request.user)
        self.fields["organisation"].queryset = seen  # type: ignore[attr-defined]
        self.fields["organisation"].initial = choosing.chosen_id(request)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: AuthedRequest) -> HttpResponse:
    """List one's tokens, and make one, which is shown on this one page only."""
    form = TokenForm(request.POST if request.method == "POST" else None, request=request)
    made = ""
    if form.is_valid():
        try:
            _token, made = actions.make_token(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = TokenForm(request=request)
    context = {"form": form, "made": made, "tokens": access.tokens_of(request.user)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render_page(request, "accounts/tokens.html", context, status=status)


@login_required
@require_POST
def revoke_token(request: AuthedRequest, token_id: int) -> HttpResponse:
    """Let a token open nothing any more."""
    token = get_object_or_404(access.tokens_of(request.user), pk=token_id)
    actions.revoke_token(token=token, by=request.user)
    words = _("Revoked. Whoever uses “%(name)s” gets no answer any more.")
    messages.success(request, words % {"name": token.name})
    return redirect("accounts:tokens")
