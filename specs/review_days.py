"""The days by which approved revisions are to be looked at again, as the trail has them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from specs.domain.reviewing_again import NO_DAY
from specs.models import State
from trail.domain.event import Kind
from trail.models import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trail.domain.event import Json

KINDS = (Kind.SPEC_REVIEW_DATE_SET, Kind.SPEC_LOOKED_AT_AGAIN)


def due_again(by: date) -> Q:
    """Return what picks the approved specs whose day for another look is that one or earlier."""
    return Q(state=State.APPROVED, review_again_on__lte=by)


def find_recorded_day(chain: str, revision: int, *, last: int | None = None) -> date | None:
    """Return the day that was set last for a revision, up to an event; None if it has none."""
    events = Event.objects.of_chain(chain).filter(kind__in=KINDS)
    if last is not None:
        events = events.filter(seq__lte=last)
    return _day(events.order_by("-seq").first(), revision)


def find_recorded_days(revisions: Mapping[str, int]) -> dict[str, date | None]:
    """Return the day that was set last for the revision of each chain, in one query."""
    events = Event.objects.filter(chain__in=revisions, kind__in=KINDS)
    last = events.order_by("chain", "-seq").distinct("chain")
    return {event.chain: _day(event, revisions[event.chain]) for event in last}


def _day(event: Event | None, revision: int) -> date | None:
    facts: Mapping[str, Json] = json.loads(event.body)["facts"] if event else {}
    if facts.get("revision") != revision or facts.get("to") == NO_DAY:
        return None
    return date.fromisoformat(str(facts["to"]))
