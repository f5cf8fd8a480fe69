"""Answers that are required from a stage of the project on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specs import catalogue
from specs.domain.attribute import Json, Malformed, Template
from specs.domain.checks import run, run_again
from specs.domain.checks.check import Severity
from specs.domain.completeness import completeness
from specs.domain.document import Document
from specs.domain.stages import STAGE, STAGES, is_reached
from tests.specs.example import DAY, example_values

LATER = {"risk.register": "mvp", "monitoring.signals": "scale", "problem.statement": "poc"}
ORDER = {stage: place for place, stage in enumerate(STAGES)}


def staged(later: dict[str, str] | None = None) -> Template:
    """The template of the running example, some of whose answers wait for a stage."""
    template = catalogue.template("ml_model_spec")
    stages = LATER if later is None else later
    sections = tuple(
        replace(
            section,
            items=tuple(replace(i, required_from=stages.get(i.key, "")) for i in section.items),
        )
        for section in template.sections
    )
    return replace(template, sections=sections)


def at_stage(stage: Json, **more: Json) -> Document:
    """The example without the answers that wait, at a stage."""
    values = {**example_values(), STAGE: stage, **dict.fromkeys(LATER), **more}
    return Document(staged(), values, on=DAY, revision=3)


def blocked(document: Document) -> set[str]:
    """The keys at which something blocks."""
    return {f.key for f in run(document) if f.severity is Severity.BLOCKER} & {*LATER}


def test_the_stages_are_the_options_of_the_attribute() -> None:
    assert tuple(option.value for option in catalogue.attributes()[STAGE].options) == STAGES


@pytest.mark.parametrize(
    ("stage", "needed"),
    [
        ("discovery", set()),
        ("poc", {"problem.statement"}),
        ("mvp", {"problem.statement", "risk.register"}),
        ("scale", {*LATER}),
        ("live", {*LATER}),
        (None, {*LATER}),
        ({"not_applicable": "It is no project."}, {*LATER}),
    ],
)
def test_an_answer_blocks_from_its_stage_on(stage: Json, needed: set[str]) -> None:
    assert blocked(at_stage(stage)) == needed


@pytest.mark.parametrize("stage", [*STAGES, None])
def test_completeness_counts_what_the_stage_needs(stage: str | None) -> None:
    document = at_stage(stage)

    counted = completeness(document, ())

    missing = sum(1 for first in LATER.values() if ORDER[first] <= ORDER.get(str(stage), 9))
    assert counted.total - counted.answered == missing
    assert counted.percent == 100 or missing


@pytest.mark.parametrize("before", STAGES)
@pytest.mark.parametrize("after", [*STAGES, None])
def test_a_changed_stage_is_looked_at_again_in_full(before: str, after: str | None) -> None:
    first, second = at_stage(before), at_stage(after)

    again = run_again(first.with_answer(STAGE, second.values), STAGE, run(first))

    assert again == run(second)


def test_an_answer_given_early_counts_for_nothing_and_stays() -> None:
    early = at_stage("poc", **{"risk.register": example_values()["risk.register"]})

    assert completeness(early, ()).total == completeness(at_stage("poc"), ()).total
    assert early.rows("risk.register")


def test_a_template_without_stages_keeps_its_definition() -> None:
    template = catalogue.template("ml_model_spec")

    assert staged({}).digest == template.digest
    assert staged().digest != template.digest
    assert Template.from_definition(staged().definition()) == staged()


@pytest.mark.parametrize("stage", ["concept", "", 3])
def test_a_stage_that_there_is_not_is_refused(stage: Json) -> None:
    definition = staged().definition()
    first_item(definition)["required_from"] = stage

    with pytest.raises(Malformed, match="there is no stage"):
        Template.from_definition(definition)


def test_a_stage_needs_a_required_answer() -> None:
    definition = staged().definition()
    first_item(definition).update(required=False, required_from="poc")

    with pytest.raises(Malformed, match="is not required"):
        Template.from_definition(definition)


def first_item(definition: Json) -> dict[str, Json]:
    """The first item of a definition, to be changed."""
    assert isinstance(definition, dict)
    sections = definition["sections"]
    assert isinstance(sections, list)
    assert isinstance(sections[0], dict)
    items = sections[0]["items"]
    assert isinstance(items, list)
    assert isinstance(items[0], dict)
    return items[0]


def test_nothing_waits_that_bears_no_stage() -> None:
    assert is_reached("", None)
    assert is_reached("", "discovery")
    assert not is_reached("mvp", "poc")
    assert is_reached("mvp", "mvp")
