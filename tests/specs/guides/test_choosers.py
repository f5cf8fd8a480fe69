"""The choosers: archetype, output and task type, and the giant-multiclass trap."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.charts import Tone
from specs.domain.guides import archetype, task_type
from specs.domain.guides.guide import Answer, Found, Typed
from specs.domain.metrics import TASKS_OF_OUTPUT
from tests.specs.guides_scene import example_scene, scene


def kind(typed: dict[str, str], answers: dict[str, Json] | None = None) -> Found:
    return archetype.find(scene(answers or {}), Typed(typed))


def task(typed: dict[str, str], template: str = "full_spec") -> Found:
    return task_type.find(scene({}, template), Typed(typed))


@pytest.mark.parametrize(
    ("acts", "decides", "found"),
    [
        ("yes", "", "autonomous"),
        ("yes", "yes", "autonomous"),
        ("no", "yes", "human_in_the_loop"),
        ("no", "no", "augmentation"),
        ("no", "", ""),
        ("", "yes", ""),
    ],
)
def test_the_most_automatic_thing_decides(acts: str, decides: str, found: str) -> None:
    assert archetype.archetype_of(Typed({"acts": acts, "decides": decides})) == found


def test_the_archetype_is_written_with_its_focus_and_the_guardrails_apart() -> None:
    first, second = kind({"acts": "yes"}).offers

    assert first.answers == (
        Answer(archetype.ARCHETYPE, "autonomous"),
        Answer(archetype.FOCUS, "Failure rate and failure severity"),
    )
    assert second.answers == (
        Answer(archetype.GUARDRAILS, ("safety_constraints", "audits", "staged_rollout")),
    )
    assert second.words.startswith("Commit to “Safety constraints”, “Regular audits”")


def test_a_focus_of_ones_own_and_chosen_guardrails_stay() -> None:
    answers: dict[str, Json] = {
        archetype.FOCUS: "At most 0.35% stopped.",
        archetype.GUARDRAILS: ["fallback_to_rules", "audits"],
    }
    first, second = kind({"acts": "yes"}, answers).offers

    assert first.answers == (Answer(archetype.ARCHETYPE, "autonomous"),)
    assert second.answers[0].value == (
        "fallback_to_rules",
        "audits",
        "safety_constraints",
        "staged_rollout",
    )


def test_the_running_example_agrees_with_its_archetype() -> None:
    here = example_scene()
    found = archetype.find(here, Typed(archetype.GUIDE.filled(here)))

    assert found.headline == "Autonomous."
    assert (found.offers, found.notes[0][:4]) == ((), "The ")


def test_another_archetype_than_the_stated_one_is_said() -> None:
    found = kind({"acts": "yes"}, {archetype.ARCHETYPE: "augmentation"})

    assert found.notes[0].startswith("The spec says otherwise: Automation augmentation")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"output": "classification", "size": "2"}, "binary"),
        ({"output": "classification", "size": "12", "growth": "fixed"}, "multiclass"),
        ({"output": "classification", "size": "12", "together": "yes"}, "multilabel"),
        ({"output": "ranking"}, "ranking"),
        ({"output": "regression", "scored": "no"}, "value_regression"),
        ({"output": "regression", "scored": "yes"}, "score_regression"),
        ({"output": "anomaly_detection", "labelled": "no"}, "anomaly"),
        ({"output": "anomaly_detection", "labelled": "yes"}, "binary"),
        ({"output": "generation", "medium": "image"}, "image_generation"),
    ],
)
def test_every_way_through_ends_in_a_task_that_fits(typed: dict[str, str], found: str) -> None:
    choice = task_type.choose(scene({}), Typed(typed))

    assert choice == task_type.Choice(found)
    assert found in TASKS_OF_OUTPUT[typed["output"]]
    assert Answer(task_type.TASK, found) in task(typed).offers[0].answers


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"output": "classification"},
        {"output": "classification", "size": "-3"},
        {"output": "classification", "size": "many"},
        {"output": "regression"},
        {"output": "generation", "medium": "smell"},
        {"output": "nothing"},
    ],
)
def test_an_open_question_is_asked_again(typed: dict[str, str]) -> None:
    assert task(typed).offers == ()


@pytest.mark.parametrize(
    "typed",
    [
        {"growth": "weekly"},
        {"growth": "monthly", "size": "40"},
        {"growth": "fixed", "size": "50000"},
        {"growth": "weekly", "together": "yes"},
    ],
)
def test_a_long_or_growing_list_of_classes_is_a_trap(typed: dict[str, str]) -> None:
    found = task({"output": "classification", **typed})

    assert found.headline.startswith("The giant-multiclass trap")
    assert found.tone is Tone.BAD
    assert [one.name for one in found.offers] == ["score_per_candidate", "retrieve_then_rank"]
    assert Answer(task_type.OUTPUT, "ranking") in found.offers[0].answers


def test_ranking_items_that_come_and_go_scores_each_candidate() -> None:
    found = task({"output": "ranking", "growth": "weekly"})

    assert Answer(task_type.STRATEGY, "score_per_candidate") in found.offers[0].answers
    assert Answer(task_type.GROWTH, "weekly") in found.offers[0].answers


def test_the_running_example_is_binary_already() -> None:
    here = example_scene()
    found = task_type.find(here, Typed(task_type.GUIDE.filled(here)))

    assert found.headline == "Binary classification."
    assert found.offers == ()


def test_a_template_without_the_task_gets_the_output_type_alone() -> None:
    [offer] = task({"output": "ranking"}, "one_page_kickoff").offers

    assert offer.answers == (Answer(task_type.OUTPUT, "ranking"),)
