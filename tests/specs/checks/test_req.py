"""REQ: required answers and valid values."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, run
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example


def test_every_required_key_without_an_answer_is_listed() -> None:
    document = the_example({"deployment.instance": "  ", "versioning.model": None})

    findings = BY_CODE["REQ001"](document)

    assert [finding.key for finding in findings] == ["deployment.instance", "versioning.model"]
    assert findings[0].message == "Still needed: Instance type and count."


@pytest.mark.parametrize(
    "changes",
    [
        {"project.stage": None},  # optional
        {"framing.output_type": "regression", "data.min_examples_per_class": None},  # hidden
        {"deployment.serving_mode": "batch", "deployment.p99": None},  # not required then
        {"data.max_class_share_required": {"not_applicable": "Classes are balanced by law."}},
        {"deployment.rollback_possible": False},  # no is an answer
        {"data.label_verified_current": "0"},
    ],
)
def test_what_need_not_be_answered_is_not_missing(changes: dict[str, Json]) -> None:
    assert BY_CODE["REQ001"](the_example(changes)) == ()


def test_a_key_becomes_required_as_another_answer_says_so() -> None:
    batch = the_churn_spec()
    online = the_churn_spec({"deployment.serving_mode": "online"})

    assert BY_CODE["REQ001"](batch) == ()
    assert [finding.key for finding in BY_CODE["REQ001"](online)] == [
        "deployment.p50",
        "deployment.p99",
        "deployment.peak_qps",
        "deployment.burst_handling",
    ]


def test_an_unfinished_line_names_its_gaps_and_their_cells() -> None:
    document = the_example({"data.sources>2>owner": " ", "data.sources>2>access": None})

    [finding] = BY_CODE["REQ002"](document)

    assert (finding.code, finding.key) == ("REQ002", "data.sources")
    assert finding.message == (
        "A line was begun and not finished: "
        "Data sources line 3: Owner (team), Data sources line 3: Access."
    )
    assert finding.cells == ((2, "owner"), (2, "access"))


@pytest.mark.parametrize(
    "changes",
    [
        {"io.other_edge_cases>1": {"case": "", "behaviour": None}},  # nobody began it
        {"data.sources>0>rights_basis": ""},  # an optional column
        {"problem.implied_requirements>1": {"row": "interpretability"}},  # a given row, not begun
    ],
)
def test_a_line_that_is_empty_or_complete_is_left_alone(changes: dict[str, Json]) -> None:
    assert BY_CODE["REQ002"](the_example(changes)) == ()


def test_a_candidate_without_all_its_scores_is_unfinished() -> None:
    document = the_example({"proxy.candidates>1>scores>latency": None}, template="full_spec")

    [finding] = BY_CODE["REQ002"](document)

    assert finding.cells == ((1, "scores.latency"),)


@pytest.mark.parametrize(
    ("key", "value", "cells"),
    [
        ("evaluation.primary_metric", "f2", ()),
        ("problem.output_consumers", ["end_users", "end_users"], ()),
        ("io.output_variance_limit", "101", ()),
        ("data.available_examples_total", "5.5", ()),
        ("evaluation.baseline", "0,55", ()),
        ("project.title", "a" * 301, ()),
        ("deployment.p99", {"value": "60", "unit": "blinks"}, ()),
        ("data.last_trained", "2026-02-30", ()),
        ("data.date_range_required", {"start": "2026-02-01", "end": "2026-01-01"}, ()),
        ("deployment.rollback_possible", "yes", ()),
        ("risk.register", {"category": "weather"}, ()),
        ("risk.register>1>category", "weather", ((1, "category"),)),
        ("evaluation.subgroups>0>threshold", "high", ((0, "threshold"),)),
    ],
)
def test_what_a_field_cannot_hold_is_refused(
    key: str, value: Json, cells: tuple[tuple[int, str], ...]
) -> None:
    document = the_example({key: value})

    [finding] = BY_CODE["REQ003"](document)

    assert finding.key == key.partition(">")[0]
    assert finding.message.startswith(f"Not a valid answer: {document.label(finding.key)}: ")
    assert finding.cells == cells


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("evaluation.baseline", "-3.20"),
        ("io.fallback", "One line.\nAnother\tline."),
        ("data.positive_rate", "140"),  # not in this template
        ("deployment.shadow_exit", None),
        ("project.stage", {"not_applicable": "It is a study."}),
    ],
)
def test_what_a_field_can_hold_is_accepted(key: str, value: Json) -> None:
    assert BY_CODE["REQ003"](the_example({key: value})) == ()


def test_an_invalid_answer_in_a_hidden_field_is_not_judged() -> None:
    document = the_example(
        {"framing.output_type": "ranking", "data.max_class_share_current": "400"}
    )

    assert BY_CODE["REQ003"](document) == ()


def test_a_figure_needs_its_unit() -> None:
    document = the_example({"deployment.memory": {"value": "8", "unit": " "}})

    [finding] = BY_CODE["REQ004"](document)

    assert finding.message == "A number stands without its unit: Memory."


def test_a_unit_without_a_figure_is_blank() -> None:
    document = the_example({"deployment.timeout": {"value": None, "unit": "ms"}})

    assert run(document) == ()
