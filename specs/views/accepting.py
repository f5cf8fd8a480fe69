"""Accepting a risk by name, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.http import render_page
from specs import actions
from specs.models import Item, RiskAcceptance
from specs.views.frame import reading_or_404
from specs.views.risks import PAGE, may_accept, register_context, register_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading


class AcceptForm(forms.Form):
    """Why a risk may stand, and until when."""

    seen = forms.CharField(max_length=64)
    reason = forms.CharField(
        max_length=2000,
        error_messages={"required": _("Say why the risk may stand. Signers read it.")},
    )
    expires_on = forms.DateField(
        error_messages={
            "required": _("Say until when. An accepted risk is looked at again by then."),
            "invalid": _("Write the day as 2026-11-30."),
        }
    )

    def words(self) -> str:
        """Return what is wrong, for the reader."""
        return " ".join(str(e) for errors in self.errors.values() for e in errors)


def reading_to_accept(request: AuthedRequest, spec_id: UUID) -> Reading:
    """Return a spec whose risks this person may accept; else a 404 or a 403."""
    reading = reading_or_404(request, spec_id)
    if not may_accept(reading):
        raise PermissionDenied
    return reading


@login_required
@require_POST
def accept_risk(request: AuthedRequest, spec_id: UUID, item_id: UUID) -> HttpResponse:
    """Accept one risk with a reason until a day."""
    reading = reading_to_accept(request, spec_id)
    form = AcceptForm(request.POST)
    problem = "" if form.is_valid() else form.words()
    if not problem:
        try:
            actions.accept_risk(
                spec=reading.spec, item_id=item_id, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            problem = error.messages[0]
        except Item.DoesNotExist as error:
            raise Http404 from error
    if not problem:
        return redirect(f"{reverse('specs:risks', args=[spec_id])}#risk-{item_id}")
    fresh = reading_or_404(request, spec_id)
    context = register_context(request, fresh, register_or_404(fresh))
    context["refused"] = {
        "item": str(item_id),
        "words": problem,
        "reason": request.POST.get("reason", ""),
        "expires_on": request.POST.get("expires_on", ""),
    }
    return render_page(request, PAGE, context, status=422)


@login_required
@require_POST
def withdraw_acceptance(request: AuthedRequest, spec_id: UUID, acceptance_id: int) -> HttpResponse:
    """Take an acceptance back."""
    reading = reading_to_accept(request, spec_id)
    acceptance = get_object_or_404(RiskAcceptance, spec=reading.spec, pk=acceptance_id)
    actions.withdraw_acceptance(acceptance=acceptance, by=request.user)
    return redirect(f"{reverse('specs:risks', args=[spec_id])}#risk-{acceptance.item_id}")
