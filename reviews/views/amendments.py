"""Amendments of a spec: the list, one of them with its positions, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from reviews import access, actions
from reviews.amendment_forms import PositionForm, RulingForm
from reviews.amendment_preview import preview
from reviews.amendments import Dossier, find_base, load_amendments
from reviews.documents import frozen
from reviews.exports.store import path_of
from reviews.forms import ReasonForm
from reviews.models import AmendmentState, EvidenceSort, Stance
from reviews.views.amending import amendment_or_404
from reviews.views.frame import Frame, frame_or_404
from specs import actions as spec_actions
from specs.views.frame import manage_or_403

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form

    from accounts.http import AuthedRequest
    from reviews.models import Amendment

LIST = "reviews/amendments.html"
PAGE = "reviews/amendment.html"


@login_required
@require_safe
def amendments(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """List what was proposed to change after it was approved."""
    frame = frame_or_404(request, spec_id)
    spec = frame.reading.spec
    rows = load_amendments(spec, asked_by=request.user.pk)
    base = find_base(spec)
    context = frame.context(
        dossiers=[Dossier(row) for row in rows],
        base=base,
        may_propose=base is not None
        and access.can_propose(request.user, spec, frozen(base).policy),
        is_one_open=any(row.is_open for row in rows),
    )
    return render_page(request, LIST, context)


@login_required
@require_safe
def amendment(request: AuthedRequest, spec_id: UUID, amendment_id: int) -> HttpResponse:
    """Show one amendment: what would change, who says what, and how it ended."""
    frame, found = amendment_or_404(request, spec_id, amendment_id)
    if found.is_preparing:
        return redirect("reviews:amendment-values", spec_id, amendment_id)
    return _page(request, frame, found)


def _page(
    request: AuthedRequest,
    frame: Frame,
    found: Amendment,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    dossier, spec = Dossier(found), frame.reading.spec
    may_decide = access.can_decide(request.user, found)
    mine = [
        voice
        for voice in dossier.voices
        if found.is_open and access.can_sign(request.user, spec, voice.slot)
    ]
    ahead = preview(dossier, request.user) if may_decide else None
    reasons: dict[str, str] = more.pop("reasons", {})
    warnings = ahead.warnings if ahead else ()
    context = frame.context(
        amendment=found,
        dossier=dossier,
        mine=mine,
        speaks_first=any(voice.is_missing for voice in mine),
        warned=[(one, reasons.get(f"{one.code} {one.key}", "")) for one in warnings],
        stances=Stance.choices,
        may_decide=may_decide,
        may_change=found.is_open and access.can_prepare(request.user, found),
        may_reopen=may_decide and frame.reading.can_write,
        may_take=access.can_take_evidence(request.user, spec),
        preview=ahead,
        evidence=list(found.evidence.select_related("added_by")),
        **{"wrong": None, "wrong_about": "", "problem": "", **more},
    )
    return render_page(request, PAGE, context, status=status)


@login_required
@require_POST
def position(request: AuthedRequest, spec_id: UUID, amendment_id: int) -> HttpResponse:
    """Say as one role what one thinks of it."""
    frame, found = amendment_or_404(request, spec_id, amendment_id)
    role = request.POST.get("role", "")
    slot = next((slot for slot in Dossier(found).slots if slot.role == role), None)
    if slot is None or not access.can_sign(request.user, frame.reading.spec, slot):
        raise PermissionDenied
    form = PositionForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, found, status=422, wrong=form, wrong_about=role)
    said = form.cleaned_data
    try:
        given = actions.give_position(
            amendment=found,
            role=role,
            stance=Stance(said["stance"]),
            reason=said["reason"],
            seen=said["seen"],
            by=request.user,
        )
    except ValidationError as fault:
        frame, found = amendment_or_404(request, spec_id, amendment_id)
        return _faulty(request, frame, found, fault, form, role)
    words = _("Noted as %(role)s: %(stance)s.")
    named = {"role": given.role_label, "stance": str(given.get_stance_display()).lower()}
    messages.success(request, words % named)
    return redirect("reviews:amendment", spec_id, amendment_id)


def _faulty(
    request: AuthedRequest,
    frame: Frame,
    found: Amendment,
    fault: ValidationError,
    form: Form,
    about: str,
    **more: Any,
) -> HttpResponse:
    """Show the page again with what was typed, and say what came in between."""
    status = 409 if isinstance(fault, actions.Overtaken) else 422
    words = fault.messages[0]
    return _page(
        request, frame, found, status=status, wrong=form, wrong_about=about, problem=words, **more
    )


@login_required
@require_POST
def decide(request: AuthedRequest, spec_id: UUID, amendment_id: int) -> HttpResponse:
    """End an amendment: accept it, ask for more data, take a new scope, or stop."""
    frame, found = amendment_or_404(request, spec_id, amendment_id)
    manage_or_403(frame.reading)
    form = RulingForm(request.POST)
    waivers = _waivers(request)
    typed = {f"{one.code} {one.key}": one.reason for one in waivers}
    if not form.is_valid():
        more = {"wrong": form, "wrong_about": "ruling", "reasons": typed}
        return _page(request, frame, found, status=422, **more)
    said = form.cleaned_data
    ruling = actions.Ruling(
        why=said["why"],
        seen=said["seen"],
        without_waiting=said["without_waiting"],
        waivers=waivers,
        due_on=said["due_on"],
    )
    try:
        return _end(request, found, ruling, said)
    except ValidationError as fault:
        frame, found = amendment_or_404(request, spec_id, amendment_id)
        return _faulty(request, frame, found, fault, form, "ruling", reasons=typed)
    except (spec_actions.NotReady, actions.NobodySigns) as fault:
        more = {"wrong": form, "wrong_about": "ruling", "reasons": typed}
        more["problem"] = _not_ready(fault)
        return _page(request, frame, found, status=409, **more)


def _end(
    request: AuthedRequest, found: Amendment, ruling: actions.Ruling, said: dict[str, Any]
) -> HttpResponse:
    how = AmendmentState(said["how"])
    if how == AmendmentState.ACCEPTED:
        review = actions.accept_amendment(amendment=found, ruling=ruling, by=request.user)
        words = _("Accepted. Revision %(number)s is in review; the roles that it touches sign.")
        messages.success(request, words % {"number": review.revision.number})
        return redirect("reviews:review", found.spec_id)
    actions.end_amendment(
        amendment=found, how=how, ruling=ruling, by=request.user, reopen=said["reopen"]
    )
    messages.success(request, _("Ended: %(how)s.") % {"how": str(how.label).lower()})
    return redirect("reviews:amendment", found.spec_id, found.pk)


def _waivers(request: AuthedRequest) -> list[spec_actions.Accepted]:
    """Return the reasons that were typed for warnings, by code and key."""
    found = []
    for name, text in request.POST.items():
        if name.startswith("waive ") and isinstance(text, str) and text.strip():
            code, _space, key = name.removeprefix("waive ").partition(" ")
            found.append(spec_actions.Accepted(code[:12], key[:80], text.strip()[:4000]))
    return found


def _not_ready(fault: spec_actions.NotReady | actions.NobodySigns) -> str:
    """Say what stands in the way of accepting, in words."""
    if isinstance(fault, actions.NobodySigns):
        labels = ", ".join(slot.label for slot in fault.slots)
        return _("Nobody, or too few people, sign as %(roles)s. Name more first.") % {
            "roles": labels
        }
    said = [f"{one.message} {one.fix} ({one.code})" for one in fault.blockers]
    said += [f"{one.message} ({one.code})" for one in fault.unwaived]
    said += [f"{one.failure_mode}: {one.why}" for one in fault.risks]
    if fault.conflicts:
        said.append(_("Two texts of one field wait to be settled."))
    return _("Nothing was accepted. %(said)s") % {"said": " ".join(said)}


@login_required
@require_POST
def withdraw_amendment(request: AuthedRequest, spec_id: UUID, amendment_id: int) -> HttpResponse:
    """Take back what one proposed oneself."""
    frame, found = amendment_or_404(request, spec_id, amendment_id)
    if found.asked_by_id != request.user.pk:
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, found, status=422, wrong=form, wrong_about="withdraw")
    try:
        actions.withdraw_amendment(
            amendment=found, why=form.cleaned_data["reason"], by=request.user
        )
    except actions.Overtaken as fault:
        frame, found = amendment_or_404(request, spec_id, amendment_id)
        return _faulty(request, frame, found, fault, form, "withdraw")
    messages.success(request, _("Withdrawn. What was said to it stays on record."))
    return redirect("reviews:amendment", spec_id, amendment_id)


@login_required
@require_safe
def evidence_file(
    request: AuthedRequest, spec_id: UUID, amendment_id: int, evidence_id: int
) -> FileResponse:
    """Hand out a file that was attached; it is never shown as a page of ours."""
    frame, found = amendment_or_404(request, spec_id, amendment_id)
    if not access.can_take_evidence(request.user, frame.reading.spec):
        raise Http404
    evidence = get_object_or_404(found.evidence, pk=evidence_id, sort=EvidenceSort.FILE)
    place = path_of(evidence.content_hash, "evidence")
    if not place.exists():
        raise Http404
    response = FileResponse(
        place.open("rb"),
        as_attachment=True,
        filename=evidence.file_name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
