"""Exports: asking for a file, watching it being made, taking it home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import render_page
from jobs.health import workers_away, workers_seen
from jobs.models import JobStatus
from reviews import access, actions
from reviews.exports.store import path_of
from reviews.models import Export
from reviews.views.frame import Frame, frame_or_404
from specs.access import is_taker
from specs.exports.formats import FORMATS

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest

PAGE = "reviews/exports.html"
SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the files of a spec, and take an order for another."""
    frame = frame_or_404(request, spec_id)
    may_ask = access.can_export(request.user, frame.reading.spec)
    if request.method != "POST":
        return _page(request, frame, may_ask=may_ask)
    if not may_ask:
        raise PermissionDenied
    if frame.review is None:
        messages.error(request, _("There is no revision yet. Submit the spec, then export it."))
        return _page(request, frame, may_ask=may_ask, status=409)
    export = actions.ask_for_export(revision=frame.review.revision, by=request.user)
    if export.status == JobStatus.DONE:
        messages.info(request, _("Nothing changed since this file was made. Here it is."))
    if request.htmx:
        return _page(request, frame, may_ask=may_ask)
    return redirect("reviews:exports", spec_id)


def _page(
    request: AuthedRequest, frame: Frame, *, may_ask: bool, status: int = 200
) -> HttpResponse:
    rows = list(
        access.exports_visible_to(request.user)
        .filter(revision__spec=frame.reading.spec)
        .select_related("revision", "asked_by")[:SHOWN]
    )
    under_way = any(row.status in (JobStatus.WAITING, JobStatus.RUNNING) for row in rows)
    context = frame.context(
        exports=rows,
        may_ask=may_ask,
        may_take=is_taker(frame.reading.level),
        formats=FORMATS.values(),
        under_way=under_way,
        workers_away=under_way and workers_away(Export.queue),
        workers_seen=workers_seen(Export.queue) if under_way else None,
    )
    return render_page(request, PAGE, context, fragment="files", status=status)


@login_required
@require_safe
def download(request: AuthedRequest, spec_id: UUID, export_id: int) -> FileResponse:
    """Hand out a finished file under a name that says what it is."""
    visible = access.exports_visible_to(request.user).filter(revision__spec=spec_id)
    export = get_object_or_404(visible, pk=export_id, status=JobStatus.DONE)
    place = path_of(export.file_hash)
    if not place.exists():
        raise Http404
    response = FileResponse(
        place.open("rb"),
        as_attachment=True,
        filename=export.file_name,
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
