"""The stages of the demo's approved spec: the PoC passed, the MVP goes on a little longer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews import actions
from reviews.domain.track import Figure, Move, Ruling
from reviews.tracks import load_track

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage
    from specs.models import Spec

LIMITS = "evaluation.satisficing"


def tell_stages(stage: Stage, spec: Spec) -> None:
    """Measure and pass the PoC; measure the MVP and give it more time."""
    scientist, manager = stage.signer("data_scientist"), stage.signer("product_manager")
    today = timezone.localdate()
    proof = (Figure("phases.poc_threshold", "0.82"), Figure("phases.poc_budget", "84500"))
    actions.note_figures(
        spec=spec,
        stage="poc",
        revision=1,
        figures=proof,
        source="Offline test on three months, run 31",
        measured_on=today,
        by=scientist,
    )
    actions.decide_gate(spec=spec, stage="poc", ruling=Ruling(Move.PASSED, 0, 1), by=manager)
    track = load_track(spec.pk)
    mvp = track.standing("mvp") if track else None
    if mvp is None or mvp.ends_on is None:
        return
    limits = [held.rule.key for held in mvp.held if held.rule.key.startswith(LIMITS)]
    first = (Figure("phases.mvp_threshold", "0.80"), Figure("phases.mvp_budget", "212000"))
    actions.note_figures(
        spec=spec,
        stage="mvp",
        revision=1,
        figures=(*first, *(Figure(key, "0.38") for key in limits[:1])),
        source="Shadow run beside the rules, week 5",
        measured_on=today,
        by=scientist,
    )
    ruling = Ruling(
        Move.EXTENDED,
        0,
        1,
        "The labels of gift cards came six weeks late; F1 is 0.10 short of the gate.",
        mvp.ends_on + timedelta(weeks=6),
    )
    actions.decide_gate(spec=spec, stage="mvp", ruling=ruling, by=manager)
