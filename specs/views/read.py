"""The document as it will be printed."""

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
def read(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the document."""
    reading = reading_or_404(request, spec_id)
    return render_page(request, "specs/read.html", spec_context(reading))
