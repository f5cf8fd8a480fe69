"""Stages of a project: what was measured, and who decided that one passed, missed or ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import notify
from reviews import access
from reviews.domain.track import Figure, Move, Ruling, Stand
from reviews.domain.words import listed
from reviews.models import GateDecision, GateFigure, StageClock
from reviews.tracks import load_track
from specs.models import Spec, State
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from reviews.domain.track import Standing
    from reviews.tracks import Track
    from trail.domain.event import Json

KINDS = {
    Move.PASSED: Kind.GATE_PASSED,
    Move.MISSED: Kind.GATE_MISSED,
    Move.EXTENDED: Kind.GATE_EXTENDED,
    Move.STOPPED: Kind.GATE_STOPPED,
}
NO_DAY = "no fixed day"
WOUND_AT_ONCE = 100


class StageMovedOn(Exception):
    """Somebody decided, or another revision was approved, since the page was read."""


@transaction.atomic
def note_figures(
    *,
    spec: Spec,
    stage: str,
    revision: int,
    figures: Sequence[Figure],
    source: str,
    measured_on: date,
    by: User,
) -> list[GateFigure]:
    """Add what was measured for the rules of a stage, and what it has spent so far."""
    spec, track, standing = _lock(spec, stage, revision)
    if not access.can_note_gates(by, spec, track.text.policy):
        raise PermissionDenied
    if not standing.is_open:
        raise StageMovedOn
    rows = []
    for figure in figures:
        rule = standing.plan.rule(figure.key)
        if rule is None and figure.key != standing.plan.budget_key:
            raise StageMovedOn
        label = rule.measure if rule else _("Spent")
        row = GateFigure.objects.create(
            revision=track.review.revision,
            stage=stage,
            key=figure.key,
            label=label,
            value=figure.value,
            says_met=figure.says_met,
            source=source,
            measured_on=measured_on,
            by=by,
            printed_name=by.name,
            printed_title=by.title,
        )
        rows.append(row)
        unit = standing.plan.currency if rule is None else rule.unit
        _record_figure(spec, standing, row, unit, by)
    return rows


@transaction.atomic
def decide_gate(*, spec: Spec, stage: str, ruling: Ruling, by: User) -> GateDecision:
    """Record what is decided about a stage, by whom, and on what it was based."""
    spec, track, standing = _lock(spec, stage, ruling.revision)
    if not access.can_decide_gates(by, spec, track.text.policy):
        raise PermissionDenied
    if standing.turns != ruling.turn or ruling.move not in standing.moves:
        raise StageMovedOn
    although = standing.objections if ruling.move is Move.PASSED else ()
    _refuse(ruling, although)
    decision = GateDecision.objects.create(
        spec=spec,
        revision=track.review.revision,
        stage=stage,
        turn=standing.turns + 1,
        move=ruling.move.value,
        reason=ruling.reason,
        although=listed(although),
        ended_on=standing.ends_on,
        ends_on=ruling.ends_on if ruling.move is Move.EXTENDED else None,
        rules=_snapshot(standing),
        budget=standing.plan.budget_words,
        spent=standing.spent_words,
        by=by,
        printed_name=by.name,
        printed_title=by.title,
        decided_at=timezone.now(),
    )
    _record_decision(spec, standing, decision, by)
    wind_clock(spec)
    return decision


def _refuse(ruling: Ruling, although: Sequence[str]) -> None:
    """Raise ValidationError where something is missing that the decision needs."""
    if ruling.move is not Move.PASSED and not ruling.reason.strip():
        raise ValidationError({"reason": _("Say why. The reason stays on record.")})
    if although and not ruling.reason.strip():
        words = _("Not every rule is met: %(rules)s. Say why it passes all the same.")
        raise ValidationError({"reason": words % {"rules": listed(although)}})
    if ruling.move is Move.EXTENDED:
        if ruling.ends_on is None:
            raise ValidationError({"ends_on": _("Say on which day it ends now.")})
        if ruling.ends_on <= timezone.localdate():
            raise ValidationError({"ends_on": _("Choose a day that is still to come.")})


def _lock(spec: Spec, stage: str, revision: int) -> tuple[Spec, Track, Standing]:
    """Hold the spec, and read how its stages stand; another revision than was read is refused."""
    held = Spec.objects.lock(spec.pk)
    track = load_track(held.pk)
    if track is None:
        raise PermissionDenied
    standing = track.standing(stage)
    if standing is None or track.text.number != revision:
        raise StageMovedOn
    return held, track, standing


def _snapshot(standing: Standing) -> list[dict[str, Json]]:
    return [
        {
            "rule": one.rule.measure,
            "wanted": one.rule.wanted,
            "measured": one.shown,
            "verdict": one.verdict,
            "source": one.measured.source if one.measured else "",
            "measured_on": one.measured.measured_on.isoformat() if one.measured else "",
        }
        for one in standing.held
    ]


def _record_figure(spec: Spec, standing: Standing, row: GateFigure, unit: str, by: User) -> None:
    verdict = {True: _("met"), False: _("not met"), None: ""}[row.says_met]
    shown = " ".join(filter(None, (row.value, unit, f"({verdict})" if verdict else "")))
    append(
        chain=spec.chain,
        kind=Kind.GATE_MEASURED,
        by=by.as_actor(),
        object=row.key,
        facts={
            "stage": standing.plan.title,
            "label": row.label,
            "figure": shown,
            "source": row.source,
            "measured_on": row.measured_on.isoformat(),
            "title": row.printed_title,
        },
    )


def _record_decision(spec: Spec, standing: Standing, decision: GateDecision, by: User) -> None:
    append(
        chain=spec.chain,
        kind=KINDS[Move(decision.move)],
        by=by.as_actor(),
        object=f"stage {decision.stage}",
        reason=decision.reason,
        facts={
            "stage": standing.plan.title,
            "revision": decision.revision.number,
            "turn": decision.turn,
            "although": decision.although,
            "taken_up": "yes" if standing.stand is Stand.STOPPED else "",
            "reopened": "yes" if standing.stand is Stand.PASSED else "",
            "from": standing.ends_on.isoformat() if standing.ends_on else NO_DAY,
            "to": decision.ends_on.isoformat() if decision.ends_on else "",
            "rules": decision.rules,
            "budget": decision.budget,
            "spent": decision.spent,
            "title": decision.printed_title,
        },
    )


def wind_clock(spec: Spec) -> None:
    """Keep which stage goes on and when it ends where lists and mails look; holds no truth."""
    track = load_track(spec.pk)
    running = track.current if track else None
    StageClock.objects.update_or_create(
        spec=spec,
        defaults={
            "stage": running.plan.key if running else "",
            "ends_on": running.ends_on if running else None,
        },
    )


def tell_overdue() -> int:
    """Tell owners and product managers of stages whose end has passed, once for each end."""
    unwound = Spec.objects.filter(state=State.APPROVED, stage_clock=None).order_by("pk")
    for spec in unwound[:WOUND_AT_ONCE]:  # approved before there were clocks
        wind_clock(spec)
    due = StageClock.objects.overdue(timezone.localdate())
    return sum(_tell(spec_id) for spec_id in list(due.values_list("spec", flat=True)))


@transaction.atomic
def _tell(spec_id: UUID) -> int:
    spec = Spec.objects.lock(spec_id)
    clock = StageClock.objects.overdue(timezone.localdate()).filter(spec=spec).first()
    track = load_track(spec_id)
    standing = track.current if track else None
    if clock is None or track is None or standing is None or clock.ends_on is None:
        return 0
    words = {"title": spec.title, "stage": standing.plan.title}
    for person in access.gate_deciders(spec, track.text.policy):
        notify(
            to=person,
            kind="stage_over",
            subject=_("The time for the %(stage)s of “%(title)s” is over") % words,
            lines=(
                _("It was to end on %(day)s, and nobody has decided.")
                % {"day": clock.ends_on.isoformat()},
                _("Say whether it passed, missed, goes on until another day, or stops."),
            ),
            url=reverse("reviews:gates", args=[spec.pk]) + f"#{standing.plan.key}",
            key=f"stage_over:{spec.pk}:{standing.plan.key}:{clock.ends_on}:{person.pk}",
            chain=spec.chain,
            organisation=spec.organisation_id,
        )
    clock.told_for = clock.ends_on
    clock.save(update_fields=["told_for"])
    return 1
