"""Markdown and workbooks: they read well, and nothing in them does anything."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from specs.domain.attribute import Json
from specs.exports.markdown import demote, escape, write_markdown
from specs.exports.spreadsheet import sheet_name, write_workbook
from tests.specs.example import example_values
from tests.specs.exchange.test_portable import held, items_of
from tests.specs.strategies import FULL_SPEC, answers

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def risk(**cells: str) -> dict[str, Json]:
    """Return a register with one risk."""
    return {"risk.register": [{"id": "1", "cells": dict(cells)}]}


def workbook(values: dict[str, Json]) -> Workbook:
    """Return the workbook of a spec with these answers, as a program of sheets reads it."""
    return load_workbook(BytesIO(write_workbook(held(values))))


def test_the_running_example_reads_well() -> None:
    text = write_markdown(held(items_of(example_values())))

    for part in (
        "# Card fraud\n",
        f"## {FULL_SPEC.sections[1].heading}\n",
        "### What that usage implies\n\n|  | How demanding | Why |\n| --- | --- | --- |\n| Lat",
        "- [x] **The world changes**: yes. Rules are rewritten every 2 weeks",
        "### Model development starts\n\n2 Mar 2026",
        "## Accepted warnings",
    ):
        assert part in text


def test_a_table_survives_bars_and_lines() -> None:
    text = write_markdown(held(risk(failure_mode="a | b", mitigation="one\n- two \\| three")))

    tokens = PARSER.parse(text)
    cells = [t for n, t in enumerate(tokens) if n and tokens[n - 1].type == "td_open"]
    words = ["".join(c.content for c in cell.children or []) for cell in cells]
    assert words[0] == "a | b"
    assert "one<br>- two \\| three" in words


def test_a_reason_stands_for_what_does_not_apply() -> None:
    text = write_markdown(held({"problem.statement": {"not_applicable": "A trial."}}))

    assert "*Not applicable:* A trial." in text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("# A\n\ntext", "#### A\n\ntext"),
        ("A\n===\ntext", "#### A\n\ntext"),
        ("```\n# no heading\n```", "```\n# no heading\n```"),
        ("##### deep", "###### deep"),
    ],
)
def test_headings_of_an_answer_stand_below_its_field(typed: str, written: str) -> None:
    assert demote(typed) == written


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
@example("__0__")
def test_words_mean_themselves(text: str) -> None:
    [_, inline, _] = PARSER.parse(escape(text))

    assert "".join(child.content for child in inline.children or []) == text
    assert {child.type for child in inline.children or []} <= {"text", "text_special"}


@given(values=answers(FULL_SPEC))
@settings(max_examples=60, deadline=None)
def test_any_spec_can_be_written(values: dict[str, Json]) -> None:
    told = items_of({key: value for key, value in values.items() if value is not None})

    assert write_markdown(held(told)).startswith("# Card fraud\n")
    assert workbook(told).sheetnames


def test_each_table_has_a_sheet_and_the_register_is_first() -> None:
    book = workbook(items_of(example_values()))

    first = book.worksheets[0]
    assert first.title == "Risk register"
    assert [cell.value for cell in first[1]][-1] == "Score"
    assert first.freeze_panes == "A2"
    assert 10 <= first.column_dimensions["A"].width <= 60
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) > 10


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_is_text(sign: str) -> None:
    cell = workbook(risk(failure_mode=sign)).worksheets[0]["A2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (sign, "s", True)


def test_figures_are_figures_and_words_are_words() -> None:
    cells: Json = {"stage": "Model", "p99_ms": "20.5"}
    sheet = workbook({"deployment.latency_breakdown": [{"id": "1", "cells": cells}]}).worksheets[0]

    found = {heading.value: cell.value for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert 20.5 in found.values()
    assert any("(ms)" in str(title) for title in found)


def test_a_spec_without_tables_says_so() -> None:
    assert workbook({}).sheetnames == ["No tables"]


def test_names_of_sheets_are_short_plain_and_apart() -> None:
    taken: set[str] = set()
    for expected in ("a b c", "a b c 2", "a b c 3"):
        name = sheet_name("a/b*c", taken)
        taken.add(name.casefold())
        assert name == expected
    assert len(sheet_name("x" * 90, {"x" * 31})) == 31
