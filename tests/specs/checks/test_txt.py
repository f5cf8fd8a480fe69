"""TXT: wording."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, run
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example


@pytest.mark.parametrize(
    "text",
    [
        "TBD",
        "The rules find tbd of the fraud.",
        "To be defined.",
        "...",
        "  later ",
        "[describe how it goes today]",
        "At most [X] % of cases within N ms",
        "<owner>",
        "Lorem ipsum dolor sit amet",
    ],
)
def test_a_placeholder_in_a_required_answer_blocks(text: str) -> None:
    document = the_example({"problem.current_performance": text})

    [finding] = BY_CODE["TXT001"](document)

    assert finding.key == "problem.current_performance"
    assert BY_CODE["TXT002"](document) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The rules of [1] find 55% of it, [see the report](https://example.org).",
        "Values in [0, 1]; - [x] done; 5% of cases, 20 ms",
        "Todos los casos: 55% of fraud in method and tbdx.",
        "It is decided later, by 4 people.",
    ],
)
def test_what_only_looks_like_a_placeholder_passes(text: str) -> None:
    assert BY_CODE["TXT001"](the_example({"problem.current_performance": text})) == ()


def test_a_placeholder_in_a_cell_is_found_at_its_cell() -> None:
    document = the_churn_spec({"risk.register>0>mitigation": "Weekly check, owner TBC"})

    [finding] = BY_CODE["TXT001"](document)

    assert (finding.key, finding.cells) == ("risk.register", ((0, "mitigation"),))


def test_a_placeholder_in_an_optional_answer_is_a_warning() -> None:
    document = the_churn_spec({"io.fallback": "[condition]"})

    assert [finding.code for finding in run(document)] == ["TXT002"]


@pytest.mark.parametrize("text", ["n/a", " None ", "-", "Not  Applicable", "?"])
def test_waving_a_required_answer_away_blocks(text: str) -> None:
    [finding] = BY_CODE["TXT003"](the_example({"problem.decision": text}))

    assert finding.key == "problem.decision"


@pytest.mark.parametrize(
    "changes",
    [
        {"problem.decision": {"not_applicable": "It only informs."}},
        {"problem.decision": "No decision is taken, the score is shown in a report."},
        {"io.missing_input_default": "none"},  # optional
    ],
)
def test_a_reason_or_an_optional_field_is_not_waved_away(changes: dict[str, Json]) -> None:
    assert BY_CODE["TXT003"](the_example(changes)) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A fast and robust answer.", ["fast", "robust"]),
        ("Fast! It answers within 20 ms.", ["fast"]),
        ("As soon  as possible", ["as soon as possible"]),
        ("20 ms at most\nand user-friendly", ["user-friendly"]),
    ],
)
def test_a_vague_promise_is_quoted(text: str, words: list[str]) -> None:
    [finding] = BY_CODE["TXT004"](the_churn_spec({"io.fallback": text}))

    quoted = ", ".join(f"The fallback: {word}" for word in words)
    assert finding.message == f"Nobody can test this: {quoted}."


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("io.fallback", "A fast answer within 20 ms, version 1.5, is good."),
        ("io.fallback", "The fast-track queue and the goods office."),
        ("problem.statement", "A robust and scalable service is wanted."),  # no promise to test
        ("problem.objective", "A fast service."),  # not in this template
    ],
)
def test_a_word_with_a_number_or_elsewhere_is_not_vague(key: str, text: str) -> None:
    assert BY_CODE["TXT004"](the_churn_spec({key: text})) == ()


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("Use XGBoost only.", "xgboost"),
        ("A random-forest of 200 trees", None),
        ("A random  forest of 200 trees", "random forest"),
        ("The scores of GPT-4 are used", "gpt-4"),
        ("A BERT-based sentence classifier", "bert"),
        ("Pretrained Llama, served here", "llama"),
        ("The transformer model of 2024", "transformer model"),
        ("A CNN model", "cnn"),
        ("Model of the CNN newsroom", None),  # "model" counts as the next word only
        ("The Claude family signs 3 contracts", None),
        ("Gemini is shown a layer of 4 tiles, each an image", None),
    ],
)
def test_a_method_that_is_named_is_quoted(text: str, method: str | None) -> None:
    findings = BY_CODE["TXT005"](the_churn_spec({"deployment.instance": text}))

    expected = [f"The spec names a method: Instance type and count: {method}."] if method else []
    assert [finding.message for finding in findings] == expected


def test_a_fallback_may_name_its_method() -> None:
    document = the_churn_spec({"io.fallback": "A logistic regression on 3 inputs answers."})

    assert run(document) == ()


@pytest.mark.parametrize(("text", "is_thin"), [("Call lists by age", True), ("a b c d e", False)])
def test_a_required_long_text_needs_five_words(text: str, *, is_thin: bool) -> None:
    findings = BY_CODE["TXT006"](the_churn_spec({"problem.current_performance": text}))

    assert bool(findings) is is_thin


@pytest.mark.parametrize(
    "changes",
    [
        {"versioning.model": "Registry"},  # a short text
        {"io.fallback": "Rules"},  # optional
        {"problem.decision": None},  # blank is REQ001's
    ],
)
def test_other_answers_may_be_short(changes: dict[str, Json]) -> None:
    assert BY_CODE["TXT006"](the_churn_spec(changes)) == ()


def test_the_sample_of_the_catalogue_is_recognised() -> None:
    example = the_example()
    sample = example.text("risk.shift_handling").upper()

    [finding] = BY_CODE["TXT007"](the_churn_spec({"risk.shift_handling": sample}))

    assert finding.key == "risk.shift_handling"


def test_the_running_example_may_be_its_own_sample() -> None:
    assert BY_CODE["TXT007"](the_example()) == ()


def test_two_fields_with_the_same_text_are_named_once() -> None:
    text = "Team leads  sort the call list by score and cut it at 4,000 names."

    [finding] = BY_CODE["TXT008"](the_churn_spec({"risk.shift_handling": text}))

    assert finding.key == "risk.shift_handling"
    assert finding.message == (
        "Copied from one field to another: "
        "How the output is used and How distribution shift is handled."
    )


def test_a_short_text_may_occur_twice() -> None:
    text = "Seven words are not yet a copy"
    changes: dict[str, Json] = {"problem.decision": text, "problem.output_usage": text}

    assert BY_CODE["TXT008"](the_churn_spec(changes)) == ()
