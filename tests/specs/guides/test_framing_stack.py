"""The framing stack: what stands, what is empty, and which level hangs in the air."""

from __future__ import annotations

from specs.domain.attribute import Json
from specs.domain.charts import Tone
from specs.domain.guides import framing_stack
from specs.domain.guides.guide import Found, Typed
from tests.specs.guides_scene import scene

STATED: dict[str, Json] = {
    "problem.objective": "Cut the money lost to fraud by 30%.",
    "problem.business_kpi": "Fraud loss falls to $9.9M within 6 months.",
    "problem.kpi_timeframe": {"value": "6", "unit": "months"},
    "framing.product_outcome": "Risky payments are held.",
    "framing.model_goal": "P(payment is fraud)",
    "policy.types": ["threshold"],
    "policy.statement": "Block at 0.9 and above.",
}


def found(answers: dict[str, Json], template: str = "full_spec") -> Found:
    return framing_stack.find(scene(answers, template), Typed())


def states(answers: dict[str, Json], template: str = "full_spec") -> list[str]:
    return [point.state for point in found(answers, template).points]


def test_a_whole_stack_has_no_broken_link() -> None:
    assert found(STATED).tone is Tone.GOOD
    assert states(STATED) == ["Stated"] * 4


def test_a_level_without_the_one_above_is_flagged() -> None:
    answers = {**STATED, "framing.model_goal": None}

    assert states(answers)[2:] == ["Empty", "Broken link: level 2, model goal, is empty"]
    assert found(answers).headline == "The stack is broken. Level 3 hangs in the air."


def test_only_the_level_right_below_the_gap_is_broken() -> None:
    answers = {key: STATED[key] for key in STATED if not key.startswith("problem.")}

    assert states(answers)[0] == "Empty"
    assert states(answers)[1].startswith("Broken link: level 0")
    assert states(answers)[2:] == ["Stated", "Stated"]


def test_a_workflow_change_stands_for_the_product_outcome() -> None:
    answers = {**STATED, "framing.product_outcome": None, "problem.workflow_change": "Held."}

    assert found(answers).tone is Tone.GOOD


def test_an_empty_stack_begins_at_the_top() -> None:
    assert found({}).headline == "Next: level 0, business objective."
    assert found({}).tone is Tone.FAIR


def test_a_kpi_without_a_figure_is_said() -> None:
    [first, *_rest] = found({**STATED, "problem.business_kpi": "Less fraud"}).points

    assert "The KPI lacks a number or a timeframe here." in first.notes


def test_a_template_without_the_levels_breaks_nothing() -> None:
    assert found({}, "ml_model_spec").headline.startswith("This spec's template asks for none")
    assert states(STATED, "design_doc")[0] == "Stated"
    assert states(STATED, "design_doc")[1:] != ["Stated"] * 3
