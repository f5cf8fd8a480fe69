"""Which signals a risk is offered."""

from __future__ import annotations

import pytest

from specs import catalogue
from specs.domain.watching import SHOWN_BY, SIGNALS, offered_signals

FOUR = [
    {"signal_type": "model_performance", "signal": "Recall"},
    {"signal_type": "input_distribution", "signal": "Inputs"},
    {"signal_type": "prediction_distribution", "signal": "Scores"},
    {"signal_type": "latency", "signal": "P99"},
]


@pytest.mark.parametrize(
    ("category", "first"),
    [
        ("false_positive", "Scores"),
        ("false_negative", "Recall"),
        ("distribution_shift", "Inputs"),
        ("latency", "P99"),
        ("other", "Recall"),
        (None, "Recall"),
    ],
)
def test_the_likeliest_signal_comes_first(category: str | None, first: str) -> None:
    assert offered_signals(category, FOUR)[0] == first


def test_every_signal_is_offered_once_and_a_nameless_one_never() -> None:
    offered = offered_signals("skew", [*FOUR, *FOUR, {"signal_type": "data_quality"}])

    assert sorted(offered) == ["Inputs", "P99", "Recall", "Scores"]


def test_no_more_are_offered_than_fit() -> None:
    many = [{"signal_type": "other", "signal": f"Signal {n}"} for n in range(9)]

    assert offered_signals("data", many, most=3) == ("Signal 0", "Signal 1", "Signal 2")


def test_only_categories_and_kinds_of_the_catalogue_are_named() -> None:
    known = catalogue.attributes()
    category = known["risk.register"].column("category")
    kind = known[SIGNALS].column("signal_type")
    assert category
    assert kind

    assert set(SHOWN_BY) <= {option.value for option in category.options}
    assert {one for kinds in SHOWN_BY.values() for one in kinds} <= {
        option.value for option in kind.options
    }
