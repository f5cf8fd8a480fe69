"""Answers to look at again after what they rest on changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from specs import access, actions
from specs.domain.values import Invalid, clean_text
from specs.suspects import find_to_look_at
from specs.views.frame import reading_or_404, spec_context

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.documents import Reading

PAGE = "specs/look_again.html"


class StillRightForm(forms.Form):
    """Why an answer is still right."""

    reason = forms.CharField(
        max_length=2000,
        error_messages={
            "required": gettext_lazy("Say why it is still right. The reason stays on record.")
        },
    )

    def clean_reason(self) -> str:
        """Return the text as it is stored."""
        try:
            return clean_text(self.cleaned_data["reason"])
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error


@login_required
@require_safe
def look_again(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """List what is to be looked at again: on a page, or for a panel of another one."""
    return _page(request, reading_or_404(request, spec_id))


@login_required
@require_POST
def still_right(request: AuthedRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Say with a reason that an answer is still right."""
    reading = reading_or_404(request, spec_id)
    if not access.can_look_again(request.user, reading.spec):
        raise PermissionDenied
    form = StillRightForm(request.POST)
    if not form.is_valid():
        return _page(request, reading, status=422, wrong=form, wrong_key=key)
    try:
        actions.clear_suspect(
            spec=reading.spec,
            key=key,
            seen=read_seen(request.POST.getlist("seen")),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except actions.SeenOther:
        words = _("What it rests on changed again, or somebody looked meanwhile. Look once more.")
        form.add_error("reason", words)
        return _page(request, reading, status=409, wrong=form, wrong_key=key)
    messages.success(request, _("Noted: it is still right."))
    return redirect("specs:look-again", spec_id)


def read_seen(pairs: list[str]) -> dict[str, int]:
    """Return the versions that stood on the page, by key; what makes no sense is left out."""
    found = {}
    for pair in pairs:
        key, _is, number = pair.rpartition("=")
        if number.isascii() and number.isdecimal() and len(number) < 10:
            found[key] = int(number)
    return found


def _page(
    request: AuthedRequest, reading: Reading, *, status: int = 200, **more: Any
) -> HttpResponse:
    marks = find_to_look_at(reading.spec)
    section = request.GET.get("section", "")
    here = [mark for mark in marks if mark.section.key == section] if section else marks
    context = spec_context(
        reading,
        marks=marks,
        here=here,
        here_section=section,
        may_clear=access.can_look_again(request.user, reading.spec),
        **{"wrong": None, "wrong_key": "", **more},
    )
    return render_page(request, PAGE, context, fragment="panel", status=status)
