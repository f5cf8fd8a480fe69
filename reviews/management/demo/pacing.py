"""Lets the stories of the demo happen beside each other, each step at its own moment."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from reviews.management.demo.clock import Clock

SUNDAY = 7
PAUSE = timedelta(minutes=17)  # between two steps of a story that fall on one Monday


class Moment(NamedTuple):
    """So many days before the demo is made, at some time of that day."""

    days: int
    hour: int
    minute: int = 0
    any_day: bool = False  # a machine works on Sundays

    def before(self, real: datetime) -> datetime:
        """Return when that was; what people do falls on a day on which they work."""
        day = (real - timedelta(days=self.days)).replace(hour=0, minute=0, second=7, microsecond=0)
        moment = day + timedelta(hours=self.hour, minutes=self.minute)
        monday = moment + timedelta(days=max(0, SUNDAY + 1 - moment.isoweekday()))
        is_weekend = moment.isoweekday() >= SUNDAY - 1
        return monday if is_weekend and not self.any_day and monday < real else moment


# A story says when its next step is, and takes it once it is told that it is that time.
Story: TypeAlias = Generator[Moment, None, None]


def ago(days: int, hour: int = 10, minute: int = 0) -> Moment:
    """Return a moment on which people work."""
    return Moment(days, hour, minute)


def night(days: int) -> Moment:
    """Return the early morning of any day."""
    return Moment(days, 3, 0, any_day=True)


def tell_in_order(stories: Iterable[Story], clock: Clock) -> None:
    """Take the steps of all stories one after the other, as they happened."""
    waiting: list[tuple[datetime, int, Story]] = []
    for number, story in enumerate(stories):
        _queue(waiting, number, story, clock)
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        clock.go_to(moment)
        _queue(waiting, number, story, clock, moment + PAUSE)


def _queue(
    waiting: list[tuple[datetime, int, Story]],
    number: int,
    story: Story,
    clock: Clock,
    earliest: datetime | None = None,
) -> None:
    """Let a story go on to where it waits for its next moment."""
    if (step := next(story, None)) is not None:
        moment = step.before(clock.real)
        heapq.heappush(waiting, (max(moment, earliest or moment), number, story))
