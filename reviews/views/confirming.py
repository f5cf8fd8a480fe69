"""Confirming a signature at the provider of one's organisation: there and back to the sign page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from accounts.access import confirming_sign_on
from accounts.single_sign_on.discovery import Unfit
from accounts.single_sign_on.provider import SignOnProvider
from reviews.views.breaking_glass import glass_or_404, glass_purpose
from reviews.views.signing import purpose_of, slot_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from accounts.models import SignOn


def lead_to_provider(
    request: AuthedRequest, sign_on: SignOn, back: str, purpose: dict[str, str]
) -> HttpResponse:
    """Lead to the provider for one purpose, or back with what is wrong with it."""
    try:
        provider = SignOnProvider(request, sign_on)
        return provider.leave(request, back_to=f"{back}#identity", fresh_for=purpose)
    except Unfit as error:
        messages.error(request, str(error))
    except RequestException:
        words = _("%(provider)s cannot be asked now. What you typed is kept.")
        messages.error(request, words % {"provider": sign_on.name})
    return redirect(back)


@login_required
@never_cache
@require_safe
def confirm(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Lead to the provider, which asks anew who it is; what was typed waits in the browser."""
    frame, review, row = slot_or_404(request, spec_id, role)
    sign_on = confirming_sign_on(request.user, frame.reading.spec.organisation_id)
    if sign_on is None:
        raise Http404
    back = reverse("reviews:sign", args=[spec_id, role]) + row.query
    return lead_to_provider(request, sign_on, back, purpose_of(review, row.slot.role))


@login_required
@never_cache
@require_safe
def confirm_break_glass(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Lead an administrator to the provider who lets a review pass without a role."""
    frame, review, slot = glass_or_404(request, spec_id, role)
    sign_on = confirming_sign_on(request.user, frame.reading.spec.organisation_id)
    if sign_on is None:
        raise Http404
    back = reverse("reviews:break-glass", args=[spec_id, role])
    return lead_to_provider(request, sign_on, back, glass_purpose(review, slot.role))
