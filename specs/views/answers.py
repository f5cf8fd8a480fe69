"""Other ways to answer a field: with the example, or with why it does not apply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from specs import actions
from specs.domain.values.text import Invalid
from specs.forms import STALE, read_answer, read_save
from specs.models import Conflict
from specs.views.frame import reading_or_404, reading_to_edit
from specs.views.items import plain_rows, write_rows
from specs.views.write import answer_saved, attribute_or_404, field_reply, refuse

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Json


@login_required
@require_POST
def not_applicable(request: AuthedRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Answer "not applicable, because …"; without a reason, take that back."""
    reading = reading_to_edit(request, spec_id)
    attribute = attribute_or_404(reading, key)
    is_undone = "answer_after_all" in request.POST
    try:
        value = None if is_undone else read_answer(attribute, request.POST)
        save = read_save(request.POST)
    except Invalid as problem:
        return refuse(request, reading, attribute, problem)
    return _save(request, reading, attribute, value, save)


@login_required
@require_POST
def insert_example(request: AuthedRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Put the catalogue's example into a field that is blank."""
    reading = reading_to_edit(request, spec_id)
    attribute = attribute_or_404(reading, key)
    try:
        save = read_save(request.POST)
    except Invalid as problem:
        return refuse(request, reading, attribute, problem)
    example = attribute.example
    if attribute.kind.has_items:
        rows = plain_rows(example)
        return write_rows(request, reading, attribute, rows, save["op_id"])
    return _save(request, reading, attribute, example, save)


def _save(
    request: AuthedRequest,
    reading: Reading,
    attribute: Attribute,
    value: Json,
    save: dict[str, Any],
) -> HttpResponse:
    before = reading.evaluated
    try:
        outcome = actions.save_answer_in(reading, attribute=attribute, value=value, **save)
    except actions.UnknownBase:
        return refuse(request, reading, attribute, Invalid(str(STALE)))
    if isinstance(outcome, Conflict):
        return answer_saved(request, reading, attribute, outcome, before)
    return field_reply(request, reading_or_404(request, reading.spec.pk), attribute, before)
