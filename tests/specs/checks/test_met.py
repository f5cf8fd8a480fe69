"""MET: metrics and evaluation."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, Severity, run
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

NOT_APPLICABLE: Json = {"not_applicable": "Agreed elsewhere."}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("MET001", {"evaluation.primary_metric": NOT_APPLICABLE}),
        ("MET002", {"evaluation.ship_threshold": "0"}),
        ("MET003", {"evaluation.baseline": NOT_APPLICABLE}),
        ("MET004", {"evaluation.ship_threshold": None}),
        ("MET004", {"evaluation.ship_threshold": "0.551"}),
        ("MET005", {"evaluation.primary_metric": "accuracy", "data.max_class_share_current": "80"}),
        ("MET005", {"evaluation.primary_metric": "f1"}),
        ("MET011", {"evaluation.subgroups>0>subgroup": "All"}),  # others are named
        ("MET012", {"evaluation.subgroups>0>positives": None}),
        ("MET013", {"evaluation.subgroups>0>threshold": "0.8"}),
        ("MET013", {"evaluation.subgroups>0>threshold": None}),
        ("MET014", {"evaluation.subgroups>2>positives": "2014"}),
        ("MET014", {"evaluation.subgroups>2>positives": None}),
        ("MET014", {"evaluation.subgroup_margin": None, "evaluation.subgroups>2>positives": "1"}),
        (
            "MET016",
            {"evaluation.primary_metric": None, "evaluation.metric_definition": None},
        ),
        ("MET018", {"project.development_start": None, "evaluation.metric_frozen_on": None}),
        ("MET018", {"evaluation.metric_frozen_on": "2026-03-02"}),  # the same day
        ("MET019", {"evaluation.secondary_metrics>0>alert_threshold": "0"}),
        ("MET020", {"evaluation.primary_metric": None}),
        (
            "MET020",
            {
                "evaluation.primary_metric": "other",
                "evaluation.secondary_metrics>0>metric": "other",
            },
        ),
        (
            "MET024",
            {"evaluation.primary_metric": "other", "evaluation.metric_direction": "lower"},
        ),
        ("MET025", {"evaluation.ship_threshold": "1", "evaluation.baseline": "0"}),
        ("MET025", {"evaluation.ship_threshold": "70", "evaluation.primary_metric": "other"}),
        ("MET026", {"evaluation.ship_threshold": "0.999"}),
        ("MET026", {"evaluation.ship_threshold": "1", "evaluation.primary_metric": "lift_at_k"}),
        ("MET027", {"evaluation.primary_metric": "precision_at_k"}),
        ("MET027", {"framing.output_type": None, "evaluation.primary_metric": "rmse"}),
        ("MET039", {"evaluation.secondary_metrics>0>metric": "other"}),
        (
            "MET040",
            {"evaluation.metric_definition": "On a random 20%, split by date, at 0.04"},
        ),
        ("MET040", {"evaluation.metric_definition": "Averaged over 5 random seeds"}),
        ("MET041", {"evaluation.baseline": "0.70", "evaluation.subgroups>2>positives": "2"}),
        ("MET041", {"evaluation.primary_metric": "lift_at_k"}),
        ("MET042", {"evaluation.primary_metric": "recall_at_precision"}),  # 0.04 stands there
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert BY_CODE[code](the_example(changes)) == ()


@pytest.mark.parametrize("positive_rate", ["0.2", "19.9", "80.1"])
def test_accuracy_is_refused_where_one_class_is_rare(positive_rate: str) -> None:
    changes: dict[str, Json] = {
        "evaluation.primary_metric": "accuracy",
        "data.positive_rate": positive_rate,
        "data.max_class_share_current": None,
    }

    [finding] = BY_CODE["MET005"](the_example(changes, template="full_spec"))

    assert (finding.code, finding.key) == ("MET005", "evaluation.primary_metric")


def test_a_share_outside_the_template_is_not_read() -> None:
    changes: dict[str, Json] = {
        "evaluation.primary_metric": "accuracy",
        "data.positive_rate": "0.2",
        "data.max_class_share_current": None,
    }

    assert BY_CODE["MET005"](the_example(changes)) == ()


@pytest.mark.parametrize(
    ("direction", "metric", "target", "baseline"),
    [
        (None, "log_loss", "0.34", "0.34"),
        (None, "log_loss", "0.35", "0.34"),
        ("higher", "log_loss", "0.30", "0.34"),
        ("lower", "other", "0.35", "0.34"),
        (None, "other", "0.33", "0.34"),
        (None, None, "0.33", "0.34"),
    ],
)
def test_the_target_has_to_improve_in_the_direction_of_the_metric(
    direction: str | None, metric: str | None, target: str, baseline: str
) -> None:
    document = the_churn_spec(
        {
            "evaluation.metric_direction": direction,
            "evaluation.primary_metric": metric,
            "evaluation.ship_threshold": target,
            "evaluation.baseline": baseline,
        }
    )

    [finding] = BY_CODE["MET004"](document)

    assert finding.key == "evaluation.ship_threshold"


@pytest.mark.parametrize("name", ["all", "Everyone ", "overall", "All  cards", "Total volume"])
def test_a_line_for_everybody_is_no_subgroup(name: str) -> None:
    rows: list[Json] = [{"subgroup": name, "dimension": "None", "threshold": "0.70"}]

    [finding] = BY_CODE["MET011"](the_example({"evaluation.subgroups": rows}))

    assert finding.severity is Severity.BLOCKER


def test_every_gap_of_a_subgroup_is_a_cell() -> None:
    document = the_churn_spec(
        {"evaluation.subgroups>0>subgroup": "", "evaluation.subgroups>0>threshold": "high"}
    )

    [finding] = BY_CODE["MET012"](document)

    assert finding.message == "No name, dimension or threshold for: (no name)."
    assert finding.cells == ((0, "subgroup"), (0, "threshold"))


def test_a_weaker_threshold_depends_on_the_direction() -> None:
    document = the_churn_spec({"evaluation.subgroups>1>threshold": "0.29"})

    [finding] = BY_CODE["MET013"](document)

    assert finding.message == "A group may do worse than the total: Business."


@pytest.mark.parametrize(
    ("positives", "confidence", "is_enough"),
    [("2013", "95", False), ("2014", "95", True), ("2014", None, True), ("2014", "99", False)],
)
def test_the_sample_needed_follows_from_margin_and_confidence(
    positives: str, confidence: str | None, *, is_enough: bool
) -> None:
    rows: list[Json] = [
        {"subgroup": "Abroad", "dimension": "Land", "threshold": "0.70", "positives": positives}
    ]
    changes: dict[str, Json] = {
        "evaluation.subgroups": rows,
        "evaluation.subgroup_confidence": confidence,
    }

    assert (BY_CODE["MET014"](the_example(changes)) == ()) is is_enough


def test_the_date_of_the_agreement_may_not_be_missing() -> None:
    [finding] = BY_CODE["MET018"](the_example({"evaluation.metric_frozen_on": None}))

    assert (finding.key, finding.severity) == ("evaluation.metric_frozen_on", Severity.WARNING)


def test_secondary_metrics_are_called_by_their_names() -> None:
    document = the_churn_spec(
        {
            "evaluation.secondary_metrics>0>alert_threshold": "",
            "evaluation.secondary_metrics>2>alert_threshold": None,
        }
    )

    [finding] = BY_CODE["MET019"](document)

    assert finding.message == (
        "Watched, but nobody knows when to worry: Expected calibration error, Other (define it)."
    )
    assert finding.cells == ((0, "alert_threshold"), (2, "alert_threshold"))


@pytest.mark.parametrize(
    ("metric", "comparator"), [("precision", ">="), ("calibration_error", "<"), ("rmse", "<=")]
)
def test_an_alert_must_not_come_when_all_is_well(metric: str, comparator: str) -> None:
    changes: dict[str, Json] = {
        "evaluation.secondary_metrics>0>metric": metric,
        "evaluation.secondary_metrics>0>comparator": comparator,
    }

    [finding] = BY_CODE["MET039"](the_churn_spec(changes))

    assert finding.cells == ((0, "comparator"),)


def test_impossible_values_are_named() -> None:
    document = the_example(
        {
            "evaluation.ship_threshold": "70",
            "evaluation.baseline": "-1",
            "phases.mvp_threshold": "2",
        }
    )

    [finding] = BY_CODE["MET025"](document)

    assert finding.message == (
        "Impossible value for the primary metric: Minimum value to ship (target), Baseline value."
    )


def test_a_perfect_target_is_the_least_value_of_a_metric_that_falls() -> None:
    [finding] = BY_CODE["MET026"](the_churn_spec({"evaluation.ship_threshold": "0.0"}))

    assert finding.key == "evaluation.ship_threshold"


@pytest.mark.parametrize(
    "definition",
    [
        "Recall on a random 20% of last year",
        "Recall on a random hold-out of 2025",
        "Recall at 0.04, threshold tuned on the  test set",
    ],
)
def test_the_test_data_has_to_be_kept_apart(definition: str) -> None:
    [finding] = BY_CODE["MET040"](the_example({"evaluation.metric_definition": definition}))

    assert finding.key == "evaluation.primary_metric"


def test_an_interval_wider_than_the_step_is_named_by_its_group_or_field() -> None:
    document = the_example(
        {"evaluation.baseline": "0.695", "data.available_examples_per_class": "900"}
    )

    [finding] = BY_CODE["MET041"](document)

    assert finding.message.endswith("Available now in the smallest class.")
    assert "Cardholders under 25, " in finding.message


def test_a_metric_at_k_needs_its_number() -> None:
    document = the_churn_spec(
        {
            "evaluation.primary_metric": "lift_at_k",
            "evaluation.metric_definition": "Rate among those called over the rate of all",
        }
    )

    assert [finding.key for finding in BY_CODE["MET042"](document)] == [
        "evaluation.metric_definition"
    ]


def test_without_a_primary_metric_nothing_else_is_said_of_it() -> None:
    findings = run(the_example({"evaluation.primary_metric": None}))

    assert [finding.code for finding in findings] == ["MET001"]
