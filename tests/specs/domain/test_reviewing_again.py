"""When an approved spec is to be looked at again, and when its owner is told."""

from __future__ import annotations

from datetime import date

import pytest

from specs.domain.reviewing_again import day_after, following, months_after, next_prompt

DAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("months", "day"),
    [
        (1, date(2026, 2, 28)),
        (3, date(2026, 4, 30)),
        (11, date(2026, 12, 31)),
        (12, date(2027, 1, 31)),
        (25, date(2028, 2, 29)),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(months: int, day: date) -> None:
    assert months_after(DAY, months) == day


def test_no_months_give_no_day() -> None:
    assert day_after(DAY, 0) is None
    assert following(date(2027, 1, 1), DAY, 0) is None


def test_a_look_never_brings_the_next_one_nearer() -> None:
    assert following(None, DAY, 12) == date(2027, 1, 31)
    assert following(date(2026, 2, 3), DAY, 12) == date(2027, 1, 31)
    assert following(date(2029, 2, 3), DAY, 12) == date(2029, 2, 3)


def test_the_owner_is_told_thirty_days_ahead_and_on_the_day() -> None:
    again_on = date(2026, 6, 30)

    assert next_prompt(again_on, after=DAY) == date(2026, 5, 31)
    assert next_prompt(again_on, after=date(2026, 5, 31)) == again_on
    assert next_prompt(again_on, after=again_on) is None
    assert next_prompt(None, after=DAY) is None
