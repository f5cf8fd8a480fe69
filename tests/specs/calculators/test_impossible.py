"""Figures that cannot belong together are refused in words; what is undefined is not made up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from specs.domain.calculators.accuracy_paradox import accuracy_paradox
from specs.domain.calculators.calculator import Impossible, shown
from specs.domain.calculators.latency_share import latency_share
from specs.domain.calculators.proxy_score import CRITERIA, proxy_score
from specs.domain.calculators.review_load import flagged_per_day, review_load
from specs.domain.calculators.subgroup_confidence import interval, sample_size
from specs.domain.calculators.threshold import cost_at, optimal_threshold

D = Decimal


@pytest.mark.parametrize(("fp_cost", "fn_cost"), [("0", "0"), ("-4", "4"), ("4", "-100")])
def test_no_threshold_follows_from_errors_that_cost_nothing(fp_cost: str, fn_cost: str) -> None:
    assert optimal_threshold(D(fp_cost), D(fn_cost)) is None


@pytest.mark.parametrize(("fp_cost", "fn_cost"), [("4", "100"), ("50", "50"), ("20", "5")])
def test_the_expected_cost_is_lowest_at_the_optimum(fp_cost: str, fn_cost: str) -> None:
    false_alarm, miss = D(fp_cost), D(fn_cost)
    best = optimal_threshold(false_alarm, miss)
    assert best is not None

    costs = [cost_at(D(step) / 100, false_alarm, miss) for step in range(101)]

    assert cost_at(best, false_alarm, miss) <= min(costs)


@pytest.mark.parametrize("positive_rate", ["-0.1", "100.1"])
def test_a_share_of_cases_lies_between_0_and_100(positive_rate: str) -> None:
    with pytest.raises(Impossible, match="between 0 and 100%"):
        accuracy_paradox(D(positive_rate))


def test_even_classes_mislead_nobody() -> None:
    found = accuracy_paradox(D(50))

    assert (found.accuracy, found.says_yes, found.is_misleading) == (D(50), False, False)


def test_a_budget_of_nothing_has_no_shares() -> None:
    with pytest.raises(Impossible, match="above 0"):
        latency_share(D(10), D(0))
    with pytest.raises(Impossible, match="cannot be negative"):
        latency_share(D(-1), D(10))


@pytest.mark.parametrize(("model", "fit"), [("45", "usual"), ("90", "usual"), ("150", "too much")])
def test_both_ends_of_the_usual_share_are_usual(model: str, fit: str) -> None:
    assert latency_share(D(model), D(150)).fit == fit


def test_more_hits_than_cases_are_refused() -> None:
    with pytest.raises(Impossible, match="more hits than cases"):
        interval(D(11), D(10))
    with pytest.raises(Impossible, match="At least one case"):
        interval(D(0), D(0))
    with pytest.raises(Impossible, match="90, 95 or 99"):
        interval(D(1), D(2), "80")


def test_an_interval_stays_within_0_and_1() -> None:
    found = interval(D(20), D(20))

    assert (found.high, found.low > D("0.8")) == (D(1), True)


def test_no_number_of_cases_proves_without_a_margin() -> None:
    with pytest.raises(Impossible, match="margin"):
        sample_size(D("0.7"), D(0))
    with pytest.raises(Impossible, match="between 0 and 1"):
        sample_size(D(70), D("0.02"))


def test_a_proxy_with_a_score_missing_has_none() -> None:
    assert proxy_score({"alignment": 5}) is None
    with pytest.raises(Impossible, match="from 1"):
        proxy_score(dict.fromkeys(CRITERIA, 6))


def test_cases_are_found_only_with_some_precision() -> None:
    assert flagged_per_day(D(1000), D(1), D("0.5"), D(0)) is None
    with pytest.raises(Impossible, match="precision is above 0"):
        review_load(D(1000), D(1), D("0.5"), D(0))


def test_a_model_that_never_says_yes_flags_nothing() -> None:
    found = review_load(D(1000), D(1), D(0), D(0), D(10))

    assert (found.flagged, found.false_alarms, found.utilisation) == (D(0), D(0), D(0))


def test_no_more_cases_are_flagged_than_there_are() -> None:
    with pytest.raises(Impossible, match="More cases would be flagged"):
        review_load(D(1000), D(50), D(1), D("0.1"))


@pytest.mark.parametrize(
    ("figure", "places", "words"),
    [
        ("0.00005", 4, "0.0001"),
        ("2.5", 0, "3"),
        ("-0.04", 1, "0.0"),
        ("-41.25", 1, "-41.3"),
        ("1234567.891", 1, "1,234,567.9"),
        ("1E+40", 0, "10,000,000,000,000,000,000,000,000,000,000,000,000,000"),
    ],
)
def test_figures_are_rounded_half_up_where_they_are_shown(
    figure: str, places: int, words: str
) -> None:
    assert shown(D(figure), places) == words
