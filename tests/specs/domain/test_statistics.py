"""The Wilson interval, by the worked examples of the catalogue."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.domain.statistics import QUANTILES, cases_needed, wilson_half_width


@pytest.mark.parametrize(
    ("found", "cases", "half"), [(70, 100, "0.0885"), (1780, 2400, "0.0175"), (0, 20, "0.0806")]
)
def test_the_half_width_is_that_of_the_catalogue(found: int, cases: int, half: str) -> None:
    width = wilson_half_width(Decimal(found) / cases, Decimal(cases), "95")

    assert width is not None
    assert width.quantize(Decimal("0.0001")) == Decimal(half)


@pytest.mark.parametrize(
    ("share", "margin", "confidence", "cases"),
    [("0.70", "0.02", "95", 2014), ("0.90", "0.03", "95", 388), ("0.70", "0.05", "90", 226)],
)
def test_the_number_needed_is_that_of_the_catalogue(
    share: str, margin: str, confidence: str, cases: int
) -> None:
    assert cases_needed(Decimal(share), Decimal(margin), confidence) == cases


@given(
    share=st.decimals(0, 1, places=3),
    margin=st.decimals("0.001", "0.6", places=3),
    confidence=st.sampled_from(sorted(QUANTILES)),
)
def test_the_number_needed_is_the_smallest_that_does(
    share: Decimal, margin: Decimal, confidence: str
) -> None:
    needed = cases_needed(share, margin, confidence)

    assert needed is not None
    enough = wilson_half_width(share, needed, confidence)
    assert enough is not None
    assert enough <= margin
    if needed > 1:
        fewer = wilson_half_width(share, needed - 1, confidence)
        assert fewer is not None
        assert fewer > margin


@pytest.mark.parametrize(
    ("share", "cases", "confidence"),
    [("1.1", "10", "95"), ("-0.1", "10", "95"), ("0.5", "0", "95"), ("0.5", "10", "80")],
)
def test_what_cannot_be_a_share_has_no_interval(share: str, cases: str, confidence: str) -> None:
    assert wilson_half_width(Decimal(share), Decimal(cases), confidence) is None


@pytest.mark.parametrize(("share", "margin"), [("2", "0.02"), ("0.5", "0"), ("0.5", "-1")])
def test_an_impossible_margin_needs_no_number(share: str, margin: str) -> None:
    assert cases_needed(Decimal(share), Decimal(margin), "95") is None
