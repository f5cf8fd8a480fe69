"""PHA: gates of PoC, MVP and scale."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE
from specs.domain.document import Document
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NOT_APPLICABLE: Json = {"not_applicable": "There is no PoC."}
POC = "phases.poc_threshold"
RESULT = "phases.poc_result"
MVP = "phases.mvp_threshold"
STAGE = "project.stage"
CRITERIA = "phases.scale_criteria"
CHANGED: Json = [{"date": "2026-02-01", "what": "PoC threshold", "why": "Fewer labels"}]


def _example(changes: dict[str, Json]) -> Document:
    return the_example(changes, template="full_spec")


def _money(value: str, unit: str = "USD") -> Json:
    return {"value": value, "unit": unit}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("PHA001", {POC: "0"}),
        ("PHA001", {POC: NOT_APPLICABLE}),
        ("PHA002", {POC: "0.7"}),
        ("PHA002", {POC: "0.8", MVP: None}),
        ("PHA003", {POC: "0.551"}),
        ("PHA003", {POC: None}),
        ("PHA003", {POC: "0.5", "evaluation.baseline": None}),
        ("PHA004", {"phases.poc_failure_action": NOT_APPLICABLE}),
        ("PHA005", {MVP: "0.9"}),
        ("PHA005", {MVP: None}),
        ("PHA005", {MVP: "0.65", "evaluation.ship_threshold": None}),
        ("PHA006", {"phases.poc_budget": _money("0")}),
        ("PHA006", {"phases.poc_budget": NOT_APPLICABLE}),
        ("PHA007", {"phases.poc_budget": _money("479999")}),
        ("PHA007", {"phases.poc_budget": _money("900000", "EUR")}),
        ("PHA007", {"phases.poc_budget": _money("479", "k USD")}),
        ("PHA008", {RESULT: "0.1"}),  # still in the PoC
        ("PHA008", {STAGE: "mvp", RESULT: "0.6"}),
        ("PHA008", {STAGE: "mvp", RESULT: "0.6", POC: None}),
        ("PHA008", {STAGE: "live", RESULT: "0.1", "governance.target_changes": CHANGED}),
        ("PHA009", {CRITERIA: "Soon."}),
        ("PHA009", {CRITERIA: NOT_APPLICABLE}),
        ("PHA010", {"phases.scale_budget": None}),
        ("PHA010", {"phases.scale_budget": _money("900000", "EUR")}),  # cannot be added
        ("PHA010", {"phases.mvp_budget": _money("9", "m EUR")}),
        ("PHA010", {"business.build_cost": None}),
        ("PHA011", {RESULT: None}),
        ("PHA011", {RESULT: "0.551"}),
        ("PHA011", {RESULT: "0.1", "evaluation.baseline": None}),
        ("PHA012", {CRITERIA: None}),
        ("PHA012", {CRITERIA: "Loss < 3"}),
        ("PHA012", {CRITERIA: "No open blocker for 2 weeks"}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](_example(changes)) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("PHA001", {POC: "much"}),
        ("PHA002", {POC: "0.701"}),
        ("PHA003", {POC: "0.55"}),  # the same as the baseline
        ("PHA005", {MVP: "0.699"}),
        ("PHA006", {"phases.poc_duration": None}),
        ("PHA006", {"phases.poc_duration": NOT_APPLICABLE}),
        ("PHA007", {"phases.poc_budget": _money("480000")}),
        ("PHA007", {"phases.poc_budget": _money("0.48", "m USD")}),
        ("PHA008", {STAGE: "mvp"}),  # no result
        ("PHA008", {STAGE: "scale", RESULT: "0.599"}),
        ("PHA010", {"phases.scale_budget": _money("330001")}),
        ("PHA010", {"phases.scale_budget": _money("331", "k USD")}),
        ("PHA011", {RESULT: "0.55"}),
        ("PHA012", {CRITERIA: "At least twice as many cards"}),  # no figure
        ("PHA012", {CRITERIA: "It ran for 8 weeks"}),  # no limit
    ],
)
def test_it_speaks_at_the_limit(code: str, changes: dict[str, Json]) -> None:
    assert len(BY_CODE[code](_example(changes))) == 1


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("PHA002", {POC: "0.26"}),
        ("PHA003", {POC: "0.35"}),
        ("PHA005", {MVP: "0.28"}),
        ("PHA008", {STAGE: "mvp", RESULT: "0.32", "governance.target_changes": []}),
        ("PHA011", {RESULT: "0.35"}),
    ],
)
def test_lower_may_be_better(code: str, changes: dict[str, Json]) -> None:
    document = the_churn_spec(changes, template="full_spec")

    [finding] = BY_CODE[code](document)

    assert finding.key in changes
    turned: dict[str, Json] = {**changes, "evaluation.metric_direction": "higher"}
    assert BY_CODE[code](the_churn_spec(turned, template="full_spec")) == ()
