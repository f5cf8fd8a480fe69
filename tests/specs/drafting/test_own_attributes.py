"""Own attributes: what is typed becomes an attribute, or is refused line by line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from specs.domain.attribute import Attribute, Json, Kind, read_attribute
from specs.domain.drafting.own import Unclear, own_key, read_own, write_own
from specs.domain.values import validate

BARE = {"default_rows": "", "example": ""}
TYPED = {"title": "Model class", "help": "As the bank's policy names it."}
SHAPES: dict[Kind, dict[str, str]] = {
    Kind.SHORT_TEXT: {"example": "Tier 1"},
    Kind.LONG_TEXT: {"example": "Two\nlines."},
    Kind.CHOICE: {"options": "Low\nHigh\nvery | Very high | Board decides", "example": "very high"},
    Kind.MULTI_CHOICE: {"options": "Cards\nLoans", "example": "Loans\nCards"},
    Kind.NUMBER: {"unit": "EUR", "min": "0", "max": "10.5", "integer": "yes", "example": "7"},
    Kind.NUMBER_UNIT: {"example": "12 EUR"},
    Kind.PERCENT: {"min": "5", "max": "50", "example": "12.5"},
    Kind.DURATION: {"example": "5 days"},
    Kind.DATE: {"example": "2026-02-16"},
    Kind.DATE_RANGE: {"example": "2026-01-01 to 2026-03-31"},
    Kind.YES_NO: {"example": "no"},
    Kind.TABLE: {
        "columns": "Owner | short text | required | name who\n"
        "Level | choice: low, high\n"
        "Share | percent | from 5\n"
        "Seats | number | whole | from 1 | to 40 | in people",
        "fixed_rows": "First line\nthird | Internal audit | They come last",
        "allow_extra_rows": "yes",
        "default_rows": "Ana | high | 20 | 4\nBo",
        "min_rows": "3",
        "example": "first line | Ana | low | 20 | 3\n | Bo | high | 80",
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
        {"row": "first_line", "who": "Ana", "level": "low", "share": "20", "seats": "3"},
        {"who": "Bo", "level": "high", "share": "80"},
    ]


def test_a_table_has_given_rows_and_some_to_begin_with() -> None:
    table = made(Kind.TABLE)

    assert [(line.key, line.label) for line in table.fixed_rows] == [
        ("first_line", "First line"),
        ("third", "Internal audit"),
    ]
    assert table.takes_rows
    assert table.default_rows == (
        {"who": "Ana", "level": "high", "share": "20", "seats": "4"},
        {"who": "Bo"},
    )
    assert table.min_rows == 3
    seats = table.column("seats")
    assert seats
    assert seats.integer
    assert (seats.min, seats.max, seats.unit) == (Decimal(1), Decimal(40), "people")


def test_cells_and_figures_are_held_to_the_limits() -> None:
    row = {"who": "Bo", "share": "4", "seats": "1.5"}

    assert len(validate(made(Kind.TABLE), [row])) == 2
    assert validate(made(Kind.NUMBER), "2.5")
    assert validate(made(Kind.PERCENT), "51")


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
        (Kind.TABLE, "columns", "A | date | maybe", "Line 1: “maybe” says nothing about a column."),
        (Kind.TABLE, "columns", "A | date | required now", "says nothing about a column"),
        (Kind.TABLE, "columns", "A | date | | required", "Line 1: write a title"),
        (Kind.TABLE, "columns", "A | date | whole", "Line 1: “whole” is for numbers."),
        (Kind.TABLE, "columns", "A | percent | in EUR", "“in EUR” is for numbers."),
        (Kind.TABLE, "columns", "A | number | from", "says nothing about a column"),
        (Kind.TABLE, "columns", "A | number | from 1,5", "Line 1: Write the decimal point"),
        (Kind.TABLE, "columns", "A | number | to 0.0000001", "Line 1: At most six decimals."),
        (Kind.TABLE, "columns", "A | number | from 3 | to 2", "value is below the smallest"),
        (Kind.TABLE, "columns", "A\nB | date | name a", "Line 2: a column cannot be named “a”"),
        (Kind.TABLE, "columns", "A | date | name row", "cannot be named “row”"),
        (Kind.TABLE, "columns", "A | date | name Old Name", "the name “Old Name” may hold"),
        (Kind.TABLE, "columns", "\n".join(f"C{n}" for n in range(13)), "at most 12 columns"),
        (Kind.TABLE, "fixed_rows", "Same\nsame", "Line 2: “same” is there twice."),
        (Kind.TABLE, "default_rows", "Ana | middling", "Row 1, Level"),
        (Kind.TABLE, "default_rows", "A\nB | low | 20 | 4 | 5", "Row 2 has 5 cells"),
        (Kind.TABLE, "default_rows", "A\n" * 61, "At most 60 lines."),
        (Kind.TABLE, "min_rows", "-1", "a whole number up to 60"),
        (Kind.TABLE, "min_rows", "²", "a whole number up to 60"),
        (Kind.TABLE, "example", " | Ana | middling | 20", "This is no answer"),
        (Kind.TABLE, "example", "Ana | low", "There is no given row “Ana”."),
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


@pytest.mark.parametrize(
    ("typed", "part", "words"),
    [
        ({"default_rows": "Ana"}, "default_rows", "Every row is given."),
        ({"default_rows": "", "min_rows": "3"}, "min_rows", "There are 2 rows only."),
    ],
)
def test_a_table_of_given_rows_alone_has_no_room_for_others(
    typed: dict[str, str], part: str, words: str
) -> None:
    with pytest.raises(Unclear) as unclear:
        made(Kind.TABLE, **{"allow_extra_rows": "", "example": "", "min_rows": "", **typed})

    assert words in unclear.value.wrong[part]


def test_a_reworded_column_keeps_its_name_when_it_is_given() -> None:
    table = made(Kind.TABLE, columns="Responsible | short text | name who", **BARE)

    assert [(column.key, column.title) for column in table.columns] == [("who", "Responsible")]
    assert "name who" in write_own(table)["columns"]
