"""The page about own checks: its examples are evaluated, its names are those that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from specs import catalogue
from specs.cel.running import (
    BRACKETS_DEEP,
    SECONDS,
    WALL_SECONDS,
    evaluate,
)
from specs.domain.checks.check import Severity
from specs.domain.own_checks import definition
from specs.domain.own_checks.definition import Case, Rule
from specs.domain.own_checks.inputs import inputs_of
from specs.domain.own_checks.language import FUNCTIONS, MACROS, METHODS, NAMES
from specs.trying import World, build_case
from tests.specs.example import the_example

PAGE = Path(__file__).parents[3] / "docs" / "own-checks.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"\n([^\n]+):\n\n```cel\n(.*?)```", TEXT, flags=re.DOTALL)


def rule(expression: str) -> Rule:
    return Rule("A title", Severity.ADVICE, "It says so.", expression)


def test_every_example_names_what_there_is_and_says_what_the_page_says() -> None:
    known, document = catalogue.attributes(), the_example(template="full_spec")
    expressions = [expression for _, expression in EXAMPLES]
    keys = [key for text in expressions for key in rule(text).reads]

    found = evaluate(
        expressions,
        [inputs_of(document, keys, known)],
        [(place, 0) for place in range(len(expressions))],
        wall_seconds=40,
    )

    assert len(expressions) == 7
    assert set(keys) <= set(known)
    assert not any(found.problems)
    assert [one.failure for one in found.outcomes] == [""] * 7
    assert [one.fires for one in found.outcomes] == [
        title.endswith("(fires)") for title, _ in EXAMPLES
    ]


@pytest.mark.parametrize("name", sorted({*NAMES, *FUNCTIONS, *MACROS, *METHODS}))
def test_the_page_names_everything_that_can_be_used(name: str) -> None:
    assert re.search(rf"[`\"]{name}\b", TEXT)


def test_the_case_of_the_page_can_be_read() -> None:
    [answers] = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
    world = World(catalogue.templates(), catalogue.attributes())

    document = build_case(Case("", answers, fires=True), rule("true"), world)

    assert str(document.on) == "2026-03-02"
    assert document.seconds("deployment.rollback_time") == 300


def test_the_bounds_are_those_that_hold() -> None:
    for bound in (
        f"{definition.EXPRESSION_LIMIT:,} characters, {BRACKETS_DEEP} brackets",
        f"{SECONDS:g} s, kept by",
        f"{WALL_SECONDS:g} s by the clock",
        f"{definition.ACTIVE_LIMIT}, each with up to {definition.CASES_LIMIT} cases",
    ):
        assert bound in TEXT
