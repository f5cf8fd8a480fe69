"""Blocks of cells pasted from a spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Attribute, Column, Kind, Option
from specs.domain.values import InvalidPaste, parse_paste
from specs.domain.values.pasting import split_cells

LEVELS = (Option("low", "Low"), Option("high", "Very high"))
TABLE = Attribute(
    "a.b",
    "Title",
    Kind.TABLE,
    "a",
    "Help.",
    (),
    "000 §1",
    columns=(
        Column("name", "Name", Kind.SHORT_TEXT),
        Column("level", "Level", Kind.CHOICE, options=LEVELS),
        Column("share", "Share", Kind.PERCENT),
        Column("count", "Count", Kind.NUMBER, integer=True),
        Column("on", "On", Kind.DATE),
        Column("notes", "Notes", Kind.LONG_TEXT),
    ),
)


def test_cells_are_tidied_into_what_one_would_have_typed() -> None:
    rows = parse_paste(TABLE, "Slice\tVERY HIGH\t12.5 %\t1,000,000\t2 Mar 2026\tok\r\n")

    assert rows == [
        {
            "name": "Slice",
            "level": "high",
            "share": "12.5",
            "count": "1000000",
            "on": "2026-03-02",
            "notes": "ok",
        }
    ]


@pytest.mark.parametrize(
    "typed", ["5 000 000", "5\u00a0000\u00a0000", "5\u202f000\u202f000", "5'000'000"]
)
def test_thousands_of_many_countries_are_read(typed: str) -> None:
    assert parse_paste(TABLE, typed, start_column=3) == [{"count": "5000000"}]


def test_quoted_cells_may_hold_tabs_lines_and_quotes() -> None:
    text = '"a ""b""\nc"\tlow\nplain "quoted" word\thigh'

    assert split_cells(text) == [['a "b"\nc', "low"], ['plain "quoted" word', "high"]]
    assert [row["name"] for row in parse_paste(TABLE, text)] == ['a "b" c', 'plain "quoted" word']


def test_a_lone_quote_does_not_swallow_the_cells_after_it() -> None:
    assert split_cells('"Fast\tlow\n"x" y\thigh') == [['"Fast', "low"], ['"x" y', "high"]]


def test_a_row_of_titles_is_left_out() -> None:
    assert parse_paste(TABLE, "Name\tlevel *\nSlice\tlow") == [{"name": "Slice", "level": "low"}]
    assert parse_paste(TABLE, "Name\tLevel") == []


def test_blank_rows_keep_their_place_but_not_at_the_end() -> None:
    assert parse_paste(TABLE, "a\n\nb\n\n\n") == [{"name": "a"}, {}, {"name": "b"}]
    assert parse_paste(TABLE, "") == []


def test_every_cell_that_does_not_fit_is_named_by_row_and_column() -> None:
    with pytest.raises(InvalidPaste) as refused:
        parse_paste(TABLE, "a\tmiddle\t5\nb\tlow\t0,5", start_row=2)

    assert [(error.row, error.column) for error in refused.value.errors] == [
        (2, "level"),
        (3, "share"),
    ]
    assert refused.value.errors[0].message.startswith("Row 3, Level: middle is not one of")
    assert "Write the decimal point as a dot: 0.5." in refused.value.errors[1].message


@pytest.mark.parametrize(
    ("text", "start_column", "message"),
    [
        ("a\tb\tc", 4, "Row 1 has 3 cells, but there is room for 2."),
        ("a", 6, "Paste into the cells of a table."),
        ("x\n" * 1001, 0, "At most 1,000 rows at once; this has 1,001."),
        ("x" * 1_000_001, 0, "Too much at once. Paste fewer rows."),
        ("50%", 3, "Row 1, Count: Write the number without the percent sign: 50."),
    ],
)
def test_a_block_that_does_not_fit_says_why(text: str, start_column: int, message: str) -> None:
    with pytest.raises(InvalidPaste) as refused:
        parse_paste(TABLE, text, start_column=start_column)

    assert str(refused.value) == message


def test_a_rubric_takes_its_scores_after_its_columns() -> None:
    rubric = catalogue.attributes()["proxy.candidates"]

    [row] = parse_paste(rubric, "Click\tClickbait\t2\t1\t5\t5\t2")

    assert (row["candidate"], row["scores.alignment"], row["scores.latency"]) == ("Click", "2", "5")


def test_one_cannot_paste_into_what_has_no_rows() -> None:
    with pytest.raises(InvalidPaste):
        parse_paste(catalogue.attributes()["project.title"], "a")


CELLS = st.text(alphabet='ab"\t\n', max_size=5)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=4))
def test_what_a_spreadsheet_copies_is_read_back(block: list[list[str]]) -> None:
    copied = "\r\n".join("\t".join(quote(cell) for cell in row) for row in block)

    read = split_cells(copied)

    while block and not any(cell.strip() for cell in block[-1]):
        block.pop()
    assert read == block


def quote(cell: str) -> str:
    """A cell as a spreadsheet copies it."""
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('"\t\n') else cell
