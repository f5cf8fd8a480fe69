"""The stages of a project: rules, what was measured, and who decides that one passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from reviews import access, actions
from reviews.domain.track import NEAR, Move
from reviews.gate_forms import DecideForm, FigureForm, choices_of
from reviews.models import StageClock
from reviews.tracks import load_track
from reviews.views.frame import Frame, frame_or_404
from specs.access import specs_visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from reviews.domain.track import Standing
    from reviews.models import GateDecision, GateFigure
    from reviews.tracks import Track

PAGE = "reviews/gates.html"
OWNER = "phases.gate_owner"
OVERTAKEN = "Somebody decided about this stage, or another revision was approved, meanwhile."


@dataclass(frozen=True)
class StagePart:
    """One stage with its forms and all that was decided of it."""

    standing: Standing
    decisions: Sequence[GateDecision]
    figures: Sequence[GateFigure]
    choices: Sequence[tuple[str, str, str]]
    figure_form: FigureForm | None
    decide_form: DecideForm | None
    asks_to_stop: bool = False


@login_required
@require_safe
def gates(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the stages that the approved revision states, and how each stands."""
    frame = frame_or_404(request, spec_id)
    return _page(request, frame, load_track(spec_id))


@login_required
@require_POST
def note_figures(request: AuthedRequest, spec_id: UUID, stage: str) -> HttpResponse:
    """Note what was measured for the rules of a stage."""
    frame, track, standing = _stage_or_404(request, spec_id, stage)
    if not access.can_note_gates(request.user, frame.reading.spec, track.text.policy):
        raise PermissionDenied
    form = FigureForm(request.POST, standing=standing)
    if not form.is_valid():
        return _page(request, frame, track, status=422, stage=stage, figure_form=form)
    try:
        actions.note_figures(
            spec=frame.reading.spec,
            stage=stage,
            revision=form.cleaned_data["revision"],
            figures=form.figures(),
            source=form.cleaned_data["source"],
            measured_on=form.cleaned_data["measured_on"],
            by=request.user,
        )
    except actions.StageMovedOn:
        form.add_error(None, _overtaken())
        fresh = load_track(spec_id)
        return _page(request, frame, fresh, status=409, stage=stage, figure_form=form)
    messages.success(request, _("Noted."))
    return redirect(reverse("reviews:gates", args=[spec_id]) + f"#{stage}")


@login_required
@require_POST
def decide_gate(request: AuthedRequest, spec_id: UUID, stage: str) -> HttpResponse:
    """Record what is decided about a stage; stopping is asked once more in plain words."""
    frame, track, _standing = _stage_or_404(request, spec_id, stage)
    if not access.can_decide_gates(request.user, frame.reading.spec, track.text.policy):
        raise PermissionDenied
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, track, status=422, stage=stage, decide_form=form)
    ruling = form.ruling()
    is_sure = form.cleaned_data["confirmed"] or ruling.move is not Move.STOPPED
    if not is_sure and ruling.reason:
        return _page(request, frame, track, stage=stage, decide_form=form, asks_to_stop=True)
    try:
        actions.decide_gate(spec=frame.reading.spec, stage=stage, ruling=ruling, by=request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, frame, track, status=422, stage=stage, decide_form=form)
    except actions.StageMovedOn:
        form.add_error(None, _overtaken())
        fresh = load_track(spec_id)
        return _page(request, frame, fresh, status=409, stage=stage, decide_form=form)
    messages.success(request, _("Recorded, with your name."))
    return redirect(reverse("reviews:gates", args=[spec_id]) + f"#{stage}")


@login_required
@require_safe
def gates_panel(request: AuthedRequest) -> HttpResponse:
    """List the stages of this person's projects that end soon or are over."""
    soon = timezone.localdate() + timedelta(days=NEAR)
    mine = specs_visible_to(request.user).filter(owner=request.user)
    clocks = StageClock.objects.ending_by(soon).filter(spec__in=mine).select_related("spec")
    context = {"clocks": list(clocks.order_by("ends_on", "pk")[:20]), "today": timezone.localdate()}
    return render_page(request, "reviews/gates_panel.html", context)


def _overtaken() -> str:
    return _(OVERTAKEN) + " " + _("What you typed is kept. Look at the stage again.")


def _stage_or_404(
    request: AuthedRequest, spec_id: UUID, stage: str
) -> tuple[Frame, Track, Standing]:
    frame = frame_or_404(request, spec_id)
    track = load_track(spec_id)
    standing = track.standing(stage) if track else None
    if track is None or standing is None:
        raise Http404
    return frame, track, standing


def _page(
    request: AuthedRequest,
    frame: Frame,
    track: Track | None,
    *,
    status: int = 200,
    stage: str = "",
    **forms: Any,
) -> HttpResponse:
    spec, user = frame.reading.spec, request.user
    parts: list[StagePart] = []
    may_decide = may_note = False
    if track:
        may_decide = access.can_decide_gates(user, spec, track.text.policy)
        may_note = may_decide or access.can_note_gates(user, spec, track.text.policy)
        for standing in track.standings:
            own = forms if standing.plan.key == stage else {}
            parts.append(_part(track, standing, own, may_note=may_note, may_decide=may_decide))
    context = frame.context(
        track=track,
        parts=parts,
        may_decide=may_decide,
        may_note=may_note,
        gate_owner=track.text.shown(OWNER) if track else "",
        today=timezone.localdate(),
    )
    return render_page(request, PAGE, context, status=status)


def _part(
    track: Track, standing: Standing, typed: dict[str, Any], *, may_note: bool, may_decide: bool
) -> StagePart:
    key = standing.plan.key
    fresh_figures = FigureForm(None, standing=standing) if may_note and standing.is_open else None
    fresh_decision = DecideForm() if may_decide and standing.moves else None
    return StagePart(
        standing,
        [one for one in track.decisions if one.stage == key],
        [one for one in track.figures if one.stage == key],
        list(choices_of(standing)),
        typed.get("figure_form", fresh_figures),
        typed.get("decide_form", fresh_decision),
        typed.get("asks_to_stop", False),
    )
