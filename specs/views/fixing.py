"""One click that mends what a check found, and one that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from specs import actions
from specs.views.findings import answer_findings, refuse_findings
from specs.views.frame import reading_or_404, reading_to_edit

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest


class UndoForm(forms.Form):
    """Which fix is meant."""

    code = forms.CharField(max_length=12)
    key = forms.CharField(max_length=80)
    op_id = forms.UUIDField()


class FixForm(UndoForm):
    """Which finding is meant, and the answer that the page showed."""

    base_version = forms.IntegerField(min_value=0)


@login_required
@require_POST
def fix(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Apply the fix of a finding."""
    reading = reading_to_edit(request, spec_id)
    form = FixForm(request.POST)
    if not form.is_valid():
        return refuse_findings(request, reading, _("That fix was not understood. Try it again."))
    try:
        fixed = actions.fix_finding(spec=reading.spec, by=request.user, **form.cleaned_data)
    except (actions.NothingToFix, actions.UnknownBase):
        words = _("Somebody changed this meanwhile. The list shows how it stands now.")
        return refuse_findings(request, reading_or_404(request, spec_id), words, status=409)
    return answer_findings(request, reading_or_404(request, spec_id), fixed=fixed)


@login_required
@require_POST
def undo_fix(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Take a fix back."""
    reading = reading_to_edit(request, spec_id)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return refuse_findings(request, reading, _("That fix was not understood. Try it again."))
    try:
        actions.undo_fix(spec=reading.spec, by=request.user, **form.cleaned_data)
    except (actions.NothingToFix, actions.UnknownBase):
        words = _("What the fix wrote was changed since, so it was left as it stands.")
        return refuse_findings(request, reading_or_404(request, spec_id), words, status=409)
    return answer_findings(request, reading_or_404(request, spec_id))
