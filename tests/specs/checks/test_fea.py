"""FEA: feasibility and return."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, Severity
from specs.domain.document import Document
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NOT_APPLICABLE: Json = {"not_applicable": "It is a study."}
RED: Json = {"status": "red", "note": "No label exists."}
KILLERS = "feasibility.killers"


def _example(changes: dict[str, Json]) -> Document:
    return the_example(changes, template="full_spec")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("FEA001", {"feasibility.labels": {"status": "amber", "note": "Price unproven."}}),
        ("FEA001", {"feasibility.labels": {"status": "crimson", "note": "No such light."}}),
        ("FEA001", {"feasibility.labels": None}),
        ("FEA002", {"feasibility.labels": RED}),  # the PoC is there to find that out
        ("FEA002", {"feasibility.labels": RED, "project.stage": "discovery"}),
        ("FEA002", {"feasibility.labels": RED, "project.stage": None}),
        ("FEA002", {"project.stage": "live"}),
        ("FEA003", {"feasibility.data": {"status": "green", "note": ""}}),
        ("FEA003", {"feasibility.data": RED}),
        ("FEA004", {f"{KILLERS}>2>mitigation": ""}),  # does not apply
        ("FEA004", {f"{KILLERS}>0>mitigation": "", f"{KILLERS}>0>applies": "unknown"}),
        ("FEA005", {f"{KILLERS}>0>evidence": ""}),
        ("FEA005", {KILLERS: NOT_APPLICABLE}),
        ("FEA006", {f"{KILLERS}>2>owner": ""}),  # does not apply
        ("FEA007", {"feasibility.roi": {"status": "amber", "note": "?"}, "project.sponsor": None}),
        ("FEA008", {"business.annual_run_cost": {"value": "4299999.99", "unit": "USD per year"}}),
        ("FEA008", {"business.annual_run_cost": {"value": "9000000", "unit": "EUR per year"}}),
        ("FEA008", {"business.annual_run_cost": {"value": "4.2", "unit": "m USD per year"}}),
        ("FEA008", {"business.annual_run_cost": {"value": "9000000", "unit": ""}}),
        ("FEA008", {"business.annual_run_cost": None}),
        ("FEA009", {"io.inputs>4>serving_available": "unknown"}),  # serving is amber
        ("FEA009", {"feasibility.serving": None, "io.inputs>4>serving_available": "no"}),
        ("FEA010", {"monitoring.budget": {"value": "0.01", "unit": "USD per month"}}),
        ("FEA010", {"monitoring.budget": NOT_APPLICABLE}),
        ("FEA011", {"business.annual_value": {"value": "0", "unit": "USD per year"}}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](_example(changes)) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("FEA003", {"feasibility.risk": {"status": "red", "note": "  "}}),
        ("FEA004", {f"{KILLERS}>6>mitigation": " "}),
        ("FEA007", {"project.sponsor": {"name": " ", "role": "finance"}}),
        ("FEA007", {"business.annual_value": None}),
        ("FEA007", {"business.annual_value": NOT_APPLICABLE}),
        ("FEA008", {"business.annual_run_cost": {"value": "4300000", "unit": "usd  per year"}}),
        ("FEA008", {"business.annual_run_cost": {"value": "4.3", "unit": "m USD per year"}}),
        ("FEA008", {"business.annual_value": {"value": "540", "unit": "k USD per year"}}),
        ("FEA010", {"monitoring.budget": {"value": "0", "unit": "USD per month"}}),
        ("FEA010", {"monitoring.budget": {"value": "-5", "unit": "USD per month"}}),
        ("FEA011", {"business.annual_value": {"value": "", "unit": "USD per year"}}),
    ],
)
def test_it_speaks_at_the_limit(code: str, changes: dict[str, Json]) -> None:
    assert len(BY_CODE[code](_example(changes))) == 1


@pytest.mark.parametrize("stage", ["mvp", "scale", "live"])
def test_past_the_poc_a_red_area_blocks(stage: str) -> None:
    changes: dict[str, Json] = {
        "project.stage": stage,
        "feasibility.labels": RED,
        "feasibility.roi": RED,
    }

    [finding] = BY_CODE["FEA002"](_example(changes))

    assert finding.severity is Severity.BLOCKER
    assert finding.message == "The project left the PoC with a red area: labels, return."


def test_killers_are_called_by_their_names_and_their_cells_shown() -> None:
    document = _example({f"{KILLERS}>0>owner": "", f"{KILLERS}>1>owner": None})

    [finding] = BY_CODE["FEA006"](document)

    assert finding.message == (
        "Nobody owns: Labels scarce or imbalanced, Feature unavailable when serving."
    )
    assert finding.cells == ((0, "owner"), (1, "owner"))


def test_a_line_that_is_none_of_the_eight_is_called_by_its_place() -> None:
    document = _example({f"{KILLERS}>0>row": "bad_luck", f"{KILLERS}>0>mitigation": ""})

    [finding] = BY_CODE["FEA004"](document)

    assert finding.message == "Known killer, no answer: line 1."


def test_killers_that_nobody_began_are_named() -> None:
    document = the_churn_spec({f"{KILLERS}>5": {"id": "1", "cells": {}}}, template="full_spec")

    [finding] = BY_CODE["FEA005"](document)

    assert finding.message == "Unknown or unanswered: Adversarial behaviour."


def test_a_table_of_killers_left_empty_lists_all_eight() -> None:
    [finding] = BY_CODE["FEA005"](_example({KILLERS: None}))

    assert finding.message.count(",") == 7


def test_inputs_not_confirmed_are_named_where_serving_is_green() -> None:
    green: Json = {"status": "green", "note": "All there."}
    changes: dict[str, Json] = {
        "feasibility.serving": green,
        "io.inputs>1>serving_available": "unknown",
    }
    document = the_churn_spec(changes, template="full_spec")

    [finding] = BY_CODE["FEA009"](document)

    assert finding.key == "feasibility.serving"
    assert finding.message.endswith(": calls_to_support_90d.")
