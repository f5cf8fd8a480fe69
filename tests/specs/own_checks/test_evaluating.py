"""What an expression may say, what it gives, and that it is stopped in time."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from specs import catalogue
from specs.cel.running import evaluate, find_problems
from specs.domain.attribute import Json, Kind
from specs.domain.checks.check import Severity
from specs.domain.document import Document
from specs.domain.own_checks.definition import EXPRESSION_LIMIT, Rule
from specs.domain.own_checks.inputs import inputs_of
from specs.domain.own_checks.language import FUNCTIONS, MACROS, METHODS, NAMES, VALUES, sample_of
from specs.domain.own_checks.outcomes import Outcome
from tests.specs.example import the_example
from tests.specs.strategies import FULL_SPEC, answers

ENTRIES = [*NAMES.values(), *FUNCTIONS.values(), *MACROS.values(), *METHODS.values()]


def rule(expression: str) -> Rule:
    return Rule("A title", Severity.WARNING, "It says so.", expression)


def seen_by(expressions: list[str], document: Document) -> dict[str, Json]:
    keys = [key for text in expressions for key in rule(text).reads]
    return inputs_of(document, keys, catalogue.attributes())


def outcomes(expressions: list[str], document: Document) -> list[Outcome]:
    jobs = [(place, 0) for place in range(len(expressions))]
    seen = [seen_by(expressions, document)]
    return list(evaluate(expressions, seen, jobs, wall_seconds=40).outcomes)


def outcome(expression: str, changes: dict[str, Any] | None = None) -> Outcome:
    [found] = outcomes([expression], the_example(changes, template="full_spec"))
    return found


def test_every_example_of_the_reference_is_evaluated() -> None:
    found = outcomes([entry.example for entry in ENTRIES], the_example())

    failed = [one.failure for one in found if one.failure]
    assert failed == []


def test_what_is_offered_for_a_key_can_be_evaluated_whether_it_is_answered_or_not() -> None:
    samples = [sample_of(attribute) for attribute in FULL_SPEC.attributes.values()]
    filled, empty = the_example(template="full_spec"), Document(FULL_SPEC, {}, on=the_example().on)

    assert {one.failure for one in outcomes(samples, filled)} == {""}
    assert {one.failure for one in outcomes(samples, empty)} == {""}


def test_every_kind_of_answer_says_what_it_is_to_an_expression() -> None:
    assert set(VALUES) == set(Kind)


@pytest.mark.parametrize(
    ("expression", "fires"),
    [
        ('answers["data.positive_rate"] < 1', True),
        ('1 > answers["data.positive_rate"]', True),
        ('answers["data.positive_rate"] * 2 == 0.22 + answers["data.positive_rate"]', False),
        ('answers["evaluation.primary_metric"] == 5', False),
        ('answers["risk.register"].size() > 2 && answers["risk.register"][0].owner != ""', True),
        ('answers["project.owner"].name == "Dana Okafor"', True),
        ('answers["feasibility.data"].status == "green"', True),
        ('answers["framing.failures_ruled_out"].wrong_target.answer == "yes"', True),
        ('answers["data.date_range_required"].start < today', True),
        ('days(answers["data.date_range_required"].start, today) > 300', True),
        ('answers["problem.kpi_timeframe"].seconds > 86400', True),
        ('asked("problem.kpi_timeframe") && !asked("own.nothing")', True),
        ('template == "full_spec" && revision >= 1', True),
        ("today.getFullYear() == 2026", True),
    ],
)
def test_an_expression_reads_the_document(expression: str, fires: bool) -> None:  # noqa: FBT001
    assert outcome(expression) == Outcome(fires=fires)


def test_a_blank_answer_is_known_by_its_kind() -> None:
    blank = {"data.positive_rate": None, "evaluation.primary_metric": None, "risk.register": None}

    found = outcome(
        'answers["data.positive_rate"] == null && answers["evaluation.primary_metric"] == ""'
        ' && answers["risk.register"] == [] && !answered("risk.register")',
        blank,
    )

    assert found == Outcome(fires=True)


def test_a_hidden_answer_reads_as_blank() -> None:
    template = FULL_SPEC
    hidden = [a for a in template.attributes.values() if a.show_when and a.kind is Kind.LONG_TEXT]
    keys = [a.key for a in hidden if not the_example(template="full_spec").is_shown(a.key)]
    assert keys

    found = outcomes(
        [f'answers["{key}"] == "" && excused("{key}")' for key in keys],
        the_example(template="full_spec"),
    )

    assert set(found) == {Outcome(fires=True)}


def test_a_key_that_the_template_does_not_ask_for_reads_as_blank() -> None:
    smallest = min(catalogue.templates().values(), key=lambda template: len(template.items))
    assert "data.positive_rate" not in smallest.items
    document = Document(smallest, {}, on=the_example().on)

    [found] = outcomes(['answers["data.positive_rate"] == null'], document)

    assert found == Outcome(fires=True)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('answers["data.positive_rate"] > "a"', "> cannot be used on a number and a text"),
        ('answers["risk.register"].exists(risk, risk.ownr == "")', "there is no “ownr” here"),
        ('answers["project.title"]', "it has to say true or false, and gives a text."),
        ("1 / 0 == 1", "something is divided by nothing"),
        ('answers["risk.register"][4000].owner == ""', "a list has no entry at this place"),
        ("words(3) > 1", "words(text) cannot be used on a whole number."),
        ('answers["project.title"].foo == 1', "a part is asked of a text, which has none"),
    ],
)
def test_what_errs_says_why_in_words(expression: str, words: str) -> None:
    assert words in outcome(expression).failure


@pytest.mark.parametrize(
    ("expression", "place", "words"),
    [
        ("", (1, 1), "Write when the check fires."),
        ("stage = 'mvp'", (1, 7), "Two values are compared with ==."),
        ("stage == 'mvp' &&\n  wrods('a') > 1", (2, 3), "Did you mean “words()”?"),
        ("size(answers['project.title']", (1, 30), "The expression ends too early"),
        ("stage == 'mvp", (1, 10), "This quotation mark is not closed."),
        ("answers[stage] == ''", (1, 1), "named by its key in quotation marks"),
        ("answers.exists(a, true)", (1, 1), "named by its key in quotation marks"),
        ("answered(stage)", (1, 1), "takes a key in quotation marks"),
        ("[1].exists(true)", (1, 1), "takes a name and what is asked of it"),
        ("nothing == 1", (1, 1), "There is no “nothing” here."),
        ("(" * 30 + "1", (1, 25), "At most 24 brackets"),
        ("true || " * 600 + "true", (1, 1), f"At most {EXPRESSION_LIMIT:,} characters."),
        (
            "[1].all(a, [1].all(b, [1].all(c, [1].all(d, true))))",
            (1, 34),
            "At most 3 of exists, all, filter and map inside another.",
        ),
    ],
)
def test_what_is_wrong_is_said_by_line_and_column(
    expression: str, place: tuple[int, int], words: str
) -> None:
    problem = find_problems(expression)[0]

    assert (problem.line, problem.column) == place
    assert words in problem.words


def test_a_hostile_expression_is_stopped_and_the_others_go_on() -> None:
    row = {"failure_mode": "It drifts", "owner": "Dana"}
    document = the_example({"risk.register": [row] * 1000})
    table = 'answers["risk.register"]'
    nested = f"{table}.all(a, {table}.all(b, {table}.all(c, a.owner == c.owner)))"
    texts = f"{table}.map(a, {table}.map(b, {table}.map(c, a.owner + b.owner))).size() == 1"
    backtracking = '"' + r"\a" * 60

    begun = time.monotonic()
    found = outcomes([nested, texts, backtracking, f"{table}.size() == 1000"], document)

    assert "it took longer than 0.5 s of computing." in found[0].failure
    assert found[1].failure
    assert found[2].failure
    assert found[3] == Outcome(fires=True)
    assert time.monotonic() - begun < 40


def test_what_uses_up_all_the_time_is_killed() -> None:
    document = the_example({"risk.register": [{"owner": "Dana"}] * 1000})
    table = 'answers["risk.register"]'
    slow = f"{table}.all(a, {table}.all(b, a.owner == b.owner))"

    begun = time.monotonic()
    found = evaluate(
        [slow, "true"], [seen_by([slow], document)], [(0, 0), (1, 0)], seconds=60, wall_seconds=1.5
    )

    assert time.monotonic() - begun < 4
    assert {one.failure for one in found.outcomes} == {
        "the checks together took longer than 1.5 s."
    }


def test_answers_without_end_are_not_even_handed_over() -> None:
    document = the_example({"problem.statement": "word " * 1_000_000})

    [found] = outcomes(['words(answers["problem.statement"]) > 1'], document)

    assert found.failure == "the answers that it reads are too many to be evaluated."


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink starts hundreds of processes
    suppress_health_check=list(HealthCheck),
)
@given(changes=st.lists(answers(FULL_SPEC), min_size=4, max_size=4))
def test_no_document_makes_an_evaluation_raise(changes: list[dict[str, Json]]) -> None:
    found = [the_example(template="full_spec")] * len(changes)
    found = [
        replace(one, values={**one.values, **new}) for one, new in zip(found, changes, strict=True)
    ]
    samples = [sample_of(attribute) for attribute in FULL_SPEC.attributes.values()]
    seen = [seen_by(samples, document) for document in found]
    jobs = [(place, document) for place in range(len(samples)) for document in range(len(found))]

    evaluated = evaluate(samples, seen, jobs, seconds=5, wall_seconds=60)

    failed = {
        f"{samples[job[0]]}: {one.failure}"
        for job, one in zip(jobs, evaluated.outcomes, strict=True)
        if one.failure
    }
    assert not failed
