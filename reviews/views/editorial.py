"""Saying of a change of wording that it is one, or objecting to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews import actions
from reviews.forms import ReasonForm
from reviews.views.frame import asked_for, frame_or_404
from reviews.views.review import show_wrong

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest


@login_required
@require_POST
def accept_edit(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Have no objection: the sign-off stays."""
    frame = frame_or_404(request, spec_id)
    actions.accept_edit(
        spec=frame.reading.spec, role=role, by=request.user, person=asked_for(request)
    )
    messages.success(request, _("Noted. The sign-off stays."))
    return redirect("reviews:review", spec_id)


@login_required
@require_POST
def object_to_edit(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Object: the sign-off lapses, and the role is asked to sign."""
    frame = frame_or_404(request, spec_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_wrong(request, frame, form, f"edit {role}")
    reason = form.cleaned_data["reason"]
    actions.object_to_edit(
        spec=frame.reading.spec,
        role=role,
        reason=reason,
        by=request.user,
        person=asked_for(request),
    )
    messages.success(request, _("The sign-off lapsed. Read the revision and decide anew."))
    return redirect("reviews:review", spec_id)
