"""Preparing an amendment: what must change, why, and which values are proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import render_page
from reviews import access, actions
from reviews.amendment_forms import ENDINGS, EvidenceForm, GroundsForm, ValuesForm
from reviews.amendment_preview import preview
from reviews.amendments import Dossier, find_base
from reviews.documents import frozen
from reviews.domain.amending import Offer, Place, offers
from reviews.models import Amendment, AmendmentState
from reviews.views.frame import Frame, frame_or_404
from specs.domain.values import UNITS

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from reviews.domain.frozen import Frozen
    from specs.models import Revision

PICK = "reviews/amendment_pick.html"
GROUNDS = "reviews/amendment_grounds.html"
VALUES = "reviews/amendment_values.html"
READY = "propose"


@dataclass(frozen=True)
class Group:
    """Places that stand together in the list."""

    title: str
    offers: list[Offer]
    is_open: bool


def amendment_or_404(
    request: AuthedRequest, spec_id: UUID, amendment_id: int
) -> tuple[Frame, Amendment]:
    """Return an amendment that this person may know of, with the frame of its spec."""
    frame = frame_or_404(request, spec_id)
    found = access.amendments_visible_to(request.user).select_related(
        "base__template", "asked_by", "decided_by", "next_revision"
    )
    amendment = get_object_or_404(found, pk=amendment_id, spec=spec_id)
    amendment.spec = frame.reading.spec
    return frame, amendment


def _mine_or_403(
    request: AuthedRequest, spec_id: UUID, amendment_id: int
) -> tuple[Frame, Amendment]:
    frame, amendment = amendment_or_404(request, spec_id, amendment_id)
    if not access.can_prepare(request.user, amendment):
        raise PermissionDenied
    return frame, amendment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Pick what must change in the approved revision; one's own preparation is gone on with."""
    frame = frame_or_404(request, spec_id)
    spec, base = frame.reading.spec, find_base(frame.reading.spec)
    if base is None or not access.can_propose(request.user, spec, frozen(base).policy):
        raise PermissionDenied
    if request.method != "POST":
        mine = access.amendments_visible_to(request.user).filter(
            spec=spec, asked_by=request.user, state=AmendmentState.PREPARING
        )
        if amendment := mine.first():
            return redirect("reviews:amendment-places", spec_id, amendment.pk)
        return _pick_page(request, frame, base, _picked(request.GET.getlist("place")))
    places = _picked(request.POST.getlist("place"))
    try:
        amendment = actions.begin_amendment(spec=spec, places=places, by=request.user)
    except ValidationError as fault:
        return _pick_page(request, frame, base, places, problem=fault.messages[0], status=422)
    return redirect("reviews:amendment-grounds", spec_id, amendment.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: AuthedRequest, spec_id: UUID, amendment_id: int) -> HttpResponse:
    """Pick anew what one's own preparation is about."""
    frame, amendment = _mine_or_403(request, spec_id, amendment_id)
    if not amendment.is_preparing:
        return redirect("reviews:amendment", spec_id, amendment_id)
    base = amendment.base
    if request.method != "POST":
        held = {row.place for row in amendment.changes.all()}
        asked = _picked(request.GET.getlist("place"))
        picked = asked if "q" in request.GET else held
        return _pick_page(request, frame, base, picked, amendment=amendment)
    wanted = _picked(request.POST.getlist("place"))
    try:
        actions.pick_places(amendment=amendment, places=wanted, by=request.user)
    except ValidationError as fault:
        words = fault.messages[0]
        return _pick_page(
            request, frame, base, wanted, amendment=amendment, problem=words, status=422
        )
    return redirect("reviews:amendment-grounds", spec_id, amendment.pk)


def _picked(codes: list[str]) -> set[Place]:
    return {Place.read(code) for code in codes}


def _pick_page(
    request: AuthedRequest,
    frame: Frame,
    base: Revision,
    picked: Collection[Place],
    *,
    amendment: Amendment | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:80]
    context = frame.context(
        base=base,
        amendment=amendment,
        groups=_groups(frozen(base), picked, query.casefold()),
        picked={place.code for place in picked},
        query=query,
        problem=problem,
    )
    return render_page(request, PICK, context, fragment="offers", status=status)


def _groups(text: Frozen, picked: Collection[Place], query: str) -> list[Group]:
    """Return targets first, then limits, then each section; picked ones stay in sight."""
    groups: list[Group] = []
    targets: list[Offer] = []
    for section, found in offers(text.template, text.answers):
        kept = [
            one
            for one in found
            if one.place in picked
            or not query
            or query in f"{one.name} {one.shown} {section.heading}".casefold()
        ]
        targets += [one for one in kept if one.is_target and one.shown]
        others = [one for one in kept if not (one.is_target and one.shown)]
        if others:
            is_open = bool(query) or any(one.place in picked for one in others)
            groups.append(Group(section.heading, others, is_open))
    first = [one for one in targets if _is_first(one)]
    limits = [one for one in targets if not _is_first(one)]
    is_open = bool(query) or any(one.place in picked for one in limits)
    leading = (
        Group(_("Targets and metrics"), first, is_open=True),
        Group(_("Other limits and thresholds"), limits, is_open),
    )
    return [*(group for group in leading if group.offers), *groups]


def _is_first(one: Offer) -> bool:
    """A target of the model or of the business: what is renegotiated most."""
    return not one.place.item and one.place.key.startswith(("evaluation.", "phases.", "problem."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grounds(request: AuthedRequest, spec_id: UUID, amendment_id: int) -> HttpResponse:
    """Say why, attach what speaks for it, and say what is known."""
    frame, amendment = _mine_or_403(request, spec_id, amendment_id)
    if request.method != "POST":
        return _grounds_page(request, frame, amendment, _kept(amendment), EvidenceForm())
    form, evidence = GroundsForm(request.POST), EvidenceForm(request.POST, request.FILES)
    is_ready = form.is_valid() and (not evidence.is_begun or evidence.is_valid())
    if not is_ready:
        return _grounds_page(request, frame, amendment, form, evidence, status=422)
    try:
        if amendment.is_preparing:
            actions.write_grounds(amendment=amendment, grounds=form.grounds(), by=request.user)
        if evidence.is_begun:
            actions.add_evidence(amendment=amendment, by=request.user, **evidence.parts())
    except ValidationError as fault:
        evidence.add_error(None, fault.messages[0])
        return _grounds_page(request, frame, amendment, form, evidence, status=422)
    if request.POST.get("intent") == "add":
        return redirect("reviews:amendment-grounds", spec_id, amendment_id)
    return redirect("reviews:amendment-values", spec_id, amendment_id)


def _kept(amendment: Amendment) -> GroundsForm:
    names = ("why", "known", "known_from", "known_on", "due_on")
    return GroundsForm(initial={name: getattr(amendment, name) for name in names})


def _grounds_page(
    request: AuthedRequest,
    frame: Frame,
    amendment: Amendment,
    form: GroundsForm,
    evidence: EvidenceForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = frame.context(
        amendment=amendment,
        form=form,
        evidence_form=evidence,
        evidence=list(amendment.evidence.all()),
        endings=ENDINGS,
        dossier=Dossier(amendment),
    )
    return render_page(request, GROUNDS, context, status=status)


@login_required
@require_POST
def remove_evidence(
    request: AuthedRequest, spec_id: UUID, amendment_id: int, evidence_id: int
) -> HttpResponse:
    """Take a piece of evidence out again, before anybody was asked."""
    _frame, amendment = _mine_or_403(request, spec_id, amendment_id)
    actions.remove_evidence(amendment=amendment, evidence_id=evidence_id, by=request.user)
    return redirect("reviews:amendment-grounds", spec_id, amendment_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def values(request: AuthedRequest, spec_id: UUID, amendment_id: int) -> HttpResponse:
    """Lay wanted, reached and proposed side by side; figures follow what is typed."""
    frame, amendment = _mine_or_403(request, spec_id, amendment_id)
    dossier = Dossier(amendment)
    if request.method != "POST":
        return _values_page(request, frame, dossier, ValuesForm(dossier.entries))
    form, intent = ValuesForm(dossier.entries, request.POST), request.POST.get("intent", "look")
    if intent == "look":
        return _values_page(request, frame, dossier, form, fragment="figures")
    if not form.is_valid:
        return _values_page(request, frame, dossier, form, status=422)
    seen = request.POST.get("seen", "")
    try:
        actions.write_values(
            amendment=amendment,
            values=form.values,
            by=request.user,
            seen=int(seen) if seen.isascii() and seen.isdecimal() else 0,
        )
        if intent == READY and amendment.is_preparing:
            actions.propose_amendment(amendment=amendment, by=request.user)
    except ValidationError as fault:
        status = 409 if isinstance(fault, actions.Overtaken) else 422
        problem = fault.messages[0]
        return _values_page(request, frame, dossier, form, problem=problem, status=status)
    return _after_values(request, amendment, intent)


def _after_values(request: AuthedRequest, amendment: Amendment, intent: str) -> HttpResponse:
    if intent == READY or amendment.is_open:
        words = _("Proposed. Every role that it touches is asked for a position by mail.")
        messages.success(request, words)
        return redirect("reviews:amendment", amendment.spec_id, amendment.pk)
    messages.success(request, _("Saved. Only you see it until you propose it."))
    return redirect("reviews:amendment-values", amendment.spec_id, amendment.pk)


def _values_page(
    request: AuthedRequest,
    frame: Frame,
    dossier: Dossier,
    form: ValuesForm,
    *,
    fragment: str | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    typed = dossier.with_rows(form.rows())
    more: dict[str, Any] = {
        "amendment": dossier.amendment,
        "dossier": typed,
        "form": form,
        "preview": preview(typed, request.user),
        "units": UNITS,
        "problem": problem,
    }
    return render_page(request, VALUES, frame.context(**more), fragment=fragment, status=status)


@login_required
@require_POST
def discard(request: AuthedRequest, spec_id: UUID, amendment_id: int) -> HttpResponse:
    """Throw away what nobody else has seen."""
    _frame, amendment = _mine_or_403(request, spec_id, amendment_id)
    actions.discard_amendment(amendment=amendment, by=request.user)
    messages.success(request, _("Discarded. Nobody had been asked."))
    return redirect("reviews:amendments", spec_id)
