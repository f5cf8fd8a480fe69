"""When an approved spec is to be looked at again, and when its owner is told."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

NEAR = timedelta(days=30)  # before the day: the first mail, and the lists that say what is due
FARTHEST = 120  # months ahead that somebody may choose
NO_DAY = "no fixed day"
YEAR = 12


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that is too short."""
    years, month = divmod(day.month - 1 + months, YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def day_after(day: date, months: int) -> date | None:
    """Return by when it is to be looked at again; None where the organisation set no months."""
    return months_after(day, months) if months else None


def next_prompt(again_on: date | None, *, after: date) -> date | None:
    """Return the next day on which the owner is told: a month ahead, then on the day itself."""
    if again_on is None:
        return None
    return next((day for day in (again_on - NEAR, again_on) if day > after), None)


@dataclass(frozen=True)
class Again:
    """How an approved spec stands to its day, as the review page says it."""

    day: date | None
    today: date
    following: date | None  # the day that "nothing to change" leads to
    may_change: bool

    @property
    def days(self) -> int:
        """Days that are left, below zero once it is over."""
        return (self.day - self.today).days if self.day else 0

    @property
    def over(self) -> int:
        return max(-self.days, 0)

    @property
    def is_near(self) -> bool:
        return self.day is not None and self.day - self.today <= NEAR

    @property
    def first(self) -> date:
        """The first day that may be chosen."""
        return self.today + timedelta(days=1)


def following(day: date | None, today: date, months: int) -> date | None:
    """Return the day after a look that changed nothing; one that is later already stays."""
    new = day_after(today, months)
    return max(day, new) if day and new else new
