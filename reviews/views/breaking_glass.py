"""Break-glass of one role: asked for by one administrator, confirmed by another."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import confirming_sign_on, needed_sign_on
from accounts.coming_back import to_set_up
from accounts.http import render_page
from accounts.single_sign_on.proof import find_confirmed
from reviews import access, actions
from reviews.actions.proving import has_passkey, needs_code
from reviews.decisions import Proof
from reviews.forms import LONGEST, Words
from reviews.models import BreakGlass, Outcome
from reviews.views.frame import reviewed_or_404
from reviews.views.signing import lacks_factor, passkey_at, proof_of, purpose_of

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from reviews.domain.policy import Slot
    from reviews.models import Review
    from reviews.views.frame import Frame

PAGE = "reviews/break_glass.html"
WHY = _("Say why the role cannot sign in time. It is printed in the audit PDF.")


class BreakGlassForm(forms.Form):
    """Why a role is passed over, and who says so."""

    intent = forms.ChoiceField(choices=[("ask", ""), ("confirm", ""), ("take_back", "")])
    reason = Words()
    content_hash = forms.CharField(max_length=64, required=False)
    nonce = forms.UUIDField(required=False)
    password = forms.CharField(required=False, strip=False, max_length=LONGEST)
    code = forms.CharField(required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        """Ask for what the step needs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("intent") == "ask" and not cleaned.get("reason"):
            self.add_error("reason", WHY)
        if cleaned.get("intent") != "take_back" and not cleaned.get("nonce"):
            self.add_error(None, _("This page was sent without its number. Load it anew."))
        return cleaned


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Show what passing over a role means, and take what one of two administrators says."""
    frame, review, slot = glass_or_404(request, spec_id, role)
    if review.outcome != Outcome.OPEN or role in review.opened_roles:
        messages.info(request, _("There is nothing to open now."))
        return redirect("reviews:review", spec_id)
    if lacks_factor(request, review):
        return to_set_up(request.path)
    if request.method != "POST":
        return _page(request, frame, review, slot, BreakGlassForm())
    form = BreakGlassForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, review, slot, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _take(request, frame, review, slot, form)


def glass_or_404(request: AuthedRequest, spec_id: UUID, role: str) -> tuple[Frame, Review, Slot]:
    """Return the round and the role that an administrator may let it pass without."""
    frame, review, matrix = reviewed_or_404(request, spec_id)
    slot = next((one.slot for one in matrix.roles if one.slot.role == role), None)
    if slot is None:
        raise Http404
    if not access.can_break_glass(request.user, frame.reading.spec, slot):
        raise PermissionDenied
    return frame, review, slot


def glass_purpose(review: Review, role: str) -> dict[str, str]:
    """Return what a fresh sign-in at the provider is asked for: this, and no signature."""
    return {**purpose_of(review, role), "what": "break-glass"}


def _take(
    request: AuthedRequest, frame: Frame, review: Review, slot: Slot, form: BreakGlassForm
) -> HttpResponse:
    spec, sent = frame.reading.spec, form.cleaned_data
    if sent["intent"] == "take_back":
        actions.take_back_break_glass(spec=spec, role=slot.role, by=request.user)
        messages.success(request, _("Taken back. The review waits for the role."))
        return redirect("reviews:review", spec.pk)
    typed = Proof(password=sent["password"], code=sent["code"])
    proof = proof_of(request, typed, glass_purpose(review, slot.role))
    shown = actions.Shown(sent["content_hash"], sent["nonce"], proof)
    if sent["intent"] == "ask":
        outcome = actions.ask_to_break_glass(
            spec=spec, role=slot.role, reason=sent["reason"], shown=shown, by=request.user
        )
        words = _("Asked. Another administrator has 24 hours to confirm it.")
    else:
        outcome = actions.confirm_break_glass(
            spec=spec, role=slot.role, shown=shown, by=request.user
        )
        words = _("Opened. The review does not wait for this role any more.")
    if isinstance(outcome, BreakGlass):
        messages.success(request, words)
        return redirect("reviews:review", spec.pk)
    status = HTTPStatus.CONFLICT if outcome.is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, frame, review, slot, form, status, refusal=outcome)


def _page(
    request: AuthedRequest,
    frame: Frame,
    review: Review,
    slot: Slot,
    form: BreakGlassForm,
    status: int = HTTPStatus.OK,
    refusal: actions.Refusal | None = None,
) -> HttpResponse:
    glass = BreakGlass.objects.pending().filter(review=review, role=slot.role).first()
    context = frame.context(
        slot=slot,
        form=form,
        glass=glass,
        is_own=glass is not None and glass.asked_by_id == request.user.pk,
        refusal=refusal,
        nonce=actions.give_nonce(review=review, role=slot.role, to=request.user),
        needs_code=needs_code(request.user),
        has_passkey=has_passkey(request.user),
        passkey_at=passkey_at(request),
        sign_on=confirming_sign_on(request.user, review.revision.spec.organisation_id),
        confirmed=find_confirmed(request, glass_purpose(review, slot.role)),
        asks_password=request.user.has_usable_password() and needed_sign_on(request.user) is None,
    )
    return render_page(request, PAGE, context, status=status)
