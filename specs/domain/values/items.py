"""What is wrong with tables, checklists and rubrics, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specs.domain.attribute import Attribute, Json
from specs.domain.values.problems import ANSWERS, SCORES, Problem, cell_problem, note_problem


def find_in_table(attribute: Attribute, value: Json) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem("", "Not a table. Give a list of rows.")
        return
    given = {line.key for line in attribute.fixed_rows}
    seen: set[str] = set()
    for position, row in enumerate(value):
        if not isinstance(row, dict):
            yield Problem(f"{position}.", "Not a row. Fill in its cells.")
            continue
        named = row.get("row") if not attribute.column("row") else None
        if message := _row_problem(attribute, named, given, seen):
            yield Problem(f"{position}.", message)
        if named is not None:
            seen.add(str(named))
        yield from find_in_cells(attribute, str(position), row)


def _row_problem(attribute: Attribute, named: Json, given: set[str], seen: set[str]) -> str:
    if named is None:
        return "" if attribute.takes_rows else "Only the rows that are given can be filled in."
    if not isinstance(named, str) or named not in given:
        return f"There is no row {named}."
    return "This row is there twice." if named in seen else ""


def find_in_cells(
    attribute: Attribute, position: str, row: Mapping[str, Json]
) -> Iterator[Problem]:
    """What is wrong with the cells of one row or candidate."""
    known = {column.key for column in attribute.columns} | {"row"}
    known |= {"scores"} if attribute.criteria else set()
    for key in row:
        if key not in known:
            yield Problem(f"{position}.", f"There is no column {key}.")
    for column in attribute.columns:
        message = cell_problem(column, row.get(column.key))
        if message:
            yield Problem(f"{position}.{column.key}", message)
    scores = row.get("scores")
    if attribute.criteria and isinstance(scores, dict):
        yield from _find_in_scores(attribute, position, scores)


def _find_in_scores(
    attribute: Attribute, position: str, scores: Mapping[str, Json]
) -> Iterator[Problem]:
    for key, score in scores.items():
        if attribute.line(key) is None:
            yield Problem(f"{position}.", f"There is no criterion {key}.")
        elif score not in (None, "", *SCORES):
            yield Problem(f"{position}.scores.{key}", "Score it from 1 (bad) to 5 (good).")


def find_in_checklist(attribute: Attribute, value: dict[str, Json]) -> Iterator[Problem]:
    for key, entry in value.items():
        if attribute.line(key) is None:
            yield Problem("", f"There is no item {key}.")
        elif isinstance(entry, dict):
            yield from find_in_entry(key, entry)
        else:
            yield Problem(f"{key}.", "Answer yes, no or unsure.")


def find_in_entry(key: str, entry: Mapping[str, Json]) -> Iterator[Problem]:
    """What is wrong with the answer and note of one checklist item."""
    if entry.get("answer") not in (None, "", *ANSWERS):
        yield Problem(f"{key}.answer", "Answer yes, no or unsure.")
    note = entry.get("note")
    if note is not None and (message := note_problem(note)):
        yield Problem(f"{key}.note", message)


def find_in_rubric(attribute: Attribute, value: Json) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem("", "Not a rubric. Give a list of candidates.")
        return
    for position, row in enumerate(value):
        if isinstance(row, dict):
            yield from find_in_cells(attribute, str(position), row)
        else:
            yield Problem(f"{position}.", "Not a candidate. Fill in its cells.")
