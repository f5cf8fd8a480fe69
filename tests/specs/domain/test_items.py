"""Rows of tables, items of checklists and candidates of rubrics."""

from __future__ import annotations

from decimal import Decimal

import pytest

from specs import catalogue
from specs.domain.attribute import Attribute, Column, Json, Kind, Line, Option
from specs.domain.values import (
    Invalid,
    display,
    find_problems,
    is_blank,
    is_blank_row,
    parse_cell,
    parse_item,
    to_plain,
    validate,
)

OPTIONS = (Option("low", "Low"), Option("high", "Very high"))


def attribute(kind: Kind, **settings: object) -> Attribute:
    described = Attribute("a.b", "Title", kind, "a", "Help.", (), "000 §1")
    return Attribute(**{**vars(described), **settings})


TABLE = attribute(
    Kind.TABLE,
    columns=(
        Column("name", "Name", Kind.SHORT_TEXT, required=True),
        Column("level", "Level", Kind.CHOICE, options=OPTIONS),
        Column("share", "Share", Kind.PERCENT),
        Column("delay", "Delay", Kind.NUMBER, unit="ms", min=Decimal(0)),
        Column("on", "On", Kind.DATE),
    ),
)
FIXED = attribute(
    Kind.TABLE, columns=TABLE.columns, fixed_rows=(Line("one", "First"), Line("two", "Second"))
)
CHECKLIST = attribute(Kind.CHECKLIST, items=(Line("data", "Data exists"), Line("roi", "It pays")))
RUBRIC = attribute(
    Kind.RUBRIC,
    columns=(Column("candidate", "Candidate", Kind.SHORT_TEXT),),
    criteria=(Line("fit", "Fit"), Line("speed", "Speed")),
)


def test_a_row_is_stored_cell_by_cell() -> None:
    typed = {"name": " Early ", "level": "high", "share": "12.0", "delay": "", "on": "2026-03-02"}

    cells = parse_item(TABLE, typed)

    assert cells == {"name": "Early", "level": "high", "share": "12.0", "on": "2026-03-02"}
    row: Json = [{"id": "1", "cells": cells}]
    assert to_plain(TABLE, row) == [cells]
    assert display(TABLE, row) == "Name: Early; Level: Very high; Share: 12.0%; On: 2 Mar 2026"


@pytest.mark.parametrize(
    ("typed", "part"),
    [({"share": "101"}, "share"), ({"level": "x"}, "level"), ({"name": "a\nb"}, "name")],
)
def test_a_cell_that_does_not_fit_its_column_is_refused(typed: dict[str, str], part: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_item(TABLE, typed)

    assert refused.value.part == part


def test_a_blank_cell_is_none() -> None:
    assert parse_cell(TABLE.columns[0], "  ") is None


def test_fixed_rows_carry_their_key_in_plain_form() -> None:
    stored: Json = [{"id": "1", "row": "two", "cells": {"name": "x"}}, {"id": "2", "cells": {}}]

    assert to_plain(FIXED, stored) == [{"row": "two", "name": "x"}, {}]
    assert display(FIXED, stored) == "Second; Name: x"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"row": "six", "name": "x"}], "Row 1: There is no row six."),
        ([{"row": "one"}, {"row": "one"}], "Row 2: This row is there twice."),
        ([{"name": "x"}], "Row 1: Only the rows that are given can be filled in."),
        ([{"row": "one", "colour": "red"}], "Row 1: There is no column colour."),
        ([{"row": "one", "share": "x"}], "Row 1, Share: Not a number. Write it like 0.70."),
    ],
)
def test_rows_that_do_not_fit_their_table_are_refused(rows: list[Json], message: str) -> None:
    assert validate(FIXED, rows) == [message]


def test_a_checklist_is_a_mapping_in_plain_form() -> None:
    entry = parse_item(CHECKLIST, {"answer": "Yes", "note": "12 months\r\nof payments"})
    stored: Json = [
        {"id": "1", "row": "data", "cells": entry},
        {"id": "2", "row": "roi", "cells": {}},
    ]

    assert to_plain(CHECKLIST, stored) == {
        "data": {"answer": "yes", "note": "12 months\nof payments"},
        "roi": {},
    }
    assert display(CHECKLIST, stored) == "Data exists: Yes (12 months\nof payments)"
    assert not is_blank(CHECKLIST, stored)
    assert is_blank_row(CHECKLIST, {"answer": "", "note": "later"})
    with pytest.raises(Invalid, match="Answer yes, no or unsure"):
        parse_item(CHECKLIST, {"answer": "maybe"})


def test_a_checklist_that_is_wrong_says_where() -> None:
    wrong: Json = {"data": {"answer": "maybe"}, "pigs": {}}

    assert [problem.part for problem in find_problems(CHECKLIST, wrong)] == ["data.answer", ""]
    assert validate(CHECKLIST, wrong)[0] == "Data exists: Answer yes, no or unsure."


def test_a_rubric_scores_each_candidate() -> None:
    cells = parse_item(RUBRIC, {"candidate": "Click", "scores.fit": "4", "scores.speed": ""})

    assert cells == {"candidate": "Click", "scores": {"fit": "4"}}
    assert display(RUBRIC, [{"id": "1", "cells": cells}]) == "Candidate: Click; Fit: 4"
    with pytest.raises(Invalid) as refused:
        parse_item(RUBRIC, {"candidate": "Click", "scores.fit": "6"})
    assert refused.value.part == "scores.fit"
    wrong: Json = [{"candidate": "Click", "scores": {"fit": "6"}}]
    assert validate(RUBRIC, wrong) == ["Row 1, Fit: Score it from 1 (bad) to 5 (good)."]


@pytest.mark.parametrize("rows", [[], [{}], [{"name": " "}], [{"id": "1", "cells": {"name": ""}}]])
def test_a_table_without_an_answered_cell_is_blank(rows: list[Json]) -> None:
    assert is_blank(TABLE, rows)


def test_the_register_of_the_catalogue_can_be_typed_again() -> None:
    register = catalogue.attributes()["risk.register"]
    assert isinstance(register.example, list)

    for row in register.example:
        assert isinstance(row, dict)
        assert parse_item(register, {key: str(cell) for key, cell in row.items()}) == row
