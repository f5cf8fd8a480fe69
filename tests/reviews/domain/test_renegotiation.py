"""What wanted, reached and proposed amount to, from the answers of the running example."""

from __future__ import annotations

from reviews.domain.amending import Place, Proposed, moves, touched_sections
from reviews.domain.renegotiation import Figure, Line, compare_columns, effect_words
from specs.domain.attribute import Json
from specs.domain.thresholds import Move
from tests.specs.example import the_example

SHIP = "evaluation.ship_threshold"
RECALL = "evaluation.operating_recall"
PRECISION = "evaluation.operating_precision"
MONEY: dict[str, Json] = {
    "business.annual_value": {"value": "4300000", "unit": "USD per year"},
    "business.build_cost": {"value": "900000", "unit": "USD"},
    "business.annual_run_cost": {"value": "540000", "unit": "USD per year"},
}


def changed(key: str, old: Json, reached: Json, new: Json) -> Proposed:
    return Proposed(Place(key), old, reached, new)


WHOLE = (
    changed(SHIP, "0.7", "0.61", "0.62"),
    changed(RECALL, "0.72", "0.63", "0.64"),
    changed(PRECISION, "0.4", "0.38", "0.38"),
)


def figures(*changes: Proposed, without: str = "") -> dict[str, Line]:
    document = the_example({**MONEY, **({without: None} if without else {})}, template="full_spec")
    return {line.title: line for line in compare_columns(document, changes)}


def test_each_column_is_computed_by_the_calculators() -> None:
    found = figures(*WHOLE)

    cost = found["Expected cost of errors per 1,000 decisions"].figures
    # 2 positive cases in 1,000: misses at 100 USD, false alarms at 4 USD.
    assert cost[0] == Figure("64.64 USD")
    assert cost[1] == Figure("82.22 USD", "17.58 more than wanted", is_worse=True)
    assert cost[2] == Figure("80.35 USD", "15.71 more than wanted", is_worse=True)


def test_false_alarms_are_counted_with_the_people_who_look_at_them() -> None:
    found = figures(*WHOLE)

    assert [one.text for one in found["False alarms a day"].figures] == ["933", "888", "902"]
    used = found["Use of the review staff"].figures
    assert (used[0].text, used[2].delta) == ("81.9%", "5.3 points less than wanted")
    assert not used[2].is_worse


def test_the_value_falls_by_what_the_errors_cost_more() -> None:
    found = figures(*WHOLE)

    value = found["Business value in a year"].figures[2]
    yearly = found["Expected cost of errors in a year"].figures[2]
    assert yearly.delta.removesuffix(" more than wanted") == "2,477,734"
    assert value == Figure("1,822,266 USD", "2,477,734 less than wanted", is_worse=True)
    assert effect_words(list(found.values())).startswith("Business value in a year: 1,822,266 USD")


def test_a_value_that_is_proposed_itself_is_taken_as_it_is() -> None:
    other = changed(
        "business.annual_value",
        MONEY["business.annual_value"],
        None,
        {"value": "3900000", "unit": "USD per year"},
    )

    value = figures(*WHOLE, other)["Business value in a year"].figures[2]

    assert value.text == "3,900,000 USD"


def test_what_was_not_measured_is_said_and_never_taken_from_what_was_wanted() -> None:
    found = figures(changed(SHIP, "0.7", "0.61", "0.62"), changed(RECALL, "0.72", None, "0.64"))

    reached = found["Expected cost of errors per 1,000 decisions"].figures[1]
    assert reached == Figure("needs the precision reached", is_missing=True)
    # The primary metric is recall: what was reached of it is the recall.
    assert found["Gain over the baseline"].figures[1].text == "0.0600"


def test_an_answer_that_is_missing_is_named() -> None:
    found = figures(*WHOLE, without="errors.fn_cost")

    missing = found["Expected cost of errors per 1,000 decisions"].figures[0]
    assert missing == Figure("needs the cost of one false negative", is_missing=True)


def test_another_metric_makes_old_and_new_incomparable() -> None:
    document = the_example(template="full_spec")
    metric = changed("evaluation.primary_metric", "recall", None, "f1")

    found = moves(document.template, document, (WHOLE[0], metric))

    assert set(found.values()) == {Move.UNCLEAR}


def test_a_target_touches_the_record_of_target_changes_as_well() -> None:
    document = the_example(template="full_spec")

    assert touched_sections(document.template, WHOLE[:1]) == ("evaluation", "governance")
    assert touched_sections(document.template, (WHOLE[1],)) == ("evaluation",)
    same = changed(SHIP, "0.7", "0.61", "0.7")
    assert touched_sections(document.template, (same,)) == ()
