"""From rows to the stages that an audit PDF prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from reviews.exports.stages import GateRecord, RuleRecord, StageRecord
from reviews.models import GateDecision, GateFigure
from reviews.tracks import approved_reviews, track_of
from trail.domain.event import written_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reviews.domain.track import Held, Standing
    from reviews.models import Review
    from reviews.tracks import Track


def load_stages(review: Review) -> tuple[StageRecord, ...]:
    """Return the stages by what was approved up to this round; none before the first approval."""
    spec_id, number = review.revision.spec_id, review.revision.number
    approved = [one for one in approved_reviews(spec_id) if one.revision.number <= number]
    if not approved:
        return ()
    decisions = GateDecision.objects.filter(spec=spec_id, revision__number__lte=number)
    figures = GateFigure.objects.filter(revision__spec=spec_id, revision__number__lte=number)
    track = track_of(
        approved, list(decisions.select_related("revision")), list(figures), timezone.localdate()
    )
    return tuple(_record(track, standing) for standing in track.standings)


def _record(track: Track, standing: Standing) -> StageRecord:
    return StageRecord(
        title=standing.plan.title,
        stand=standing.stand.value,
        begun_on=_day(standing.begun_on),
        ends_on=_day(standing.ends_on),
        former_ends=tuple(_day(day) for day in standing.former_ends),
        budget=standing.plan.budget_words,
        spent=", ".join(filter(None, (standing.spent_words, standing.left_words))),
        rules=tuple(_rule(held) for held in standing.held),
        decisions=tuple(_decisions(track, standing.plan.key)),
    )


def _rule(held: Held) -> RuleRecord:
    found = held.measured
    return RuleRecord(
        rule=held.rule.measure,
        wanted=held.rule.wanted,
        measured=held.shown,
        verdict=held.verdict,
        source=found.source if found else "",
        measured_on=_day(found.measured_on if found else None),
        by=found.by if found else "",
    )


def _decisions(track: Track, stage: str) -> Iterable[GateRecord]:
    for row in track.decisions:
        if row.stage == stage:
            yield GateRecord(
                words=row.words,
                reason=row.reason,
                by=row.printed_name,
                title=row.printed_title,
                at=written_at(row.decided_at),
                revision=row.revision.number,
                known=tuple(row.rules),
            )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
