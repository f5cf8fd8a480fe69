"""How much a figure moved, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.deltas import MINUS, day_delta, delta_of, figure_delta, plain

figures = st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map("{:f}".format)


@pytest.mark.parametrize(
    ("old", "new", "units", "told"),
    [
        ("60", "65", ("ms", "ms"), "+5 ms, +8.3%"),
        ("80", "60", ("ms", "ms"), f"{MINUS}20 ms, {MINUS}25%"),
        ("0.90", "0.82", ("", ""), f"{MINUS}0.08, {MINUS}8.9%"),
        ("7200", "9500", ("USD", "USD"), "+2,300 USD, +31.9%"),
        ("2", "0.5", ("%", "%"), f"{MINUS}1.5 points"),
        ("2", "3", ("%", "%"), "+1 point"),
        ("1", "90", ("min", "s"), "+30 s, +50%"),
        ("0", "5", ("", ""), "+5"),
        ("-2", "-1", ("", ""), "+1"),
        ("1", "500", ("", ""), "+499"),
        ("5", "6", ("ms", "USD"), ""),
        ("5", "5.0", ("ms", "ms"), ""),
        ("", "5", ("", ""), ""),
        ("soon", "5", ("", ""), ""),
        (None, "5", ("", ""), ""),
        (True, {"value": "1"}, ("", ""), ""),
    ],
)
def test_a_figure_tells_how_much_it_moved(
    old: Json, new: Json, units: tuple[str, str], told: str
) -> None:
    assert figure_delta(old, new, *units) == told


def test_a_day_tells_by_how_many_days() -> None:
    assert day_delta("2026-03-01", "2026-03-15") == "+14 days"
    assert day_delta("2026-03-02", "2026-03-01") == f"{MINUS}1 day"
    assert day_delta("soon", "2026-03-01") == ""


def test_an_answer_is_compared_by_its_kind() -> None:
    p99 = catalogue.attributes()["deployment.p99"]
    why = catalogue.attributes()["problem.statement"]

    assert delta_of(p99, {"value": "60", "unit": "ms"}, {"value": "65", "unit": "ms"}) == (
        "+5 ms, +8.3%"
    )
    assert delta_of(p99, {"not_applicable": "Batch."}, {"value": "65", "unit": "ms"}) == ""
    assert delta_of(why, "1", "2") == ""


@given(figures, figures)
def test_the_difference_adds_up(old: str, new: str) -> None:
    told = figure_delta(old, new)
    moved = Decimal(new) - Decimal(old)

    assert bool(told) is (moved != 0)
    if told:
        figure = told.split(", ")[0].replace(",", "")
        assert Decimal(figure.replace(MINUS, "-")) == moved
        assert plain(abs(moved)) == figure[1:]


@given(figures, figures)
def test_the_way_back_is_as_far(old: str, new: str) -> None:
    there, back = figure_delta(old, new), figure_delta(new, old)

    assert there.split(", ")[0][1:] == back.split(", ")[0][1:]
