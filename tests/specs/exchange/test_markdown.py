"""A Markdown document becomes a spec by its headings, and nothing of it is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Json
from specs.exports.markdown import write_markdown
from specs.exports.portable import plain_value
from specs.imports import Refused
from specs.imports.incoming import Incoming
from specs.imports.markdown import find_template, read_markdown
from specs.imports.outline import title_of
from tests.specs.example import example_values
from tests.specs.exchange.test_portable import held, items_of, stored
from tests.specs.strategies import FULL_SPEC, ML_MODEL_SPEC

ATTRIBUTES = FULL_SPEC.attributes


def read(body: str) -> Incoming:
    """Read a document with a title."""
    return read_markdown(f"# Card fraud\n\n{body}", FULL_SPEC, 3)


def loose(incoming: Incoming) -> list[tuple[str, str]]:
    """Return heading and text of what found no place."""
    return [(piece.heading, piece.text) for piece in incoming.loose]


def told(value: Json) -> Json:
    """Return a value without ids and accounts, which a document does not tell."""
    if isinstance(value, list):
        return [
            {k: v for k, v in row.items() if k != "id"} if isinstance(row, dict) else row
            for row in value
        ]
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name != "user"}
    return value


def test_what_was_exported_is_read_again() -> None:
    values = items_of(example_values())
    values["problem.statement"] = "# Why\n\nA list\n\n- one | two\n\n```\n# no heading\n```"
    values["problem.objective"] = {"not_applicable": "A trial, so far."}
    text = write_markdown(held(values))

    incoming = read_markdown(text, FULL_SPEC, 3)

    again = stored(incoming)
    wrong = {
        key: again.get(key)
        for key, attribute in ATTRIBUTES.items()
        if (was := told(plain_value(attribute, values[key]))) not in (None, "", [], {})
        if key not in ("project.title", "problem.statement")
        if told(plain_value(attribute, again.get(key))) != was
    }
    assert wrong == {}
    assert again["problem.statement"] == str(values["problem.statement"]).replace(
        "# Why", "#### Why", 1
    )
    assert [heading for heading, _ in loose(incoming)] == [
        "Accepted warnings",
        "Accepted risks",
    ]
    assert find_template(text) == ("full_spec", 3)


@pytest.mark.parametrize(
    "heading",
    [
        "Business problem",
        "business PROBLEM:",
        "1.2 Business problem",
        "3) Business  problem",
        "iv. Business problem",
    ],
)
def test_a_heading_finds_its_field(heading: str) -> None:
    incoming = read(f"## {heading}\n\nCards are *stolen*.\n\n#### Since when\n\nLong.")

    assert (
        incoming.answers["problem.statement"] == "Cards are *stolen*.\n\n#### Since when\n\nLong."
    )
    assert incoming.loose == ()


def test_what_has_no_place_is_kept_with_its_heading() -> None:
    incoming = read(
        "Hello.\n\n## Weather\n\nRain.\n\n### More\n\nSnow.\n\n"
        "## Business problem\n\nA.\n\n## End\n\nB."
    )

    assert loose(incoming) == [
        ("Card fraud", "Hello."),
        ("Weather", "Rain.\n\n### More\n\nSnow."),
        ("End", "B."),
    ]


@pytest.mark.parametrize(
    ("title", "words", "value"),
    [
        ("Rules reach the KPI", "no", False),
        ("Model development starts", "2 Mar 2026", "2026-03-02"),
        ("Current stage", "proof of concept", "poc"),
        ("KPI timeframe", "6 months", {"value": "6", "unit": "months"}),
        ("KPI timeframe", "1 month", {"value": "1", "unit": "months"}),
        ("Spec owner", "Ann Lee (Finance)", {"name": "Ann Lee", "role": "finance"}),
        ("Spec owner", "Ann Lee (whoever)", {"name": "Ann Lee (whoever)", "role": ""}),
    ],
)
def test_words_become_values(title: str, words: str, value: Json) -> None:
    incoming = read(f"## {title}\n\n{words}\n")

    assert list(incoming.answers.values()) == [value]


@pytest.mark.parametrize(
    ("title", "words", "why"),
    [
        ("Rules reach the KPI", "perhaps", "Answer yes or no."),
        ("Model development starts", "soon", "Not a date"),
        ("Current stage", "- a\n- b", "no room"),
        ("KPI timeframe", "two moons", "Not a number"),
        ("Risk register", "All is well.", "no room"),
        ("Risk register", "| A | B |\n|---|---|\n| 1 | 2 |", "No title of its columns"),
        ("Use ML when", "- [x] The moon is full", "no such item"),
    ],
)
def test_what_does_not_fit_says_why(title: str, words: str, why: str) -> None:
    [piece] = read(f"## {title}\n\n{words}\n").loose

    assert piece.heading == title
    assert piece.text == words
    assert why in piece.why


def test_a_table_fills_rows_and_keeps_what_is_beside() -> None:
    incoming = read(
        "## 5. Risk register\n\n"
        "| Failure mode | Probability | Impact | Weather |\n|---|:-:|---|---|\n"
        "| a \\| b | High | low | rain |\n| c | huge | low | |\n"
    )

    assert [row.cells for row in incoming.rows["risk.register"]] == [
        {"failure_mode": "a | b", "probability": "high", "impact": "low"}
    ]
    assert [piece.text.split("\n")[2] for piece in incoming.loose] == [
        "| c | huge | low |  |",
        "| a \\| b | rain |",
    ]


def test_a_table_below_its_section_finds_its_field() -> None:
    titles = [column.title for column in ATTRIBUTES["risk.register"].columns]
    section = next(s for s in FULL_SPEC.sections if s.key == FULL_SPEC.section_of["risk.register"])
    cells = " | ".join(["Drift", "", "high"] + [""] * (len(titles) - 3))
    head = f"| {' | '.join(titles)} |\n|{'---|' * len(titles)}\n"

    incoming = read(f"## {section.heading}\n\nSee below.\n\n{head}| {cells} |\n")

    assert incoming.rows["risk.register"][0].cells == {
        "failure_mode": "Drift",
        "probability": "high",
    }
    assert loose(incoming) == [(section.heading, "See below.")]


def test_a_text_given_twice_is_joined_and_a_value_kept() -> None:
    incoming = read(
        "## Business problem\n\nA\n\n## Business problem\n\nB\n\n"
        "## Rules reach the KPI\n\nno\n\n## Rules reach the KPI\n\nyes"
    )

    assert incoming.answers["problem.statement"] == "A\n\nB"
    assert False in incoming.answers.values()
    assert loose(incoming) == [("Rules reach the KPI", "yes")]


def test_without_a_heading_the_file_names_the_spec() -> None:
    assert read_markdown("Text.", ML_MODEL_SPEC, 1, name="card fraud").title == "card fraud"
    with pytest.raises(Refused, match="title is missing"):
        read_markdown("Text.", ML_MODEL_SPEC, 1)


@pytest.mark.parametrize("hostile", ["[" * 40_000, "> " * 40_000, "|a|\n|-|\n" + "|a\n" * 9000])
def test_a_hostile_document_takes_no_more_than_its_length(hostile: str) -> None:
    begin = time.monotonic()

    incoming = read(hostile)

    assert incoming.loose
    assert time.monotonic() - begin < 20


WORDS = st.sampled_from(
    [a.title for a in list(ATTRIBUTES.values())[:40]]
    + [
        "|",
        "---",
        "- [x]",
        "\n",
        "\n\n",
        "#",
        "##",
        "yes",
        "5",
        "`",
        "<br>",
        "*",
        "1.",
        "odd words",
    ]
)


@given(st.lists(WORDS, max_size=60).map(" ".join))
@example("# odd words")
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost(text: str) -> None:
    body = text.replace("odd words", "oddwords")
    incoming = read(body)

    said = str([*incoming.answers.values(), *incoming.rows.values(), *incoming.loose])
    said += incoming.title + " ".join(a.title for a in catalogue.attributes().values())
    assert said.count("oddwords") >= (1 if "oddwords" in body else 0)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("1. A", "a"),
        ("2.3.4 A", "a"),
        ("IV. A", "a"),
        ("b) A", "a"),
        ("A  B:", "a b"),
        ("3D", "3d"),
    ],
)
def test_titles_are_compared_without_numbers_and_case(words: str, title: str) -> None:
    assert title_of(words) == title
