"""Amounts in one unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.domain.amounts import at_least, at_most
from specs.domain.conversion import convert, converted, in_megabytes, in_seconds
from tests.specs.example import the_example


@pytest.mark.parametrize(
    ("number", "unit", "into", "expected"),
    [
        ("5", "USD per year", "usd  per  Year ", "5"),
        ("90", "k USD", "USD", "90000"),
        ("90", "thousand USD", "USD", "90000"),
        ("4.3", "m USD per year", "USD per year", "4300000"),
        ("4.3", "mio USD", "k USD", "4300"),
        ("2", "Million EUR", "EUR", "2000000"),
        ("1500", "m USD", "bn USD", "1.5"),
        ("1", "billion USD", "m USD", "1000"),
        ("250", "k€", "€", "250000"),
        ("36", "hours", "days", "1.5"),
        ("2", "h", "min", "120"),
        ("1500", "ms", "s", "1.5"),
        ("1", "month", "days", "30"),
        ("1", "year", "days", "365"),
        ("2", "GB", "MB", "2048"),
        ("512", "KB", "MB", "0.5"),
    ],
)
def test_amounts_of_one_sort_convert(number: str, unit: str, into: str, expected: str) -> None:
    assert convert(Decimal(number), unit, into) == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "into"),
    [
        ("USD", "EUR"),
        ("USD per month", "USD per year"),
        ("k USD", "EUR"),
        ("", "USD"),
        ("USD", ""),
        ("", ""),
        ("  ", "  \t"),
        ("k", "m"),  # of what?
        ("ms", "s of CPU"),
        ("MB", "hours"),
        ("USD k", "USD"),  # only what stands before the currency counts
        ("months", "m onths"),
        ("GB", "TB"),
        ("k " * 500 + "USD", "USD"),
    ],
)
def test_other_amounts_do_not(unit: str, into: str) -> None:
    assert convert(Decimal(7), unit, into) is None


def test_an_answer_is_read_in_the_unit_of_another() -> None:
    document = the_example(
        {
            "business.annual_run_cost": {"value": "540", "unit": "k USD per year"},
            "phases.mvp_budget": {"value": "480", "unit": ""},
            "phases.poc_budget": None,
        },
        template="full_spec",
    )

    assert converted(document, "business.annual_run_cost", "business.annual_value") == 540_000
    assert converted(document, "phases.mvp_budget", "business.build_cost") is None
    assert converted(document, "phases.poc_budget", "business.build_cost") is None


@pytest.mark.parametrize("unit", ["min", "Minute", "minutes", " mins "])
def test_units_of_time_have_long_and_short_names(unit: str) -> None:
    assert in_seconds(Decimal(3), unit) == 180


def test_what_is_no_time_or_size_has_none() -> None:
    assert in_seconds(Decimal(3), "calls") is None
    assert in_seconds(None, "s") is None
    assert in_megabytes(Decimal(3), "s") is None
    assert in_megabytes(None, "GB") is None
    assert in_megabytes(Decimal(3), "GB") == 3072


@given(st.decimals(allow_nan=False, allow_infinity=False), st.text(), st.text())
def test_no_unit_makes_it_raise(number: Decimal, unit: str, into: str) -> None:
    found = convert(number, unit, into)

    assert found is None or found.is_finite()
    assert convert(number, unit, unit) == (number if unit else None)
    assert (in_seconds(number, unit) is None) is (in_seconds(Decimal(1), unit) is None)


def test_about_equal_is_both_at_least_and_at_most() -> None:
    low, high = Decimal("0.7"), Decimal("0.7000000000001")

    assert at_least(low, high)
    assert at_most(high, low)
    assert not at_least(low, Decimal("0.71"))
    assert not at_most(None, low)
    assert not at_least(low, None)
