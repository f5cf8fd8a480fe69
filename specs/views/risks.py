"""The risk register: table and heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import render_page
from specs.views.frame import reading_or_404, spec_context

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest


@login_required
@require_GET
def risks(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the risks."""
    reading = reading_or_404(request, spec_id)
    return render_page(request, "specs/risks.html", spec_context(reading))


@login_required
@require_GET
def register_csv(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Send the register as a file for a spreadsheet."""
    reading_or_404(request, spec_id)
    return HttpResponse(b"", content_type="text/csv; charset=utf-8")
