"""Looking at an approved spec again: another day, nothing to change, and what is due soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from reviews.forms import ReasonForm
from reviews.views.frame import Frame, frame_or_404
from reviews.views.review import show_wrong
from specs import access
from specs import actions as spec_actions
from specs.domain.reviewing_again import NEAR
from specs.review_days import due_again
from specs.views.frame import manage_or_403

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest

MOST = 20


class LookForm(ReasonForm):
    """What somebody found who looked again, and at which revision."""

    revision = forms.IntegerField()


class DayForm(LookForm):
    """Another day, and why."""

    on = forms.DateField(
        error_messages={
            "required": gettext_lazy("Say by which day it is looked at again."),
            "invalid": gettext_lazy("Not a date. Write year, month and day, like 2026-03-02."),
        }
    )


@login_required
@require_POST
def set_review_day(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Choose another day."""
    frame, form = _managed(request, spec_id), DayForm(request.POST)
    if not form.is_valid():
        return show_wrong(request, frame, form, "again-day")
    said = form.cleaned_data
    try:
        spec_actions.set_review_day(
            spec=frame.reading.spec,
            revision=said["revision"],
            on=said["on"],
            why=said["reason"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return show_wrong(request, frame, form, "again-day")
    except spec_actions.NotApproved:
        return _overtaken(request, spec_id)
    day = date_format(said["on"], "j F Y")
    messages.success(request, _("To be looked at again by %(day)s.") % {"day": day})
    return _back(spec_id)


@login_required
@require_POST
def look_again(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Note that there is nothing to change."""
    frame, form = _managed(request, spec_id), LookForm(request.POST)
    if not form.is_valid():
        return show_wrong(request, frame, form, "again-seen")
    said = form.cleaned_data
    try:
        spec_actions.look_again(
            spec=frame.reading.spec,
            revision=said["revision"],
            why=said["reason"],
            by=request.user,
        )
    except spec_actions.NotApproved:
        return _overtaken(request, spec_id)
    messages.success(request, _("Noted, with your name."))
    return _back(spec_id)


@login_required
@require_safe
def again_panel(request: AuthedRequest) -> HttpResponse:
    """List this person's approved specs whose day for another look is near or over."""
    today = timezone.localdate()
    mine = access.specs_visible_to(request.user).filter(owner=request.user)
    due = mine.filter(due_again(today + NEAR)).order_by("review_again_on", "pk")
    context = {"due": list(due[:MOST]), "today": today}
    return render_page(request, "reviews/again_panel.html", context)


def _managed(request: AuthedRequest, spec_id: UUID) -> Frame:
    frame = frame_or_404(request, spec_id)
    manage_or_403(frame.reading)
    return frame


def _overtaken(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    words = _("This revision is not the approved one any more. Nothing was changed.")
    messages.error(request, words)
    return redirect("reviews:review", spec_id)


def _back(spec_id: UUID) -> HttpResponse:
    return redirect(reverse("reviews:review", args=[spec_id]) + "#again")
