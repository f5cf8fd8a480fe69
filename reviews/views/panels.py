"""Panels that pages of lower apps load by URL: to sign, sign-offs beside the text, reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from accounts.http import render_page
from reviews.to_sign import load_to_sign, load_waiting_for_others
from reviews.views.frame import frame_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest


@login_required
@require_safe
def to_sign_panel(request: AuthedRequest) -> HttpResponse:
    """List what waits for this person's signature, oldest first, and what waits for others."""
    context = {
        "to_sign": load_to_sign(request.user),
        "waiting": load_waiting_for_others(request.user),
    }
    return render_page(request, "reviews/to_sign_panel.html", context)


@login_required
@require_safe
def sign_offs_panel(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show how each role stands, for the side of the document."""
    frame = frame_or_404(request, spec_id)
    return render_page(request, "reviews/sign_offs_panel.html", frame.context())
