"""ANN: annotation."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, Severity
from specs.domain.document import Document
from specs.domain.parameters import Parameters
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NOT_APPLICABLE: Json = {"not_applicable": "A finished model is used."}
METHOD = "labels.methodology"
ANNOTATORS = "labels.annotators"
CONTROLS = "labels.quality_controls"
NEED = "labels.annotation_need"
SEED = "labels.semi_auto_seed_size"
CONFIDENCE = "labels.semi_auto_confidence"
MINIMUM = "labels.iaa_minimum"


def _example(changes: dict[str, Json]) -> Document:
    return the_example(changes, template="full_spec")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("ANN001", {ANNOTATORS: None}),  # outcomes give the label
        ("ANN001", {METHOD: None, ANNOTATORS: None}),
        ("ANN001", {METHOD: "manual", ANNOTATORS: ["outcomes", "end_users"]}),
        ("ANN002", {CONTROLS: ["gold_cases"]}),
        ("ANN002", {CONTROLS: None, ANNOTATORS: ["outcomes"]}),
        ("ANN002", {CONTROLS: ["none"], NEED: "none"}),
        ("ANN002", {CONTROLS: NOT_APPLICABLE}),
        ("ANN003", {CONTROLS: ["sampled_review"], MINIMUM: None}),
        ("ANN004", {MINIMUM: "0.6"}),
        ("ANN004", {MINIMUM: None}),
        ("ANN004", {MINIMUM: "0.1", CONTROLS: ["gold_cases"]}),  # hidden
        ("ANN005", {"labels.expert_required": False, ANNOTATORS: ["trained_staff"]}),
        ("ANN005", {"labels.expert_required": None, ANNOTATORS: None}),
        ("ANN006", {SEED: None, CONFIDENCE: None}),
        ("ANN006", {METHOD: "semi_automated", SEED: "500", CONFIDENCE: "0"}),
        ("ANN007", {"labels.guidelines": None}),  # outcomes give the label
        ("ANN008", {"labels.plan": NOT_APPLICABLE}),
        ("ANN009", {METHOD: None, NEED: "evaluation_only"}),
        ("ANN009", {METHOD: None, NEED: None}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](_example(changes)) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("ANN001", {METHOD: "semi_automated", ANNOTATORS: None}),
        ("ANN001", {METHOD: "manual", ANNOTATORS: NOT_APPLICABLE}),
        ("ANN002", {CONTROLS: ["iaa", "none"]}),
        ("ANN002", {CONTROLS: [], NEED: "fine_tuning"}),
        ("ANN002", {CONTROLS: None, ANNOTATORS: None}),
        ("ANN003", {"labels.iaa_metric": None}),
        ("ANN003", {MINIMUM: "most"}),
        ("ANN004", {MINIMUM: "0.59"}),
        ("ANN005", {ANNOTATORS: None}),
        ("ANN006", {METHOD: "semi_automated", SEED: "500"}),
        ("ANN006", {METHOD: "semi_automated", CONFIDENCE: "95"}),
        ("ANN007", {METHOD: "semi_automated", "labels.guidelines": NOT_APPLICABLE}),
        ("ANN009", {METHOD: None, NEED: "fine_tuning"}),
    ],
)
def test_it_speaks_at_the_limit(code: str, changes: dict[str, Json]) -> None:
    assert len(BY_CODE[code](_example(changes))) == 1


def test_an_organisation_may_ask_for_more_agreement() -> None:
    document = replace(_example({}), parameters=Parameters(iaa_advice=Decimal("0.8")))

    [finding] = BY_CODE["ANN004"](document)

    assert (finding.key, finding.severity) == (MINIMUM, Severity.ADVICE)


def test_clerks_have_to_be_controlled_once_they_label() -> None:
    changes: dict[str, Json] = {CONTROLS: None}

    assert BY_CODE["ANN002"](the_churn_spec(changes, template="full_spec")) == ()

    changes[ANNOTATORS] = ["outcomes", "trained_staff"]
    [finding] = BY_CODE["ANN002"](the_churn_spec(changes, template="full_spec"))
    assert finding.severity is Severity.BLOCKER
