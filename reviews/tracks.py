"""From rows to how the stages of a spec stand, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews.documents import frozen
from reviews.domain.gates import first_rank, stages_of
from reviews.domain.track import Decided, Measured, Move, build_track, current
from reviews.models import GateDecision, GateFigure, Outcome, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from reviews.domain.frozen import Frozen
    from reviews.domain.track import Standing


@dataclass(frozen=True)
class Track:
    """The stages of a spec by the revision in force, with everything that was decided."""

    review: Review
    text: Frozen
    standings: tuple[Standing, ...]
    decisions: Sequence[GateDecision]
    figures: Sequence[GateFigure]

    @property
    def current(self) -> Standing | None:
        return current(self.standings)

    def standing(self, stage: str) -> Standing | None:
        return next((one for one in self.standings if one.plan.key == stage), None)


def approved_reviews(spec_id: UUID) -> list[Review]:
    """Return the rounds that ended with an approval, the first one first."""
    found = Review.objects.filter(revision__spec=spec_id, outcome=Outcome.APPROVED)
    return list(
        found.select_related("revision__template", "revision__spec__owner", "opened_by").order_by(
            "revision__number"
        )
    )


def load_track(spec_id: UUID) -> Track | None:
    """Return how the stages stand today; None where no revision was approved yet."""
    approved = approved_reviews(spec_id)
    if not approved:
        return None
    decisions = list(GateDecision.objects.filter(spec=spec_id).select_related("revision"))
    figures = list(GateFigure.objects.filter(revision__spec=spec_id))
    return track_of(approved, decisions, figures, timezone.localdate())


def track_of(
    approved: Sequence[Review],
    decisions: Sequence[GateDecision],
    figures: Sequence[GateFigure],
    today: date,
) -> Track:
    """Return how the stages stand on a day, by the last of these approvals."""
    first, last = approved[0], approved[-1]
    text = frozen(last.revision)
    standings = build_track(
        stages_of(text),
        approved_on=timezone.localdate(first.closed_at) if first.closed_at else today,
        project_stage=first_rank(frozen(first.revision)),
        decisions=(_decided(row) for row in decisions),
        measured=_measured(figures),
        today=today,
    )
    return Track(last, text, standings, decisions, figures)


def _decided(row: GateDecision) -> Decided:
    return Decided(row.stage, Move(row.move), timezone.localdate(row.decided_at), row.ends_on)


def _measured(figures: Iterable[GateFigure]) -> Iterable[Measured]:
    for row in figures:
        yield Measured(
            row.key, row.value, row.source, row.measured_on, row.printed_name, row.says_met
        )
