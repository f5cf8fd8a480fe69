"""What the tests of stand-ins have in common."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from reviews import actions
from reviews.models import StandIn
from tests.cast import Cast

TODAY = timezone.now().date()
SRE = "sre_on_call"


def name_stand_in(
    people: Cast,
    person: User,
    stand_in: User,
    *,
    by: User | None = None,
    role: str = "",
    days: tuple[int, int] = (0, 7),
) -> StandIn:
    """Let somebody stand in for some days, counted from today."""
    first, last = (TODAY + timedelta(days=number) for number in days)
    return actions.name_stand_in(
        organisation=people.meridian,
        person=person,
        stand_in=stand_in,
        from_on=first,
        until_on=last,
        role=role,
        by=by or person,
    )
