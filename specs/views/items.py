"""Rows of tables, checklists and rubrics on the write page."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import render_page
from accounts.templatetags.ui import clock
from specs import actions
from specs.domain.values.text import Invalid
from specs.forms import (
    STALE,
    WordedForm,
    build_field,
    build_frame,
    offered_rows,
    read_cells,
    read_save,
)
from specs.models import Conflict, Item
from specs.views.frame import reading_or_404, reading_to_edit
from specs.views.write import (
    PAGE,
    attribute_or_404,
    changed_around,
    field_reply,
    put_field,
    redirect_to_field,
    section_context,
    section_of,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import QueryDict

    from accounts.http import AuthedRequest
    from specs.documents import Evaluated, Reading
    from specs.domain.attribute import Attribute, Json


class MoveForm(WordedForm):
    """Where a row goes: before another one, or to the end."""

    op_id = forms.UUIDField(error_messages={"required": STALE, "invalid": STALE})
    before = forms.UUIDField(required=False)


@login_required
@require_POST
def save_item(request: AuthedRequest, spec_id: UUID, key: str, item_id: UUID) -> HttpResponse:
    """Save one row; an id that is new makes the row."""
    reading, attribute = find_rows(request, spec_id, key)
    try:
        cells = read_cells(attribute, request.POST)
        row = read_row(attribute, request.POST)
        save = read_save(request.POST)
        outcome = actions.save_item(
            spec=reading.spec,
            attribute=attribute,
            item_id=item_id,
            row=row,
            cells=cells,
            by=request.user,
            **save,
        )
    except Invalid as problem:
        return _refuse(request, reading, attribute, item_id, problem)
    except actions.UnknownBase:
        return _refuse(request, reading, attribute, item_id, Invalid(str(STALE)))
    except ValidationError as error:
        return _refuse(request, reading, attribute, item_id, Invalid(error.messages[0]))
    return _saved(request, reading, attribute, item_id, outcome)


def read_row(attribute: Attribute, posted: QueryDict) -> str:
    """Return the key of the fixed row that is saved, if it is one; raises Invalid in words."""
    row = posted.get("row", "")
    if row and attribute.line(row) is None:
        raise Invalid(str(STALE))
    return row


def _saved(
    request: AuthedRequest,
    reading: Reading,
    attribute: Attribute,
    item_id: UUID,
    outcome: Item | Conflict,
) -> HttpResponse:
    before, fresh = reading.evaluated, reading_or_404(request, reading.spec.pk)
    if isinstance(outcome, Conflict):
        return field_reply(request, fresh, attribute, before, status=409, holding=str(item_id))
    if not request.htmx:
        return redirect_to_field(fresh, attribute, str(outcome.pk))
    if outcome.version > _base(request) + 1:
        return field_reply(request, fresh, attribute, before, holding=str(outcome.pk))
    item = fresh.template.items[attribute.key]
    context = {
        "spec": fresh.spec,
        "field": build_frame(item, fresh, holding=str(item_id)),
        "row": {"id": item_id, "version": outcome.version},
        "saved_at": clock(outcome.updated_at),
        **changed_around(fresh, attribute, before),
    }
    return render_page(request, PAGE, context, fragment="row-saved")


def _base(request: AuthedRequest) -> int:
    return int(request.POST["base_version"])


def _refuse(
    request: AuthedRequest,
    reading: Reading,
    attribute: Attribute,
    item_id: UUID,
    problem: Invalid,
) -> HttpResponse:
    if request.htmx:
        part = {"error": problem.message, "part": problem.part}
        return render_page(request, PAGE, part, fragment="row-refused", status=422)
    item = reading.template.items[attribute.key]
    field = build_field(item, reading, holding=str(item_id))
    field.error = problem.message
    row = next((row for row in field.rows if row.id == str(item_id)), None)
    for cell in row.cells if row else ():
        cell.text = request.POST.get(cell.column.key, cell.text)
    context = section_context(reading, section_of(reading, attribute))
    put_field(context, field)
    return render_page(request, PAGE, context, status=422)


@login_required
@require_POST
def add_item(request: AuthedRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Add an empty row, for a browser without script."""
    reading, attribute = find_rows(request, spec_id, key)
    if not attribute.takes_rows:
        raise Http404
    item_id = uuid.uuid4()
    actions.save_item(
        spec=reading.spec,
        attribute=attribute,
        item_id=item_id,
        cells={},
        base_version=0,
        op_id=uuid.uuid4(),
        by=request.user,
    )
    return _whole(request, reading, attribute, holding=item_id)


@login_required
@require_POST
def offer_rows(request: AuthedRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Add the rows that the catalogue offers for this table."""
    reading, attribute = find_rows(request, spec_id, key)
    if not offered_rows(attribute):
        raise Http404
    try:
        op_id = MoveForm(request.POST).checked()["op_id"]
    except Invalid as problem:
        return refuse_field(request, reading, attribute, problem)
    rows = plain_rows([dict(row) for row in offered_rows(attribute)])
    return write_rows(request, reading, attribute, rows, op_id)


def write_rows(
    request: AuthedRequest,
    reading: Reading,
    attribute: Attribute,
    rows: list[actions.Pasted],
    op_id: UUID,
    holding: UUID | None = None,
) -> HttpResponse:
    """Write several rows at once, and return the page of the table on which they begin."""
    try:
        actions.paste_rows(
            spec=reading.spec, attribute=attribute, rows=rows, op_id=op_id, by=request.user
        )
    except ValidationError as error:
        return refuse_field(request, reading, attribute, Invalid(error.messages[0]))
    return _whole(request, reading, attribute, holding=holding)


def plain_rows(plain: Json) -> list[actions.Pasted]:
    """Return rows in the catalogue's plain form as rows to write."""
    if isinstance(plain, dict):  # a checklist
        return [actions.Pasted(None, k, v) for k, v in plain.items() if isinstance(v, dict)]
    rows = plain if isinstance(plain, list) else []
    found = [dict(row) for row in rows if isinstance(row, dict)]
    return [actions.Pasted(None, str(row.pop("row", "")), row) for row in found]


def refuse_field(
    request: AuthedRequest, reading: Reading, attribute: Attribute, problem: Invalid
) -> HttpResponse:
    field = build_field(reading.template.items[attribute.key], reading)
    field.error = problem.message
    if request.htmx:
        part = {"spec": reading.spec, "field": field}
        return render_page(request, PAGE, part, fragment="field-refused", status=422)
    context = section_context(reading, section_of(reading, attribute))
    put_field(context, field)
    return render_page(request, PAGE, context, status=422)


@login_required
@require_POST
def move_item(request: AuthedRequest, spec_id: UUID, key: str, item_id: UUID) -> HttpResponse:
    """Put a row before another one, or at the end."""
    reading, attribute = find_rows(request, spec_id, key)
    try:
        move = MoveForm(request.POST).checked()
        actions.move_item(spec=reading.spec, item_id=item_id, by=request.user, **move)
    except Invalid as problem:
        return refuse_field(request, reading, attribute, problem)
    except Item.DoesNotExist as error:
        raise Http404 from error
    return _whole(request, reading, attribute, holding=item_id)


@login_required
@require_POST
def delete_item(request: AuthedRequest, spec_id: UUID, key: str, item_id: UUID) -> HttpResponse:
    """Delete a row, and offer to undo it."""
    reading, attribute = find_rows(request, spec_id, key)
    try:
        save = read_save(request.POST)
        item = actions.delete_item(spec=reading.spec, item_id=item_id, by=request.user, **save)
    except Invalid as problem:
        return refuse_field(request, reading, attribute, problem)
    except actions.UnknownBase:
        return field_reply(
            request,
            reading,
            attribute,
            reading.evaluated,
            status=409 if request.htmx else 200,
            notice=_("Somebody changed this row meanwhile, so it was not deleted. Look again."),
        )
    except Item.DoesNotExist as error:
        raise Http404 from error
    return _whole(request, reading, attribute, deleted=item)


@login_required
@require_POST
def restore_item(request: AuthedRequest, spec_id: UUID, key: str, item_id: UUID) -> HttpResponse:
    """Bring a deleted row back."""
    reading, attribute = find_rows(request, spec_id, key)
    try:
        op_id = MoveForm(request.POST).checked()["op_id"]
        actions.restore_item(spec=reading.spec, item_id=item_id, op_id=op_id, by=request.user)
    except Invalid as problem:
        return refuse_field(request, reading, attribute, problem)
    except Item.DoesNotExist as error:
        raise Http404 from error
    return _whole(request, reading, attribute, holding=item_id)


def find_rows(request: AuthedRequest, spec_id: UUID, key: str) -> tuple[Reading, Attribute]:
    reading = reading_to_edit(request, spec_id)
    attribute = attribute_or_404(reading, key)
    if not attribute.kind.has_items:
        raise Http404
    return reading, attribute


def _whole(
    request: AuthedRequest,
    reading: Reading,
    attribute: Attribute,
    deleted: Item | None = None,
    holding: UUID | None = None,
) -> HttpResponse:
    """Return the page of the table that holds a row, else the one that the browser shows."""
    before: Evaluated = reading.evaluated
    fresh = reading_or_404(request, reading.spec.pk)
    row = str(holding or "")
    return field_reply(request, fresh, attribute, before, deleted=deleted, holding=row)
