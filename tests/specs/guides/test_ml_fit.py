"""Should this be ML at all? The interview, its reasons, and its ending."""

from __future__ import annotations

from specs.domain.attribute import Json
from specs.domain.calculators.ml_verdict import AVOID_WHEN, USE_WHEN
from specs.domain.charts import Tone
from specs.domain.guides import ml_fit
from specs.domain.guides.guide import Answer, Found, Line, Offer, Typed
from tests.specs.guides_scene import example_scene, scene

FOR_ML = {
    **{f"{item}.answer": "yes" for item in USE_WHEN},
    **{f"{item}.answer": "no" for item in AVOID_WHEN},
}
FRAMED: dict[str, Json] = {
    "problem.business_kpi": "Fraud loss falls to $9.9M within 6 months.",
    "problem.kpi_timeframe": {"value": "6", "unit": "months"},
}
RULES_DO = {
    **FOR_ML,
    "rules_good_enough.answer": "yes",
    "rules_good_enough.note": "140 rules reach 71%.",
    "alternative": "The rule engine of today.",
}


def found(typed: dict[str, str], template: str = "full_spec") -> Found:
    return ml_fit.find(scene(FRAMED, template), Typed(typed))


def offer(typed: dict[str, str], name: str, template: str = "full_spec") -> Offer:
    return next(one for one in found(typed, template).offers if one.name == name)


def test_the_running_example_fills_the_interview_and_has_nothing_new_to_write() -> None:
    here = example_scene()
    typed = ml_fit.GUIDE.filled(here)

    assert typed["black_box_unacceptable.answer"] == "yes"
    assert typed["rules"] == "no"
    assert ml_fit.find(here, Typed(typed)).offers == ()


def test_unanswered_items_leave_the_decision_open() -> None:
    here = found({"data_exists.answer": "yes"})

    assert here.headline.startswith("Not decided yet")
    assert here.points[0].state == "9 of 10"
    assert [one.name for one in here.offers] == ["record"]
    assert here.offers[0].words == "Write the answers so far, no decision yet"
    assert here.offers[0].lines == (Line(ml_fit.FOR, "data_exists", {"answer": "yes"}),)


def test_rules_that_reach_the_kpi_decide_against_ml() -> None:
    here = found(RULES_DO)

    assert here.headline == "Use rules, no ML. Rules or simple statistics reach the KPI."
    assert here.tone is Tone.FAIR


def test_the_reasons_are_put_together_from_the_answers() -> None:
    answers = dict(offer(RULES_DO, "record").answers)

    assert answers[ml_fit.DECISION] == "use_rules"
    assert answers[ml_fit.REASON] == (
        "Rules or simple statistics reach the KPI.\n\n"
        "Against ML: rules or simple statistics reach an acceptable KPI (140 rules reach 71%).\n\n"
        "Without ML: The rule engine of today."
    )


def test_reasons_of_ones_own_stand_before_drafted_ones() -> None:
    typed = {**RULES_DO, "reason": "Finance said no."}

    assert Answer(ml_fit.REASON, "Finance said no.") in offer(typed, "record").answers


def test_the_spec_can_end_with_rules() -> None:
    ending = offer(RULES_DO, "end")

    assert ending.words == "Write this and end the spec: “Use rules, no ML”"
    assert ending.ends.startswith("Should this be ML at all? Use rules, no ML. Rules or simple")
    assert ending.answers == offer(RULES_DO, "record").answers


def test_no_ending_is_offered_where_ml_is_the_answer() -> None:
    assert found(FOR_ML).headline.startswith("Use ML")
    assert [one.name for one in found(FOR_ML).offers] == ["record"]


def test_people_may_decide_otherwise() -> None:
    here = found({**FOR_ML, "decision": "use_rules", "reason": "No budget for a team."})

    assert here.notes == ("You decide otherwise than the answers lead: Use ML.",)
    assert [one.name for one in here.offers] == ["record", "end"]


def test_a_template_that_asks_for_none_of_it_gets_no_answers_but_can_end() -> None:
    [ending] = found(RULES_DO, "one_page_kickoff").offers

    assert ending.words == "End the spec: “Use rules, no ML”"
    assert (ending.answers, ending.lines) == ((), ())


def test_an_answer_that_waits_to_be_settled_is_left_alone() -> None:
    here = ml_fit.find(scene(FRAMED, unsettled=(ml_fit.DECISION,)), Typed(RULES_DO))

    assert ml_fit.DECISION not in dict(here.offers[0].answers)


def test_what_is_no_option_counts_as_no_answer() -> None:
    assert found({**FOR_ML, "data_exists.answer": "perhaps"}).points[0].state == "1 of 10"
