"""The stages of the demo's approved spec: the PoC passed, the MVP goes on a little longer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews import actions
from reviews.domain.track import Figure, Move, Ruling
from reviews.management.demo.pacing import Story, ago
from reviews.tracks import load_track

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage
    from specs.models import Spec

LIMITS = "evaluation.satisficing"


def pass_poc(stage: Stage, spec: Spec, days: int) -> Story:
    """Measure the proof of concept, and decide that it passed."""
    yield ago(days, 11, 20)
    proof = (Figure("phases.poc_threshold", "0.82"), Figure("phases.poc_budget", "84500"))
    actions.note_figures(
        spec=spec,
        stage="poc",
        revision=1,
        figures=proof,
        source="Offline test on three months, run 31",
        measured_on=timezone.localdate(),
        by=stage.signer("data_scientist"),
    )
    yield ago(days - 1, 16, 10)
    ruling = Ruling(Move.PASSED, 0, 1)
    actions.decide_gate(spec=spec, stage="poc", ruling=ruling, by=stage.signer("product_manager"))


def extend_mvp(stage: Stage, spec: Spec, days: int) -> Story:
    """Measure the MVP halfway, and give it six more weeks."""
    yield ago(days, 10, 30)
    track = load_track(spec.pk)
    mvp = track.standing("mvp") if track else None
    if mvp is None or mvp.ends_on is None:
        return
    limits = [held.rule.key for held in mvp.held if held.rule.key.startswith(LIMITS)]
    first = (Figure("phases.mvp_threshold", "0.80"), Figure("phases.mvp_budget", "212000"))
    actions.note_figures(
        spec=spec,
        stage="mvp",
        revision=2,
        figures=(*first, *(Figure(key, "0.38") for key in limits[:1])),
        source="Shadow run beside the rules, week 5",
        measured_on=timezone.localdate(),
        by=stage.signer("data_scientist"),
    )
    yield ago(days - 2, 15, 50)
    why = "The labels of gift cards came six weeks late; F1 is 0.02 short of the gate."
    until = max(mvp.ends_on, timezone.localdate()) + timedelta(weeks=6)
    ruling = Ruling(Move.EXTENDED, 0, 2, why, until)
    actions.decide_gate(spec=spec, stage="mvp", ruling=ruling, by=stage.signer("product_manager"))
