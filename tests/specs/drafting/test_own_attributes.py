"""Own attributes: what is typed becomes an attribute, or is refused line by line."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Attribute, Json, Kind, read_attribute
from specs.domain.drafting.own import Unclear, own_key, read_own, write_own
from specs.domain.values import validate

TYPED = {"title": "Model class", "help": "As the bank's policy names it."}
SHAPES: dict[Kind, dict[str, str]] = {
    Kind.SHORT_TEXT: {"example": "Tier 1"},
    Kind.LONG_TEXT: {"example": "Two\nlines."},
    Kind.CHOICE: {"options": "Low\nHigh\nvery | Very high | Board decides", "example": "very high"},
    Kind.MULTI_CHOICE: {"options": "Cards\nLoans", "example": "Loans\nCards"},
    Kind.NUMBER: {"unit": "EUR", "min": "0", "max": "10.5", "example": "7"},
    Kind.NUMBER_UNIT: {"example": "12 EUR"},
    Kind.PERCENT: {"example": "12.5"},
    Kind.DURATION: {"example": "5 days"},
    Kind.DATE: {"example": "2026-02-16"},
    Kind.DATE_RANGE: {"example": "2026-01-01 to 2026-03-31"},
    Kind.YES_NO: {"example": "no"},
    Kind.TABLE: {
        "columns": "Owner | short text | required\nLevel | choice: low, high\nShare | percent",
        "example": "Ana | low | 20\nBo | high | 80",
    },
    Kind.CHECKLIST: {"items": "Read by counsel\nKept for ten years"},
    Kind.RUBRIC: {"columns": "Vendor", "criteria": "Price\nfit | Fit | How well it fits"},
    Kind.RAG: {"example": "amber: not measured yet"},
    Kind.PERSON: {"example": "Dana Okafor"},
}


def made(kind: Kind, **typed: str) -> Attribute:
    return read_own({**TYPED, **SHAPES[kind], **typed}, kind, "own.model_class")


@pytest.mark.parametrize("kind", Kind)
def test_an_attribute_of_every_kind_survives_its_definition(kind: Kind) -> None:
    attribute = made(kind)

    assert read_attribute(attribute.definition(), "test") == attribute
    assert not validate(attribute, attribute.example)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_shown_for_editing_makes_the_same_attribute(kind: Kind) -> None:
    attribute = made(kind)

    assert read_own(write_own(attribute), kind, attribute.key) == attribute


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (Kind.YES_NO, False),
        (Kind.CHOICE, "very"),
        (Kind.MULTI_CHOICE, ["cards", "loans"]),
        (Kind.DURATION, {"value": "5", "unit": "days"}),
        (Kind.RAG, {"status": "amber", "note": "not measured yet"}),
    ],
)
def test_an_example_is_stored_as_an_answer_is(kind: Kind, stored: Json) -> None:
    assert made(kind).example == stored


def test_rows_of_an_example_stand_under_their_columns() -> None:
    assert made(Kind.TABLE).example == [
        {"owner": "Ana", "level": "low", "share": "20"},
        {"owner": "Bo", "level": "high", "share": "80"},
    ]


@pytest.mark.parametrize(
    ("kind", "part", "typed", "words"),
    [
        (Kind.SHORT_TEXT, "title", " ", "Give it a title."),
        (Kind.SHORT_TEXT, "title", "a\x00b", "null character"),
        (Kind.SHORT_TEXT, "title", "x" * 161, "At most 160 characters"),
        (Kind.SHORT_TEXT, "help", "", "Say what belongs there"),
        (Kind.SHORT_TEXT, "example", "x" * 301, "This is no answer to the question."),
        (Kind.CHOICE, "options", "Only one", "at least two options"),
        (Kind.CHOICE, "options", "Low\nlow", "Line 2: “low” is there twice."),
        (Kind.CHOICE, "options", "Low\na | b | c | d", "Line 2: write a label"),
        (Kind.CHOICE, "options", "Low\nBad Key | Words", "Line 2: the key “Bad Key”"),
        (Kind.CHOICE, "options", "\n".join(f"O{n}" for n in range(61)), "At most 60 lines"),
        (Kind.CHECKLIST, "items", "", "at least one point"),
        (Kind.NUMBER, "min", "many", "Not a number"),
        (Kind.NUMBER, "min", "0.0000001", "At most six decimals"),
        (Kind.NUMBER, "max", "-1", "The largest value is below the smallest."),
        (Kind.NUMBER, "example", "11", "Must be at most 10.5"),
        (Kind.TABLE, "columns", "", "at least one column"),
        (Kind.TABLE, "columns", "A | chart", "Line 1: “chart” is no kind of column"),
        (Kind.TABLE, "columns", "A | table", "is no kind of column"),
        (Kind.TABLE, "columns", "A\na", "Line 2: there are two columns “a”."),
        (Kind.TABLE, "columns", "A | choice: one", "two options or more"),
        (Kind.TABLE, "columns", "A | date | maybe", "Line 1: write a title"),
        (Kind.TABLE, "example", "Ana | middling | 20", "This is no answer"),
        (Kind.RUBRIC, "criteria", "", "at least one criterion"),
        (Kind.DATE, "example", "2026-02-30", "This is no answer"),
        (Kind.RAG, "example", "blue: so-so", "This is no answer"),
    ],
)
def test_what_makes_no_attribute_is_said_beside_its_control(
    kind: Kind, part: str, typed: str, words: str
) -> None:
    with pytest.raises(Unclear) as unclear:
        made(kind, **{part: typed})

    assert words in unclear.value.wrong[part]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Unclear) as unclear:
        made(Kind.NUMBER, title="", help="", min="x")

    assert set(unclear.value.wrong) == {"title", "help", "min"}


@pytest.mark.parametrize(
    ("title", "key"),
    [("Model class", "own.model_class_2"), ("Größe", "own.grosse"), ("模型", "own.attribute")],
)
def test_a_key_is_made_of_the_title_and_never_taken(title: str, key: str) -> None:
    assert own_key(title, ["own.model_class", "project.title"]) in (key, "own.groe")
