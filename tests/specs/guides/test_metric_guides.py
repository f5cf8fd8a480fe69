"""From the goal, and from what errors cost, to a metric."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.charts import Tone
from specs.domain.guides import error_costs, goal_metric
from specs.domain.guides.guide import Answer, Found, Line, Typed
from tests.specs.guides_scene import example_scene, scene

FRAUD = "Reduce fraud loss"


NO_FIGURE = "Not a number. Write it like 0.70."


def goal(typed: dict[str, str], answers: dict[str, Json] | None = None) -> Found:
    return goal_metric.find(scene(answers or {}), Typed(typed))


def costs(miss: str, alarm: str, answers: dict[str, Json] | None = None) -> Found:
    given = {"framing.output_type": "classification", **(answers or {})}
    return error_costs.find(scene(given), Typed({"fn_cost": miss, "fp_cost": alarm, "unit": "USD"}))


def test_a_goal_leads_to_its_metrics_and_their_pitfall() -> None:
    found = goal({"goal": FRAUD, "handling": "Precision floor 0.30."})

    assert found.points[0].text.startswith("Accuracy alone hides the problem")
    assert [one.name for one in found.offers] == [
        "row-cost_weighted_f1",
        "primary-cost_weighted_f1",
        "row-recall",
        "primary-recall",
    ]
    assert found.offers[0].lines[0].cells["handling"] == "Precision floor 0.30."
    assert found.offers[3].answers == (
        Answer(goal_metric.METRIC, "recall"),
        Answer(goal_metric.DIRECTION, "higher"),
    )


def test_a_metric_of_which_less_is_better_gets_that_direction() -> None:
    found = goal({"goal": "Reduce customer churn"})

    [offer] = [one for one in found.offers if one.name == "primary-calibration_error"]
    assert Answer(goal_metric.DIRECTION, "lower") in offer.answers


def test_the_goal_is_guessed_from_the_objective() -> None:
    for objective, guessed in (
        ("Cut the money lost to card payment fraud by 30%.", FRAUD),
        ("Customer churn falls to 2% a month.", "Reduce customer churn"),
        ("Fewer people leave a search without a click.", "Improve search quality"),
        ("Paint the house.", ""),
        ("Reduce cost for each customer.", ""),
    ):
        filled = goal_metric.GUIDE.filled(scene({"problem.objective": objective}))
        assert filled["goal"] == guessed


def test_a_metric_that_does_not_fit_the_output_is_shown_but_not_offered() -> None:
    found = goal({"goal": FRAUD}, {"framing.output_type": "regression"})

    assert found.points[1].state == "Not for regression"
    assert found.offers == ()


def test_a_row_that_is_there_is_not_added_twice() -> None:
    here = example_scene()
    found = goal_metric.find(here, Typed(goal_metric.GUIDE.filled(here)))

    assert [one.name for one in found.offers] == [
        "row-cost_weighted_f1",
        "primary-cost_weighted_f1",
    ]
    assert isinstance(found.offers[0].lines[0], Line)


@pytest.mark.parametrize(
    ("miss", "alarm", "costlier", "first"),
    [
        ("100", "4", "false_negative", "recall"),
        ("5", "4", "balanced", "f1"),
        ("4", "100", "false_positive", "precision"),
        ("0", "3", "false_positive", "precision"),
    ],
)
def test_the_costlier_error_names_the_metric(
    miss: str, alarm: str, costlier: str, first: str
) -> None:
    found = costs(miss, alarm)

    assert found.offers[0].answers[0] == Answer("errors.costlier", costlier)
    assert found.offers[1].name == f"primary-{first}"


def test_the_reason_is_in_words_for_who_pays() -> None:
    found = costs("100", "4")
    answers = dict(found.offers[1].answers)

    assert found.headline == (
        "A missed case costs 100 USD, a false alarm 4 USD: 25 times as much. "
        "Choose recall or F-beta with beta > 1."
    )
    assert str(answers[error_costs.RATIONALE]).startswith("A missed case costs 100 USD")
    assert "beta 5.00" in found.points[1].text


def test_costs_that_the_spec_lacks_are_written_with_their_currency() -> None:
    answers = dict(costs("100", "4").offers[0].answers)

    assert answers["errors.fn_cost"] == {"value": "100", "unit": "USD"}


def test_costs_and_reasons_that_stand_there_stay() -> None:
    stated: dict[str, Json] = {
        "errors.fn_cost": {"value": "90", "unit": "USD"},
        error_costs.RATIONALE: "Mine.",
    }
    found = costs("100", "4", stated)

    assert "errors.fn_cost" not in dict(found.offers[0].answers)
    assert error_costs.RATIONALE not in dict(found.offers[1].answers)


def test_a_metric_that_does_not_count_the_costly_error_is_flagged() -> None:
    found = costs("100", "4", {error_costs.METRIC: "precision"})

    assert (found.points[0].title, found.points[0].tone) == ("Precision", Tone.BAD)


def test_accuracy_is_flagged_where_positives_are_rare() -> None:
    found = costs("100", "4", {"data.positive_rate": "0.2"})

    assert found.points[0].text.endswith("a model that never finds any is 99.8% accurate.")


@pytest.mark.parametrize(
    ("miss", "alarm"),
    [("", ""), ("1", ""), ("x", "1"), ("-1", "2"), ("1", "0"), ("1e9", "1"), ("9" * 900, "0.1")],
)
def test_what_gives_no_ratio_is_said_and_nothing_is_offered(miss: str, alarm: str) -> None:
    assert costs(miss, alarm).offers == ()


def test_amounts_in_two_currencies_are_not_compared() -> None:
    given: dict[str, Json] = {
        "framing.output_type": "classification",
        "errors.fn_cost": {"value": "100", "unit": "USD"},
        "errors.fp_cost": {"value": "4", "unit": "EUR"},
    }
    here = scene(given)

    found = error_costs.find(here, Typed(error_costs.GUIDE.filled(here)))

    assert found.headline.startswith("The amounts stand in different units")


def test_where_errors_are_not_asked_about_only_the_metric_is_offered() -> None:
    found = costs("100", "4", {"framing.output_type": "ranking"})

    assert all(one.name.startswith("primary-") for one in found.offers)


def test_the_cost_that_is_no_figure_is_named() -> None:
    assert costs("100", "many").headline == "A false alarm (false positive): " + NO_FIGURE
    assert costs("many", "4").headline == "A case that is missed (false negative): " + NO_FIGURE
