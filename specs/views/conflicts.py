"""Two texts that could not be merged: which one stands?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from specs import actions
from specs.domain.values.text import Invalid
from specs.forms import STALE, WordedForm, read_answer, read_cells
from specs.models import Conflict
from specs.views.frame import reading_or_404, reading_to_edit
from specs.views.write import attribute_or_404, field_reply, refuse

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.domain.attribute import Attribute, Json


class SettleForm(WordedForm):
    """Which text stands: theirs, mine, or a third that is posted beside it."""

    op_id = forms.UUIDField(error_messages={"required": STALE, "invalid": STALE})
    outcome = forms.ChoiceField(
        choices=[("theirs", ""), ("mine", ""), ("third", "")],
        error_messages={"required": _("Choose one version or write a third.")},
    )


@login_required
@require_safe
def next_conflict(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Go to the field with the oldest open conflict."""
    reading = reading_or_404(request, spec_id)
    for key, _item in reading.open_conflicts:
        response = redirect("specs:write-section", spec_id, reading.template.section_of[key])
        response["Location"] += f"#field-{reading.template.attributes[key].html_id}"
        return response
    return redirect("specs:write", spec_id)


@login_required
@require_POST
def settle_conflict(request: AuthedRequest, spec_id: UUID, conflict_id: UUID) -> HttpResponse:
    """Let one text stand; the others stay among the versions."""
    reading = reading_to_edit(request, spec_id)
    conflict = get_object_or_404(Conflict, spec=reading.spec, pk=conflict_id)
    attribute = attribute_or_404(reading, conflict.key)
    try:
        chosen = SettleForm(request.POST).checked()
        outcome = chosen["outcome"]
        value = _third(request, attribute) if outcome == "third" else conflict.mine
    except Invalid as problem:
        return refuse(request, reading, attribute, problem)
    before = reading.evaluated
    actions.settle_conflict(
        conflict=conflict,
        outcome=outcome,
        value=value,
        op_id=chosen["op_id"],
        by=request.user,
    )
    return field_reply(request, reading_or_404(request, spec_id), attribute, before)


def _third(request: AuthedRequest, attribute: Attribute) -> Json:
    if attribute.kind.has_items:
        return read_cells(attribute, request.POST)
    return read_answer(attribute, request.POST)
