"""Figures and days: decimal text and ISO dates, read, checked and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

DIGITS_LIMIT = 30
DAY_LENGTH = 10
YEARS = range(1900, 2201)
UNITS = ("ms", "s", "min", "hours", "days", "weeks", "months", "years")

_FIGURE = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_MARK = r"[,'\u2019\u00a0\u202f ]"  # between thousands, as spreadsheets of many countries show it
_MARKS = re.compile(_MARK)
_GROUPED = re.compile(
    rf"[+-]?[0-9]{{1,3}}(?P<mark>{_MARK})[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*(?:[.][0-9]+)?"
)
_GROUPED_BY_DOTS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_WITH_WORDS = re.compile(r"[^0-9]{0,4}\s*[+-]?[0-9][0-9.,]*\s*[^0-9.,\s].*")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_figure(text: object) -> Decimal | None:
    """The figure that a stored text holds, or None when it holds none."""
    if not isinstance(text, str) or not _FIGURE.fullmatch(text):
        return None
    return Decimal(text)


def figure_problem(
    text: object,
    *,
    least: Decimal | None = None,
    most: Decimal | None = None,
    integer: bool = False,
) -> str:
    """What is wrong with a figure, in words, or nothing."""
    figure = read_figure(text)
    if figure is None:
        return _not_a_figure(text)
    if sum(mark.isdecimal() for mark in str(text)) > DIGITS_LIMIT:
        return f"A number has at most {DIGITS_LIMIT} digits."
    if integer and figure != figure.to_integral_value():
        return "Must be a whole number, like 5000."
    if least is not None and figure < least:
        return f"Must be at least {show_figure(str(least))}."
    if most is not None and figure > most:
        return f"Must be at most {show_figure(str(most))}."
    return ""


def _not_a_figure(text: object) -> str:
    if not isinstance(text, str) or not any(mark in "0123456789" for mark in text):
        return "Not a number. Write it like 0.70."
    if _GROUPED.fullmatch(text) or _GROUPED_BY_DOTS.fullmatch(text):
        return f"Write the number without separators: {ungroup(text)}."
    if _DECIMAL_COMMA.fullmatch(text):
        return f"Write the decimal point as a dot: {text.replace(',', '.')}."
    if re.search(r"[0-9]\s*[eE][+-]?[0-9]", text):
        return "Write all digits, without an exponent: 0.001 or 5000000."
    if text.rstrip().endswith("%") and _FIGURE.fullmatch(text.rstrip(" %")):
        return f"Write the number without the percent sign: {text.rstrip(' %')}."
    if _WITH_WORDS.fullmatch(text):
        return "Write the number alone, without words or unit, like 0.70."
    return "Not a number. Write it like 0.70."


def ungroup(text: str) -> str:
    """The figure without separators of thousands, where these are beyond doubt."""
    if _GROUPED.fullmatch(text):
        return _MARKS.sub("", text)
    if _GROUPED_BY_DOTS.fullmatch(text):
        return text.replace(".", "")
    return text


def show_figure(text: str) -> str:
    """The figure as typed, with a comma between thousands."""
    if not _FIGURE.fullmatch(text):
        return text
    sign = text[0] if text[0] in "+-" else ""
    whole, dot, rest = text.removeprefix(sign).partition(".")
    return f"{sign}{','.join(_thousands(whole))}{dot}{rest}"


def _thousands(whole: str) -> Iterator[str]:
    first = len(whole) % 3
    if first:
        yield whole[:first]
    for start in range(first, len(whole), 3):
        yield whole[start : start + 3]


def read_day(text: object) -> date | None:
    """The day that a stored text names, or None when it names none."""
    return _read_day(text) if isinstance(text, str) and len(text) == DAY_LENGTH else None


@lru_cache(maxsize=4096)
def _read_day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def day_problem(text: object) -> str:
    """What is wrong with a day, in words, or nothing."""
    day = read_day(text)
    if day is None:
        if isinstance(text, str) and _DAY.fullmatch(text):
            return f"There is no day {text}. Write year, month and day, like 2026-03-02."
        return "Not a date. Write year, month and day, like 2026-03-02."
    if day.year not in YEARS:
        return f"The year must lie between {YEARS[0]} and {YEARS[-1]}."
    return ""


def show_day(text: str) -> str:
    """The day as people write it: 2 Mar 2026."""
    day = read_day(text)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else text


def read_shown_day(text: str) -> str:
    """ISO text of a day written 2 Mar 2026; other text is returned as it is."""
    words = text.split()
    if len(words) == 3 and words[0].isascii() and words[0].isdecimal():
        month = next((n for n, name in enumerate(_MONTHS, 1) if words[1][:3].title() == name), 0)
        if month:
            return f"{words[2]}-{month:02}-{words[0]:0>2}"
    return text


def show_amount(text: str, unit: str) -> str:
    """A figure with its unit: 60 ms, 1 day, 0.2%."""
    shown = show_figure(text)
    if unit == "%":
        return f"{shown}%"
    if unit in UNITS[3:] and read_figure(text) == 1:
        unit = unit.removesuffix("s")
    return f"{shown} {unit}".rstrip()
