"""One click that mends what a check found, and one that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from specs import actions
from specs.domain.values.text import Invalid
from specs.forms import STALE, WordedForm, read_save
from specs.views.findings import answer_findings, refuse_findings
from specs.views.frame import reading_or_404, reading_to_edit
from specs.views.write import attribute_or_404, field_reply

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Attribute

CHANGED = gettext_lazy("Somebody changed this meanwhile. The page shows how it stands now.")
LEFT = gettext_lazy("What the fix wrote was changed since, so it was left as it stands.")


class UndoForm(forms.Form):
    """Which fix is meant."""

    code = forms.CharField(max_length=12)
    key = forms.CharField(max_length=80)
    op_id = forms.UUIDField()


class UndoFieldForm(WordedForm):
    """Which fix of a finding beside its field is meant."""

    op_id = forms.UUIDField(error_messages={"required": STALE, "invalid": STALE})


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
        return refuse_findings(request, reading_or_404(request, spec_id), str(CHANGED), status=409)
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
        return refuse_findings(request, reading_or_404(request, spec_id), str(LEFT), status=409)
    return answer_findings(request, reading_or_404(request, spec_id))


@login_required
@require_POST
def fix_field(request: AuthedRequest, spec_id: UUID, key: str, code: str) -> HttpResponse:
    """Apply the fix of a finding from beside its field."""
    reading = reading_to_edit(request, spec_id)
    attribute = attribute_or_404(reading, key)
    try:
        save = read_save(request.POST)
        fixed = actions.fix_finding(spec=reading.spec, code=code, key=key, by=request.user, **save)
    except Invalid as problem:
        return refuse_field(request, reading, attribute, problem.message, 422)
    except (actions.NothingToFix, actions.UnknownBase):
        return refuse_field(request, reading, attribute, str(CHANGED), 409)
    fresh = reading_or_404(request, spec_id)
    if not request.htmx:
        return answer_findings(request, fresh, fixed=fixed)
    if fixed.is_conflict:
        return field_reply(request, fresh, attribute, reading.evaluated, status=409)
    return field_reply(request, fresh, attribute, reading.evaluated, fixed=fixed)


@login_required
@require_POST
def undo_fix_field(request: AuthedRequest, spec_id: UUID, key: str, code: str) -> HttpResponse:
    """Take a fix back from beside its field."""
    reading = reading_to_edit(request, spec_id)
    attribute = attribute_or_404(reading, key)
    try:
        undo = UndoFieldForm(request.POST).checked()
        actions.undo_fix(spec=reading.spec, code=code, key=key, by=request.user, **undo)
    except Invalid as problem:
        return refuse_field(request, reading, attribute, problem.message, 422)
    except (actions.NothingToFix, actions.UnknownBase):
        return refuse_field(request, reading, attribute, str(LEFT), 409)
    fresh = reading_or_404(request, spec_id)
    return field_reply(request, fresh, attribute, reading.evaluated)


def refuse_field(
    request: AuthedRequest, reading: Reading, attribute: Attribute, problem: str, status: int
) -> HttpResponse:
    """Return the field as it stands, and say why nothing was changed."""
    fresh = reading_or_404(request, reading.spec.pk)
    if not request.htmx:
        return refuse_findings(request, fresh, problem, status=status)
    return field_reply(request, fresh, attribute, reading.evaluated, status=status, notice=problem)
