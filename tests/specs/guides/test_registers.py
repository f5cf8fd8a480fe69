"""Guides that fill tables: production killers, negative requirements, stakeholders."""

from __future__ import annotations

from specs.domain.attribute import Json
from specs.domain.charts import Tone
from specs.domain.guides import killers, negative, stakeholders
from specs.domain.guides.guide import Found, Guide, Line, Typed
from tests.specs.guides_scene import example_scene, scene

RED = {
    "label_scarcity.applies": "yes",
    "label_scarcity.evidence": "0.2% of payments are fraud",
    "adversarial.applies": "yes",
    "adversarial.mitigation": "Rate limit",
    "adversarial.owner": "ml_engineer",
    "latency_qps.applies": "no",
}


def found(
    guide: Guide,
    typed: dict[str, str],
    answers: dict[str, Json] | None = None,
    template: str = "full_spec",
) -> Found:
    return guide.find(scene(answers or {}, template), Typed(typed))


def risks(result: Found) -> list[Line]:
    return [line for offer in result.offers for line in offer.lines if line.key == "risk.register"]


def test_what_applies_becomes_prefilled_risks() -> None:
    here = found(killers.GUIDE, RED)

    assert here.headline == "2 of 8 apply, 1 without an answer, 5 not known."
    assert [one.name for one in here.offers] == [
        "answers",
        "risks",
        "risk-label_scarcity",
        "risk-adversarial",
    ]
    first, second = here.offers[1].lines
    assert first.cells["failure_mode"] == (
        "Labels scarce or imbalanced: 0.2% of payments are fraud"
    )
    assert (first.cells["category"], first.cells["impact"]) == ("data", "high")
    assert second.cells["mitigation"] == "Rate limit"
    assert second.cells["probability"] == "low"
    assert second.cells["impact_description"] == "The model is manipulated"


def test_a_killer_without_an_answer_is_red_and_one_with_an_owner_is_not() -> None:
    points = {one.title: one for one in found(killers.GUIDE, RED).points}

    assert points["Labels scarce or imbalanced"].tone is Tone.BAD
    assert points["Labels scarce or imbalanced"].notes == ("Nobody owns it.",)
    assert points["Adversarial behaviour"].tone is Tone.GOOD
    assert "Latency or QPS mismatch" not in points


def test_a_risk_that_is_there_is_not_added_again() -> None:
    row: Json = [{"failure_mode": "Adversarial behaviour: bots", "category": "adversarial"}]
    here = found(killers.GUIDE, RED, {"risk.register": row})

    assert [one.cells["category"] for one in risks(here)] == ["data"]


def test_a_risk_of_the_same_category_is_named_and_left_to_choose() -> None:
    row: Json = [{"failure_mode": "Fraudsters probe", "category": "adversarial"}]
    here = found(killers.GUIDE, RED, {"risk.register": row})
    point = next(one for one in here.points if one.title == "Adversarial behaviour")

    assert "Fraudsters probe" in point.notes[0]
    assert [one.name for one in here.offers] == [
        "answers",
        "risk-label_scarcity",
        "risk-adversarial",
    ]


def test_a_template_without_killers_still_offers_the_risks() -> None:
    here = found(killers.GUIDE, RED, template="ml_model_spec")

    assert here.offers[0].name == "risks"
    assert len(risks(here)) == 4


def test_every_killer_has_a_category_that_the_register_knows() -> None:
    here = scene({})
    known = dict(here.column_options("risk.register", "category"))

    assert [one["key"] for one in here.entries("production_killers")] == [*killers.BECOMES]
    assert {category for category, _words in killers.BECOMES.values()} <= {*known}
    for entry in here.entries("production_killers"):
        typed = Typed({f"{entry['key']}.applies": "yes"})
        killer = next(one for one in killers.killers_of(here, typed) if one.is_red)
        assert killers.risk_of(here, killer).cells["impact_description"]


def test_the_running_example_fills_its_tables_without_anything_new() -> None:
    here = example_scene()
    for guide in (negative.GUIDE, stakeholders.GUIDE):
        assert guide.find(here, Typed(guide.filled(here))).offers == ()
    offers = killers.find(here, Typed(killers.GUIDE.filled(here))).offers
    assert "answers" not in [one.name for one in offers]


def test_a_requirement_that_nobody_can_verify_is_red() -> None:
    here = found(negative.GUIDE, {"on_prem_only.applies": "yes", "on_prem_only.reason": "Bank law"})
    point = next(one for one in here.points if one.state.startswith("Applies"))

    assert (point.state, point.tone) == ("Applies, not verifiable", Tone.BAD)
    assert here.headline == "1 of 6 decided, 1 to mend."
    assert here.offers[0].lines == (
        Line(negative.NEGATIVE, "on_prem_only", {"applies": "yes", "reason": "Bank law"}),
    )


def test_other_answers_that_contradict_are_named() -> None:
    typed = {f"{key}.applies": "yes" for key in ("no_pii_in_logs", "no_pii_in_training")}
    typed |= {f"{key}.verification": "A scanner" for key in ("no_pii_in_logs",)}
    answers: dict[str, Json] = {"data.pii_in_logs": True, "data.pii_in_training": "pseudonymised"}

    states = [one.state for one in found(negative.GUIDE, typed, answers).points]

    assert states.count("Contradicted") == 2


def test_what_speaks_for_a_requirement_is_named_while_it_is_open() -> None:
    here = found(negative.GUIDE, {}, {"fairness.concerns_people": True})

    assert here.points[0].notes == ("The spec says that its decisions concern people.",)
    assert here.offers == ()


def test_each_role_is_asked_what_would_make_it_block() -> None:
    groups = stakeholders.ask(scene({}))

    assert len(groups) == 7
    assert all(
        any(one.title == "What would make you block the launch?" for one in group.questions)
        for group in groups
    )
    assert groups[4].questions[2].aside.startswith("What must exist before you agree to be paged")


def test_a_role_that_was_asked_is_written_with_what_such_roles_care_about() -> None:
    here = found(stakeholders.GUIDE, {"finance.would_block": "Above $18,000 a month"})

    [line] = here.offers[0].lines
    assert line.row == "finance"
    assert line.cells == {
        "would_block": "Above $18,000 a month",
        "cares_about": "compute cost; return on investment",
    }
    assert here.points[6].state == "Open"


def test_who_signs_and_was_not_asked_is_flagged() -> None:
    here = found(stakeholders.GUIDE, {})

    assert all(one.tone is Tone.FAIR for one in here.points if "signs this spec" in one.title)
    assert here.points[-1].title == "Executive sponsor / client, signs this spec"
    assert here.points[-1].notes[0].startswith("The matrix has no line for this role")
    assert here.points[0].notes == ()


def test_a_template_without_a_matrix_gets_the_questions_and_nothing_to_write() -> None:
    here = found(stakeholders.GUIDE, {"finance.would_block": "Cost"}, template="one_page_kickoff")

    assert here.offers == ()
    assert any("signs this spec" in one.title for one in here.points)
