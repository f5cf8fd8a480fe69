"""Whom somebody may ask once more on the page of a review, and when each was asked last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews.actions.nudging import REST
from reviews.models import Nudge

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.domain.policy import Signer
    from reviews.standings import Matrix, RoleStanding, Standing


@dataclass(frozen=True)
class Nudging:
    """One person that a seat waits for, and the last time somebody nudged them in this review."""

    signer: Signer
    last: Nudge | None

    @property
    def is_recent(self) -> bool:
        """Nudged within a day: they are left in peace."""
        return self.last is not None and timezone.now() - self.last.nudged_at < REST


def with_nudges(matrix: Matrix, by: User) -> Matrix:
    """Return the matrix with whom this person may nudge in each seat that waits; one query."""
    last: dict[str, Nudge] = {}
    for sent in Nudge.objects.filter(review=matrix.review).select_related("by").order_by("pk"):
        last[str(sent.person_id)] = sent
    stages = tuple(
        replace(stage, roles=tuple(_role(role, last, by) for role in stage.roles))
        for stage in matrix.stages
    )
    return replace(matrix, stages=stages)


def _role(role: RoleStanding, last: dict[str, Nudge], by: User) -> RoleStanding:
    return replace(role, rows=tuple(_row(row, last, by) for row in role.rows))


def _row(row: Standing, last: dict[str, Nudge], by: User) -> Standing:
    if row.since is None:
        return row
    waited_for = [signer for signer in row.asked if signer.id != str(by.pk)]
    return replace(row, nudges=tuple(Nudging(one, last.get(one.id)) for one in waited_for))
