"""What a check looks for, and whether the results of the last full run are current."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import render_page
from jobs.health import workers_seen
from specs.domain.checks import CHECKS, RULES_VERSION
from specs.models import CheckRun
from specs.views.frame import reading_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest


@login_required
@require_GET
def index(request: AuthedRequest) -> HttpResponse:
    """List every check and every attribute."""
    return render_page(request, "specs/reference.html", {"checks": CHECKS})


@login_required
@require_GET
def check(request: AuthedRequest, code: str) -> HttpResponse:
    """Show the page of one check."""
    found = next((known for known in CHECKS if known.code == code), None)
    if found is None:
        raise Http404
    family = [known for known in CHECKS if known.code[:3] == code[:3]]
    context = {"check": found, "family": family}
    return render_page(request, "specs/check.html", context)


@login_required
@require_GET
def check_note(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Say when all checks last ran over this spec, and whether that is what stands here now."""
    reading = reading_or_404(request, spec_id)
    last = (
        CheckRun.objects.filter(spec=reading.spec, status="done", rules=RULES_VERSION)
        .order_by("-content_version", "-pk")
        .first()
    )
    is_current = bool(last) and last.content_version == reading.spec.content_version
    context = {"last": last, "is_current": is_current, "workers_seen": workers_seen("checks")}
    return render_page(request, "specs/check_note.html", context)
