"""The handbook: asking for the reference as one file to print, and taking it home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import render_page
from jobs.health import workers_away
from jobs.models import JobStatus
from reviews import actions
from reviews.exports.store import path_of
from reviews.models import Handbook

if TYPE_CHECKING:
    from accounts.http import AuthedRequest

PAGE = "reviews/handbook_page.html"
FILE_NAME = "countersign-handbook.pdf"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handbook(request: AuthedRequest) -> HttpResponse:
    """Show whether the file is there, and take an order for it."""
    if request.method == "POST":
        actions.ask_for_handbook(by=request.user)
        if not request.htmx:
            return redirect("reviews:handbook")
    found = actions.find_handbook()
    under_way = found is not None and found.status in (JobStatus.WAITING, JobStatus.RUNNING)
    context = {
        "handbook": found,
        "under_way": under_way,
        "workers_away": under_way and workers_away(Handbook.queue),
    }
    return render_page(request, PAGE, context, fragment="file")


@login_required
@require_safe
def download_handbook(request: AuthedRequest) -> FileResponse:
    """Hand out the finished file, which is the same for everybody."""
    del request
    found = actions.find_handbook()
    if found is None or found.status != JobStatus.DONE or not path_of(found.file_hash).exists():
        raise Http404
    response = FileResponse(
        path_of(found.file_hash).open("rb"),
        as_attachment=True,
        filename=FILE_NAME,
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
