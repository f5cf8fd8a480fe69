"""DAT: training data."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, Severity
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NOT_APPLICABLE: Json = {"not_applicable": "A public data set of 1998."}
FORBIDDEN: dict[str, Json] = {
    "constraints.negative": [{"row": "no_pii_in_training", "applies": "yes"}],
}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("DAT001", {"data.sources": NOT_APPLICABLE}),
        ("DAT002", {"data.sources>0>access": "denied"}),  # DAT003 says it
        ("DAT002", {"data.sources>0": {"dataset": "", "access": ""}}),  # not begun
        ("DAT003", {"data.sources>0>access": "pending"}),
        ("DAT003", {"data.sources>0>access": "", "project.stage": "poc"}),
        ("DAT004", {"data.sources>1>owner": "x"}),
        ("DAT005", {"data.available_examples_total": "5000000"}),  # just enough
        ("DAT005", {"data.available_examples_total": None}),
        ("DAT006", {"data.available_examples_per_class": "100000"}),
        ("DAT006", {"framing.output_type": "ranking", "data.available_examples_per_class": "9"}),
        ("DAT007", {"data.date_range_available": {"start": "2025-01-01", "end": "2025-12-31"}}),
        ("DAT007", {"data.date_range_available": {"start": "2025-06-01", "end": ""}}),
        ("DAT007", {"data.date_range_required": None}),
        ("DAT008", {"data.label_verified_current": "95"}),
        ("DAT009", {"data.max_class_share_current": "95"}),
        ("DAT009", {"framing.output_type": "ranking", "data.max_class_share_current": "99"}),
        ("DAT010", {"data.last_trained": "2025-12-18"}),  # 60 days ago
        ("DAT010", {"data.last_trained": None}),
        ("DAT010", {"data.last_trained": "2027-01-01"}),
        ("DAT011", {"labels.arrival_delay": {"value": "30", "unit": "days"}}),
        ("DAT011", {"labels.arrival_delay": {"value": "720", "unit": "hours"}}),
        ("DAT011", {"labels.arrival_delay": {"value": "45", "unit": "orbits"}}),
        (
            "DAT011",  # retrained when something happens, so the cadence is hidden
            {
                "labels.arrival_delay": {"value": "45", "unit": "days"},
                "monitoring.retraining_triggers": ["manual"],
            },
        ),
        ("DAT012", {"labels.arrival_delay": {"value": "2", "unit": "months"}}),
        ("DAT013", {"data.pii_in_training": None}),
        ("DAT013", {"data.pii_in_training": "raw", "constraints.negative>2>applies": "unknown"}),
        ("DAT013", {"data.pii_in_training": "raw", "constraints.negative": []}),
        ("DAT014", {"data.pii_in_logs": True, "constraints.negative>1>applies": "no"}),
        ("DAT015", {"io.inputs>0>personal_data": "unknown"}),
        ("DAT015", {"io.inputs>0>personal_data": "yes", "data.pii_in_training": None}),
        ("DAT016", {"data.rights_basis": NOT_APPLICABLE}),
        ("DAT017", {"data.residency": "", "constraints.compliance": ["none"]}),
        ("DAT017", {"data.retention": {"value": "0", "unit": "days"}}),
        ("DAT018", {"data.representativeness": NOT_APPLICABLE}),
        ("DAT019", {"data.quality_rules": NOT_APPLICABLE}),
        ("DAT020", {"data.readiness": "needs_collection", "data.sources>0>access": "denied"}),
        ("DAT020", {"data.readiness": "ready"}),
        ("DAT020", {"data.readiness": "ready", "data.sources": []}),
        ("DAT021", {"data.sources": []}),
        ("DAT021", {"data.freshness_need": None}),
        ("DAT021", {"data.sources>0>update_frequency": "one_off"}),  # another is quick enough
        ("DAT022", {"data.schema_stability": "columns_added", "data.schema_contract": ""}),
        ("DAT022", {"data.schema_stability": "unknown"}),
        ("DAT023", {"data.volume_rows": "999999999"}),
        ("DAT024", {"framing.output_type": "ranking", "data.positive_rate": None}),
        ("DAT024", {"data.positive_rate": "0"}),
        ("DAT025", {"data.sources>0>update_frequency": "one_off"}),  # a proof of concept
        ("DAT025", {"project.stage": "live", "data.sources>0>update_frequency": "monthly"}),
        ("DAT026", {"data.sources>0>dataset": "emails", "data.sources>0>rights_basis": ""}),
        ("DAT026", {"data.sources>0>dataset": "emails", "data.rights_basis": ""}),
        (
            "DAT026",
            {
                "data.sources>0>dataset": "gemailed_parcels",
                "data.sources>0>rights_basis": "",
                "data.rights_basis": "",
            },
        ),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](the_example(changes, template="full_spec")) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("DAT002", {"data.sources>1>access": "not_requested"}),
        ("DAT003", {"data.sources>1>access": "", "project.stage": "scale"}),
        ("DAT005", {"data.available_examples_total": "299999"}),
        ("DAT006", {"data.available_examples_per_class": "0"}),
        ("DAT007", {"data.date_range_available": {"start": "2024-07-01", "end": "2026-06-29"}}),
        ("DAT007", {"data.date_range_available": {"start": "2024-07-02", "end": "2026-06-30"}}),
        ("DAT008", {"data.label_verified_required": "0.1"}),
        ("DAT009", {"data.max_class_share_current": "90.01"}),
        ("DAT010", {"data.last_trained": "2026-03-04"}),  # 181 days; 6 months are 180
        ("DAT013", {**FORBIDDEN}),  # pseudonymised
        ("DAT013", {**FORBIDDEN, "data.pii_in_training": "none"}),  # an input is personal
        ("DAT015", {"data.pii_in_training": "none"}),
        ("DAT017", {"data.retention": None}),  # pseudonymised
        (
            "DAT017",
            {
                "data.pii_in_training": "none",
                "constraints.compliance": ["data_residency"],
                "data.residency": None,
            },
        ),
        ("DAT020", {"data.sources>1>access": ""}),
        ("DAT021", {"data.freshness_need": "hourly"}),
        ("DAT022", {"data.schema_contract": ""}),
        ("DAT023", {"data.volume_rows": "1000000000"}),
        ("DAT024", {"data.positive_rate": NOT_APPLICABLE}),
        ("DAT025", {"project.stage": "scale", "data.sources>0>update_frequency": "one_off"}),
    ],
)
def test_it_tells_the_fault_in_another_spec(code: str, changes: dict[str, Json]) -> None:
    [finding] = BY_CODE[code](the_churn_spec(changes, template="full_spec"))

    assert finding.key in BY_CODE[code].needs


def test_lines_at_fault_are_named_with_their_cells() -> None:
    changes: dict[str, Json] = {
        "data.sources>0>access": "pending",
        "data.sources>2>access": "not_requested",
        "data.sources>2>dataset": "",
    }

    [finding] = BY_CODE["DAT002"](the_churn_spec(changes, template="full_spec"))

    assert finding.message == "Access still open: contracts.current, line 3."
    assert finding.cells == ((0, "access"), (2, "access"))


def test_inputs_are_named_where_their_data_is_declared() -> None:
    document = the_churn_spec({"data.pii_in_training": "none"}, template="full_spec")

    [finding] = BY_CODE["DAT015"](document)

    assert finding.key == "data.pii_in_training"
    assert finding.message.endswith("these inputs hold it: payments_trend_3m.")
    assert finding.cells == ()


@pytest.mark.parametrize("frequency", ["", "now and then"])
def test_a_source_that_may_be_quick_enough_is_not_blamed(frequency: str) -> None:
    changes: dict[str, Json] = {
        "data.freshness_need": "real_time",
        "data.sources>1>update_frequency": frequency,
    }

    assert BY_CODE["DAT021"](the_churn_spec(changes, template="full_spec")) == ()


@pytest.mark.parametrize(
    "name", ["customer_numbers", "Full  Name and age", "crm.e-mail", "IBAN list", "date_of_birth"]
)
def test_a_name_tells_of_people_in_any_spelling(name: str) -> None:
    changes: dict[str, Json] = {
        "data.sources>1>dataset": name,
        "data.sources>1>rights_basis": " ",
        "data.rights_basis": None,
    }

    [finding] = BY_CODE["DAT026"](the_churn_spec(changes, template="full_spec"))

    assert finding.cells == ((1, "rights_basis"),)


def test_a_name_that_tells_of_people_is_found_where_rights_are_not_asked_for() -> None:
    changes: dict[str, Json] = {
        "data.sources>0>dataset": "newsletter emails",
        "data.sources>0>rights_basis": "",
    }
    document = the_example(changes, template="one_page_kickoff")

    assert not document.asks("data.rights_basis")
    assert [finding.cells[0] for finding in BY_CODE["DAT026"](document)] == [(0, "rights_basis")]


def test_access_that_is_open_blocks_only_after_the_proof_of_concept() -> None:
    changes: dict[str, Json] = {"data.sources>0>access": "pending"}
    early = the_example(changes, template="full_spec")
    late = the_example({**changes, "project.stage": "mvp"}, template="full_spec")

    assert BY_CODE["DAT003"](early) == ()
    assert [f.severity for f in BY_CODE["DAT003"](late)] == [Severity.BLOCKER]
