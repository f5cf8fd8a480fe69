"""The document as it is read: which answers stand where, and what changed in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.chapters import Block, Form, Version
from specs.domain.comparison import How
from specs.domain.document import Document

TEMPLATE = catalogue.template("ml_model_spec")
RISK: dict[str, Json] = {
    "failure_mode": "Fraud is missed",
    "category": "false_negative",
    "probability": "low",
    "impact": "high",
    "impact_description": "$100 per case",
    "mitigation": "Weekly recall on matured labels",
    "owner": "data_scientist",
    "status": "open",
}


def blocks(
    section: str, now: Mapping[str, Json], before: Mapping[str, Json] | None = None
) -> list[Block]:
    """Return the blocks of one section."""
    document = Document(TEMPLATE, now, on=date(2026, 2, 16), revision=2)
    chapters = Version(document, now, before).chapters()
    [chapter] = [c for c in chapters if c.section.key == section]
    return list(chapter.blocks)


def block(key: str, now: Json, before: Json = None, *, compares: bool = False) -> Block:
    """Return the block of one answer."""
    section = TEMPLATE.section_of[key]
    held = {key: before} if compares and before is not None else {}
    found = blocks(section, {key: now}, held if compares else None)
    return next(b for b in found if b.key == key)


def row(number: int, **cells: Json) -> dict[str, Json]:
    return {"id": str(number), "cells": cells}


def test_a_required_answer_that_is_missing_is_said_to_be() -> None:
    assert block("problem.statement", None).form is Form.BLANK


def test_an_optional_answer_that_is_missing_is_left_out() -> None:
    found = blocks("s2", {})

    assert "io.fallback" not in {b.key for b in found}


def test_what_other_answers_hide_is_left_out() -> None:
    facts = [b for b in blocks("s6", {}) if b.form is Form.FACTS and b.sheet]

    titles = {line.cells[0].text for b in facts for line in (b.sheet.lines if b.sheet else ())}
    assert "Shadow duration" not in titles


def test_neighbouring_short_answers_stand_in_one_table() -> None:
    [facts] = blocks("head", {"project.title": "Card fraud"})

    assert facts.form is Form.FACTS
    assert facts.sheet
    assert [line.cells[0].text for line in facts.sheet.lines] == ["Spec title", "Spec owner"]


def test_the_template_says_which_answers_stand_side_by_side() -> None:
    now: dict[str, Json] = {
        "data.min_examples_total": "5000000",
        "data.date_range_required": {"start": "2025-01-01", "end": "2025-12-31"},
    }

    table = blocks("s3", now)[0]

    assert table.title == "Requirement, specification, current status"
    assert table.sheet
    assert table.sheet.lines[0].cells[1].text == "5,000,000 examples"
    assert all(line.cells[1].is_number for line in table.sheet.lines)


def test_a_comparator_and_its_figure_are_read_as_one() -> None:
    signal = row(1, metric="Precision", definition="weekly", comparator="<", alert_threshold="0.35")

    sheet = block("evaluation.secondary_metrics", [signal]).sheet

    assert sheet
    assert [cell.title for cell in sheet.heads] == ["Metric", "Definition", "Alert threshold"]
    assert sheet.lines[0].cells[2].text == "less than 0.35"


def test_wide_tables_are_stacked_and_risks_are_scored() -> None:
    sheet = block("risk.register", [row(1, **RISK)]).sheet

    assert sheet
    assert sheet.is_stacked
    assert sheet.lines[0].cells[-1].score == 3


def test_a_changed_cell_marks_its_row() -> None:
    before = [row(1, **RISK), row(2, **RISK)]
    now = [row(1, **RISK), row(2, **{**RISK, "probability": "high"})]

    found = block("risk.register", now, before, compares=True)

    assert found.sheet
    assert [line.is_changed for line in found.sheet.lines] == [False, True]
    assert found.changes == 1
    changed = [cell for cell in found.sheet.lines[1].cells if cell.pieces]
    assert [cell.title for cell in changed] == ["Probability", "Score"]


def test_a_row_that_is_gone_is_shown_struck_through() -> None:
    found = block(
        "risk.register", [row(1, **RISK)], [row(1, **RISK), row(2, **RISK)], compares=True
    )

    assert found.sheet
    gone = found.sheet.lines[1]
    assert gone.is_gone
    assert {piece.kind for cell in gone.cells for piece in cell.pieces} == {How.DELETED}


def test_rows_that_only_moved_are_not_changed() -> None:
    first, second = row(1, **RISK), row(2, **{**RISK, "failure_mode": "Skew"})

    found = block("risk.register", [second, first], [first, second], compares=True)

    assert found.changes == 0


def test_a_reason_is_an_answer() -> None:
    found = block("deployment.burst_handling", {"not_applicable": "Runs once a night."})

    assert (found.form, found.text) == (Form.REASON, "Runs once a night.")


def test_an_answer_that_was_taken_away_is_shown_as_deleted() -> None:
    found = block("problem.statement", None, "Fraud costs 2 million.", compares=True)

    assert [piece.kind for piece in found.pieces] == [How.DELETED]


def test_a_first_revision_has_no_changes() -> None:
    found = blocks("s1", {"problem.statement": "Fraud costs 2 million."}, None)

    assert sum(b.changes for b in found) == 0
