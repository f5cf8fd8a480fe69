"""Specs whose agreed target is asked for less: still talked of, agreed, and signed again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews import actions
from reviews.domain.amending import Place
from reviews.management.demo.telling import sign
from reviews.models import SignOff, Stance

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage
    from reviews.models import Amendment, Review
    from specs.models import Spec

TARGET = "evaluation.ship_threshold"
TOUCHED = ("product_manager", "data_scientist", "legal_compliance")
WHY = "The rules engine keeps 60 ms only without the device graph, and that costs recall."


def ask_for_less(stage: Stage, spec: Spec) -> Amendment:
    """Ask for a recall of 0.66, with a file that speaks for it; one role agrees."""
    spec.refresh_from_db()
    amendment = actions.begin_amendment(spec=spec, places=[Place(TARGET)], by=stage["dana"])
    grounds = actions.Grounds(
        why=WHY,
        known="Recall of 0.67 without the device graph.",
        known_from="Replay of 500,000 payments",
        due_on=timezone.now().date() + timedelta(days=7),
    )
    actions.write_grounds(amendment=amendment, grounds=grounds, by=stage["dana"])
    row = amendment.changes.get(key=TARGET)
    values = {row.pk: actions.Value("0.67", "", "", "0.66")}
    actions.write_values(amendment=amendment, values=values, by=stage["dana"], seen=1)
    upload = actions.Upload("replay.csv", "text/csv", b"graph,recall\nwith,0.72\nwithout,0.67\n")
    actions.add_evidence(amendment=amendment, title="Replay", upload=upload, by=stage["dana"])
    actions.propose_amendment(amendment=amendment, by=stage["dana"])
    _agree(stage, amendment, TOUCHED[0])
    return amendment


def agree_to_less(stage: Stage, spec: Spec) -> Review:
    """Accept it: the next revision is in review, with every signature that it does not touch."""
    amendment = ask_for_less(stage, spec)
    for role in TOUCHED[1:]:
        _agree(stage, amendment, role)
    ruling = actions.Ruling(why="0.66 still beats the rules by 11 points.", seen=1)
    return actions.accept_amendment(amendment=amendment, ruling=ruling, by=stage["dana"])


def sign_again(stage: Stage, review: Review) -> None:
    """Let everybody sign whose signature was not carried over."""
    kept = set(SignOff.objects.standing().filter(review=review).values_list("role", flat=True))
    for role in review.revision.spec.template.template.sign_off:
        if role not in kept:
            sign(stage, review, role)


def _agree(stage: Stage, amendment: Amendment, role: str) -> None:
    actions.give_position(
        amendment=amendment,
        role=role,
        stance=Stance.AGREE,
        reason="",
        seen=amendment.version,
        by=stage.signer(role),
    )
