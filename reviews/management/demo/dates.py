"""Moves the days that a text names along with the calendar, so that a demo is always of today."""

from __future__ import annotations

import calendar
import re
from datetime import date

from specs.domain.attribute import Json

MONTHS = tuple(calendar.month_name)[1:]
_MONTH = "|".join(MONTHS)
# 2026-06-12, 2026-06 · 12 June 2026, June 2026, June to August 2026 · 12 June · in 2025
_WRITTEN = re.compile(
    r"\b(?P<iso>20\d\d-[01]\d(?:-[0-3]\d)?)\b"
    rf"|\b(?:(?P<day>\d\d?) )?(?:(?P<from>{_MONTH}) to )?(?P<month>{_MONTH}) (?P<year>20\d\d)\b"
    rf"|\b(?P<some_day>\d\d?) (?P<some_month>{_MONTH})\b"
    r"|\b(?P<before>in|Budget) (?P<bare_year>20\d\d)\b"
)


def months_between(written: date, today: date) -> int:
    """Return by how many whole months what was written then is to move: never into the future."""
    months = (today.year - written.year) * 12 + today.month - written.month
    return months - (today.day < written.day)


def move(value: Json, months: int) -> Json:
    """Return an answer with every day in it that many months later."""
    if isinstance(value, str):
        return _WRITTEN.sub(lambda found: _moved(found, months), value)
    if isinstance(value, list):
        return [move(one, months) for one in value]
    if isinstance(value, dict):
        return {key: move(one, months) for key, one in value.items()}
    return value


def _moved(found: re.Match[str], months: int) -> str:
    if found["iso"]:
        return _iso(found["iso"], months)
    if found["bare_year"]:
        return f"{found['before']} {int(found['bare_year']) + round(months / 12)}"
    if found["some_month"]:
        year, month = _later(2026, found["some_month"], months)
        return f"{_within(found['some_day'], year, month)} {MONTHS[month - 1]}"
    year, month = _later(int(found["year"]), found["month"], months)
    words = [f"{MONTHS[month - 1]} {year}"]
    if found["from"]:
        begin = _later(year, found["from"], months)[1]
        words.insert(0, f"{MONTHS[begin - 1]} to")
    if found["day"]:
        words.insert(0, str(_within(found["day"], year, month)))
    return " ".join(words)


def _iso(text: str, months: int) -> str:
    parts = [int(part) for part in text.split("-")]
    year, month = _later(parts[0], MONTHS[parts[1] - 1], months)
    day = f"-{_within(str(parts[2]), year, month):02}" if len(parts) > 2 else ""
    return f"{year}-{month:02}{day}"


def _later(year: int, month: str, months: int) -> tuple[int, int]:
    count = year * 12 + MONTHS.index(month) + months
    return count // 12, count % 12 + 1


def _within(day: str, year: int, month: int) -> int:
    """Return a day that the month has."""
    return min(int(day), calendar.monthrange(year, month)[1])
