"""The tray: pieces of an imported file that found no place, and the ways to give them one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from specs import actions
from specs.domain.values.text import Invalid, clean_text
from specs.forms import STALE, WordedForm
from specs.models import Conflict, LoosePiece
from specs.views.frame import reading_or_404, reading_to_edit, spec_context
from specs.views.write import attribute_or_404, redirect_to_field

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading

PAGE = "specs/to_place.html"
MOST_TEXT = 300_000
ADD = "add"
SHOWN = 40


class PlaceForm(WordedForm):
    """Where a piece goes, in which words, and whether what stands there stays."""

    op_id = forms.UUIDField(error_messages={"required": STALE, "invalid": STALE})
    key = forms.CharField(error_messages={"required": "Choose a field."})
    text = forms.CharField(
        strip=False, max_length=MOST_TEXT, error_messages={"required": "There is nothing to place."}
    )
    how = forms.ChoiceField(choices=[(ADD, ADD), ("replace", "replace")])


@dataclass
class Piece:
    """A piece as the page shows it."""

    row: LoosePiece
    text: str
    key: str
    op_id: uuid.UUID
    error: str = ""


@login_required
@require_safe
def to_place(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show what waits for a place, and what was settled."""
    return _page(request, reading_or_404(request, spec_id))


@login_required
@require_POST
def place(request: AuthedRequest, spec_id: UUID, piece_id: int) -> HttpResponse:
    """Put a piece into a field."""
    reading = reading_to_edit(request, spec_id)
    piece = _piece_or_404(reading, piece_id)
    try:
        chosen = PlaceForm(request.POST).checked()
        attribute = attribute_or_404(reading, chosen["key"])
        outcome = actions.place_piece(
            spec=reading.spec,
            piece_id=piece.pk,
            attribute=attribute,
            text=clean_text(chosen["text"]),
            is_added=chosen["how"] == ADD,
            op_id=chosen["op_id"],
            by=request.user,
        )
    except (Invalid, actions.DoesNotFit) as problem:
        return _page(request, reading, refused=piece.pk, problem=str(problem))
    if isinstance(outcome, Conflict):
        return redirect_to_field(reading, attribute)
    messages.success(request, _("Placed in “%(title)s”.") % {"title": attribute.title})
    return redirect("specs:to-place", spec_id)


@login_required
@require_POST
def dismiss(request: AuthedRequest, spec_id: UUID, piece_id: int) -> HttpResponse:
    """Put a piece aside."""
    reading = reading_to_edit(request, spec_id)
    piece = _piece_or_404(reading, piece_id)
    actions.dismiss_piece(spec=reading.spec, piece_id=piece.pk, by=request.user)
    messages.success(request, _("Dismissed. It is kept below, and can be brought back."))
    return redirect("specs:to-place", spec_id)


@login_required
@require_POST
def restore(request: AuthedRequest, spec_id: UUID, piece_id: int) -> HttpResponse:
    """Bring a piece back."""
    reading = reading_to_edit(request, spec_id)
    piece = _piece_or_404(reading, piece_id)
    actions.restore_piece(spec=reading.spec, piece_id=piece.pk, by=request.user)
    return redirect("specs:to-place", spec_id)


def _piece_or_404(reading: Reading, piece_id: int) -> LoosePiece:
    piece = LoosePiece.objects.filter(spec=reading.spec, pk=piece_id).first()
    if piece is None:
        raise Http404
    return piece


def _page(
    request: AuthedRequest, reading: Reading, *, refused: int = 0, problem: str = ""
) -> HttpResponse:
    rows = list(LoosePiece.objects.filter(spec=reading.spec).select_related("settled_by"))
    titles = {key: a.title for key, a in reading.template.attributes.items()}
    open_rows = [row for row in rows if row.outcome == "open"]
    shown = [row for at, row in enumerate(open_rows) if at < SHOWN or row.pk == refused]
    waiting = [Piece(row, row.text, "", uuid.uuid4()) for row in shown]
    for piece in waiting:
        if piece.row.pk == refused:
            piece.error, piece.key = problem, request.POST.get("key", "")
            piece.text = request.POST.get("text", piece.text)
    context = spec_context(
        reading,
        pieces=waiting,
        more=len(open_rows) - len(waiting),
        settled=[(row, titles.get(row.key, "")) for row in rows if row.outcome != "open"],
        sections=reading.template.sections,
        may_edit=reading.can_edit,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render_page(request, PAGE, context, fragment="panel", status=status)
