"""Panels that pages of lower apps load by URL: to sign, sign-offs beside the text, reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import render_page
from reviews.documents import load_forecast, load_policy
from reviews.to_position import load_to_position
from reviews.to_settle import load_sent_back, load_to_accept
from reviews.to_sign import load_carried, load_owed, load_to_sign, load_waiting_for_others
from reviews.views.frame import frame_or_404
from specs.access import templates_usable_in
from specs.actions.freezing import section_hashes

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest


@login_required
@require_safe
def to_sign_panel(request: AuthedRequest) -> HttpResponse:
    """List what waits for this person's signature, oldest first, and what waits for others."""
    to_sign = load_to_sign(request.user)
    context = {
        "to_sign": to_sign,
        "over": sum(one.is_over for one in to_sign),
        "waiting": load_waiting_for_others(request.user),
        "owed": load_owed(request.user),
        "to_accept": load_to_accept(request.user),
        "sent_back": load_sent_back(request.user),
        "carried": load_carried(request.user),
        "to_position": load_to_position(request.user),
        "today": timezone.localdate(),
    }
    return render_page(request, "reviews/to_sign_panel.html", context)


@login_required
@require_safe
def sign_offs_panel(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show how each role stands, for the side of the document."""
    frame = frame_or_404(request, spec_id)
    return render_page(request, "reviews/sign_offs_panel.html", frame.context())


@login_required
@require_safe
def template_panel(request: AuthedRequest, spec_id: UUID, template_id: int) -> HttpResponse:
    """Say which sign-offs would lapse if the spec were written by another template."""
    frame = frame_or_404(request, spec_id)
    spec = frame.reading.spec
    usable = templates_usable_in(spec.organisation_id)
    template = get_object_or_404(usable, pk=template_id).template
    hashes = section_hashes(template, frame.reading.contents.stored())
    context = frame.context(
        forecast=load_forecast(spec, load_policy(spec, template), hashes, template),
        template_title=template.title,
        template_id=template_id,
    )
    return render_page(request, "reviews/template_panel.html", context, fragment="panel")
