"""POL: the policy that turns a score into an action."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, Finding
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

MONEY = "USD per case"


def found(code: str, changes: dict[str, Json]) -> tuple[Finding, ...]:
    return BY_CODE[code](the_example(changes, template="full_spec"))


def band(name: str, low: Json, high: Json, action: str = "allow") -> Json:
    return {"band": name, "from": low, "to": high, "action": action, "actor": "System"}


def costs(miss: str, alarm: str, *, unit: str = MONEY) -> dict[str, Json]:
    return {
        "errors.fn_cost": {"value": miss, "unit": unit},
        "errors.fp_cost": {"value": alarm, "unit": MONEY},
    }


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("POL002", {"policy.threshold": None}),
        ("POL002", {"policy.threshold_method": None}),
        (
            "POL002",
            {
                "policy.threshold": None,
                "policy.threshold_method": None,
                "policy.types": ["block_allow"],
            },
        ),
        ("POL003", {"policy.threshold": "0.5"}),  # found by lowest cost
        ("POL003", {"policy.threshold": "0.51", "policy.threshold_method": None}),
        ("POL003", {"policy.threshold": None, "policy.threshold_method": None}),
        (
            "POL004",
            {
                "policy.review_capacity": None,
                "policy.types": ["threshold"],
                "policy.bands": [band("All", "0", "1")],
            },
        ),
        ("POL004", {"policy.review_capacity": "0"}),
        ("POL005", {"policy.review_volume": "1900"}),
        ("POL005", {"policy.review_capacity": None, "policy.review_volume": "9999"}),
        ("POL006", {"policy.types": ["top_k"], "policy.top_k": "10"}),
        ("POL006", {"policy.types": ["threshold"], "policy.statement": "Act"}),
        ("POL007", {"policy.surface_confidence": "90"}),
        ("POL007", {"policy.types": ["threshold"], "policy.surface_confidence": "10"}),
        ("POL008", {"policy.threshold": "0.138"}),
        ("POL008", {"policy.threshold": None}),
        ("POL008", {"policy.threshold": "0.9", "errors.fn_cost": None}),
        ("POL008", {"policy.threshold": "0.9", **costs("100", "4", unit="EUR per case")}),
        ("POL008", {"policy.threshold": "0.9", **costs("0", "0")}),
        ("POL009", {"policy.review_volume": "1900", "evaluation.operating_recall": None}),
        ("POL009", {"policy.review_volume": "1900", "evaluation.operating_precision": "0"}),
        ("POL009", {"policy.review_volume": "1900", "data.positive_rate": "0"}),
        ("POL009", {"policy.review_volume": None}),
        ("POL010", {"policy.action_deadline": {"value": "60", "unit": "ms"}}),
        ("POL010", {"policy.action_deadline": {"value": "1", "unit": ""}}),
        ("POL010", {"policy.action_deadline": None}),
        ("POL011", {"policy.types": ["block_allow"], "policy.threshold_owner": None}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert found(code, changes) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("POL003", {"policy.threshold": "0.50", "policy.threshold_method": None}),
        ("POL003", {"policy.threshold": None, "policy.threshold_method": "default_half"}),
        ("POL004", {"policy.review_capacity": None, "policy.types": ["threshold"]}),
        ("POL004", {"policy.review_capacity": None, "policy.bands": None}),
        ("POL005", {"policy.review_volume": "1901"}),
        ("POL007", {"policy.surface_confidence": "89.99"}),
        ("POL007", {"policy.surface_confidence": None}),
        ("POL008", {"policy.threshold": "0.139"}),
        ("POL008", {"policy.threshold": "0.5", **costs("0.1", "4", unit="k USD per case")}),
        ("POL010", {"policy.action_deadline": {"value": "0.059", "unit": "s"}}),
    ],
)
def test_it_fires_at_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert [finding.code for finding in found(code, changes)] == [code]


@pytest.mark.parametrize(
    "rows",
    [
        [band("Low", "0", "0.5"), band("High", "0.5", "1.0")],
        [band("High", "0.50", "1.0"), band("Low", "0", "0.5")],  # in any order
        [band("Low", "0", "0.5"), band("High", "0.5000000005", "1.0")],
        [band("Low", "0", ""), band("High", "0.5", "1.0")],  # half a line is REQ002's
        [band("Low", "", "0.5"), band("High", "0.9", "1.0")],
        [band("Low", "low", "high")],
        [band("All", "-10", "100")],
    ],
)
def test_bands_that_touch_fit(rows: list[Json]) -> None:
    assert found("POL001", {"policy.bands": rows}) == ()


@pytest.mark.parametrize(
    ("rows", "named", "cells"),
    [
        (
            [band("Low", "0", "0.4"), band("High", "0.5", "1")],
            "Low and High",
            ((1, "from"),),
        ),
        (
            [band("High", "0.5", "1"), band("Low", "0", "0.6")],
            "Low and High",
            ((0, "from"),),
        ),
        ([band("None", "0.5", "0.5")], "None", ((0, "to"),)),
        (
            [band("Low", "0", "0.5"), band("", "0.5", "0.4"), band("High", "0.5", "1")],
            "line 2, line 2 and High",
            ((1, "to"), (2, "from")),
        ),
    ],
)
def test_a_gap_and_an_overlap_are_named_by_their_bands(
    rows: list[Json], named: str, cells: tuple[tuple[int, str], ...]
) -> None:
    [finding] = found("POL001", {"policy.bands": rows})

    assert finding.message == f"Bands do not fit together: {named}."
    assert finding.cells == cells


@pytest.mark.parametrize(
    ("template", "statement", "is_told"),
    [
        ("full_spec", "Call the 4,000 highest", True),  # it has a field for K
        ("one_page_kickoff", "Call the 4,000 highest", False),
        ("one_page_kickoff", "Call the highest", True),
    ],
)
def test_k_may_stand_in_the_policy_where_it_has_no_field(
    template: str, statement: str, *, is_told: bool
) -> None:
    changes: dict[str, Json] = {"policy.top_k": None, "policy.statement": statement}

    findings = BY_CODE["POL006"](the_churn_spec(changes, template))

    assert [finding.key for finding in findings] == ["policy.types"] * is_told


@pytest.mark.parametrize(
    ("volume", "follows"), [("1167", True), ("1166", False), ("1944", True), ("1945", False)]
)
def test_the_volume_may_differ_by_a_quarter(volume: str, *, follows: bool) -> None:
    findings = found("POL009", {"policy.review_volume": volume})  # 1,555.2 are flagged

    assert (findings == ()) is follows


def test_a_policy_without_a_threshold_needs_no_owner_of_it() -> None:
    changes: dict[str, Json] = {"policy.threshold_owner": {"name": "  "}}

    assert [f.code for f in found("POL011", changes)] == ["POL011"]
    assert BY_CODE["POL011"](the_churn_spec(changes, "full_spec")) == ()
