"""Stages as a revision states them, and how they stand by what was measured and decided."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.domain.gates import Plan, Rule, Side, later, show_left, stages_of
from reviews.domain.track import Decided, Measured, Move, Stand, Standing, build_track, current
from specs import catalogue
from tests.reviews.domain.frozen_example import frozen

APPROVED = date(2026, 2, 2)
POC = Plan(
    "poc",
    "PoC",
    "the MVP",
    "Offline only.",
    (Rule("phases.poc_threshold", "F1", Side.AT_LEAST, "0.82"),),
    "6",
    "weeks",
    "phases.poc_budget",
    "90000",
    "USD",
)
MVP = Plan("mvp", "MVP", "scaling", "40 merchants.", (), "4", "months")
SCALE = Plan("scale", "Scale", "everybody", "", (Rule("phases.scale_criteria", "No blocker"),))


def track(
    *decisions: Decided,
    measured: tuple[Measured, ...] = (),
    today: date = date(2026, 3, 1),
    project_stage: int = 1,
) -> tuple[Standing, ...]:
    return build_track(
        (POC, MVP, SCALE),
        approved_on=APPROVED,
        project_stage=project_stage,
        decisions=decisions,
        measured=measured,
        today=today,
    )


def f1(value: str, key: str = "phases.poc_threshold", met: bool | None = None) -> Measured:  # noqa: FBT001
    return Measured(key, value, "Run 12", date(2026, 2, 20), "Li Na Brandt", met)


@pytest.mark.parametrize(
    ("side", "measured", "is_met"),
    [
        (Side.AT_LEAST, "0.82", True),
        (Side.AT_LEAST, "0.8199", False),
        (Side.AT_MOST, "0.82", True),
        (Side.AT_MOST, "0.83", False),
        (Side.ABOVE, "0.82", False),
        (Side.BELOW, "0.81", True),
        (Side.AT_LEAST, "about 0.9", None),
        (Side.SAID, "0.9", None),
    ],
)
def test_a_figure_is_held_against_the_threshold_exactly(
    side: Side, measured: str, *, is_met: bool | None
) -> None:
    assert Rule("k", "F1", side, "0.82").is_met_by(measured) is is_met


@pytest.mark.parametrize(
    ("length", "unit", "day"),
    [
        ("6", "weeks", date(2026, 3, 14)),
        ("1", "months", date(2026, 2, 28)),
        ("1", "years", date(2027, 1, 31)),
        ("10", "days", date(2026, 2, 10)),
        ("1.5", "months", None),
        ("3", "hours", None),
        ("", "", None),
        ("9000", "years", None),
    ],
)
def test_a_stage_ends_a_whole_number_of_days_or_months_later(
    length: str, unit: str, day: date | None
) -> None:
    assert later(date(2026, 1, 31), length, unit) == day


def test_what_is_left_of_a_budget_says_when_it_is_overspent() -> None:
    assert show_left(POC, "82500.50") == "7,499.50 USD left"
    assert show_left(POC, "91000") == "1,000 USD over"


def test_the_first_stage_begins_with_the_approval_and_the_others_wait() -> None:
    poc, mvp, scale = track()

    assert (poc.stand, poc.begun_on, poc.ends_on) == (Stand.RUNNING, APPROVED, date(2026, 3, 16))
    assert (poc.days_left, poc.time_words, poc.is_overdue) == (15, "15 days left", False)
    assert (mvp.stand, scale.stand) == (Stand.AHEAD, Stand.AHEAD)
    assert mvp.moves == ()


def test_a_pass_begins_the_next_stage_on_its_day() -> None:
    poc, mvp, _scale = track(Decided("poc", Move.PASSED, date(2026, 3, 10)))

    assert (poc.stand, poc.moves) == (Stand.PASSED, (Move.EXTENDED,))
    assert (mvp.stand, mvp.begun_on, mvp.ends_on) == (
        Stand.RUNNING,
        date(2026, 3, 10),
        date(2026, 7, 10),
    )


def test_a_pass_on_which_a_decision_rests_is_not_taken_back() -> None:
    poc, mvp, _scale = track(
        Decided("poc", Move.PASSED, date(2026, 3, 10)),
        Decided("mvp", Move.MISSED, date(2026, 7, 1)),
    )

    assert poc.moves == ()
    assert mvp.moves == (Move.PASSED, Move.EXTENDED, Move.STOPPED)


def test_extending_keeps_every_former_last_day() -> None:
    poc, *_rest = track(
        Decided("poc", Move.EXTENDED, date(2026, 3, 1), date(2026, 4, 1)),
        Decided("poc", Move.EXTENDED, date(2026, 3, 20), date(2026, 5, 1)),
    )

    assert poc.ends_on == date(2026, 5, 1)
    assert poc.former_ends == (date(2026, 3, 16), date(2026, 4, 1))


def test_a_stage_is_overdue_the_day_after_its_last_day() -> None:
    assert track(today=date(2026, 3, 16))[0].time_words == "ends today"
    late = track(today=date(2026, 3, 17))[0]
    assert (late.is_overdue, late.time_words) == (True, "1 day overdue")


def test_a_stopped_stage_may_only_be_taken_up_again() -> None:
    standings = track(Decided("poc", Move.STOPPED, date(2026, 3, 1)))

    assert standings[0].moves == (Move.EXTENDED,)
    assert current(standings) is None
    assert not standings[0].is_overdue


def test_stages_that_the_project_had_left_are_not_asked_for() -> None:
    poc, mvp, _scale = track(project_stage=2)

    assert (poc.stand, mvp.stand, mvp.begun_on) == (Stand.BEFORE, Stand.RUNNING, APPROVED)


def test_a_decision_counts_even_where_the_project_says_it_is_further() -> None:
    poc, mvp, _scale = track(Decided("poc", Move.MISSED, date(2026, 3, 1)), project_stage=2)

    assert (poc.stand, mvp.stand) == (Stand.MISSED, Stand.AHEAD)


def test_what_speaks_against_passing_is_said_with_both_figures() -> None:
    assert track(measured=(f1("0.81"),))[0].objections == ("F1 0.81 < 0.82",)
    assert track()[0].objections == ("F1: not measured",)
    assert track(measured=(f1("0.81"), f1("0.83")))[0].objections == ()


def test_a_rule_in_words_holds_when_somebody_says_so() -> None:
    said = f1("None in the register.", "phases.scale_criteria", met=True)

    [_poc, _mvp, scale] = track(measured=(said,))

    assert scale.held[0].is_met is True
    assert scale.held[0].verdict == "Met"


def test_the_stages_come_from_the_revision() -> None:
    stages = stages_of(
        frozen(
            {
                "phases.poc_threshold": "0.60",
                "phases.poc_duration": {"value": "6", "unit": "weeks"},
                "phases.poc_budget": {"value": "90000", "unit": "USD"},
                "phases.mvp_threshold": "0.70",
                "phases.scale_criteria": "- p99 of 60 ms held at 25 QPS\n- no open blocker",
            },
            template=catalogue.template("full_spec"),
        )
    )

    poc, mvp, scale = stages
    assert [(rule.measure, rule.wanted) for rule in poc.rules] == [("Recall", "at least 0.60")]
    assert (poc.length_words, poc.budget_words) == ("6 weeks", "90,000 USD")
    assert mvp.rules[0].wanted == "at least 0.70"
    assert ("Model latency p99", "at most 60 ms") in [(r.measure, r.wanted) for r in mvp.rules]
    assert [rule.key for rule in scale.rules] == [
        "phases.scale_criteria",
        "phases.scale_criteria:1",
        "problem.kpi_target",
    ]
    assert scale.rules[2].wanted == "at most 9.9 M USD per year"


def test_a_spec_that_is_asked_for_no_stage_has_none() -> None:
    assert stages_of(frozen()) == ()
