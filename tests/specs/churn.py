"""A second spec, unlike the running example: contracts scored by night, lower is better."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.document import Document
from tests.specs.example import change


def the_churn_spec(changes: Mapping[str, Json] | None = None) -> Document:
    """A document in which no check finds anything, with changes as in ``the_example``."""
    values = deepcopy(VALUES)
    for path, value in (changes or {}).items():
        change(values, path, value)
    return Document(
        template=catalogue.template("ml_model_spec"), values=values, on=date(2026, 9, 1)
    )


def _item(number: int, **cells: Json) -> Json:
    """A row as it is stored: with an id of its own."""
    return {"id": f"0198c0de-0000-7000-8000-{number:012}", "cells": dict(cells)}


VALUES: dict[str, Json] = {
    "project.title": "Phone contracts at risk",
    "project.owner": {"name": "Noor Haddad", "role": "product_manager"},
    "problem.statement": (
        "Of 310,000 contracts that end in a quarter, 11% are not renewed. The retention team "
        "calls 4,000 customers a month and picks them by the age of the contract."
    ),
    "problem.decision": "Which 4,000 customers the retention team calls in the coming month.",
    "problem.decision_mode": "enables",
    "problem.current_performance": "Of the customers called, 17% had meant to leave.",
    "framing.output_type": "classification",
    "problem.output_consumers": ["internal_teams"],
    "problem.output_usage": "Team leads sort the call list by score and cut it at 4,000 names.",
    "io.inputs": [
        _item(
            1,
            input="months_left",
            type="integer",
            source="contracts.current",
            required="yes",
            preprocessing="none",
            serving_available="yes",
            personal_data="no",
        ),
        _item(
            2,
            input="calls_to_support_90d",
            type="integer",
            source="support.tickets",
            required="yes",
            preprocessing="cap at 30",
            serving_available="unknown",
            personal_data="no",
        ),
    ],
    "io.outputs": [
        _item(
            3,
            output="churn_probability",
            type="probability",
            range="between 0 and 1",
            interpretation="0.20 means 20 of 100 such contracts end",
        ),
    ],
    "io.on_missing_input": "reject",
    "io.on_out_of_distribution": "return_uncertainty",
    "io.on_latency_exceeded": "error",
    "io.ood_detection": "A tariff that is not among the 34 of the training data",
    "io.output_variance_limit": "8",
    "data.min_examples_total": "300000",
    "data.available_examples_total": "812000",
    "data.min_examples_per_class": "20000",
    "data.available_examples_per_class": "89000",
    "data.date_range_required": {"start": "2024-07-01", "end": "2026-06-30"},
    "data.date_range_available": {"start": "2024-01-01", "end": "2026-06-30"},
    "data.label_verified_required": "0",
    "data.label_verified_current": "0",
    "data.max_class_share_required": "90",
    "data.max_class_share_current": "89",
    "data.freshness_max_age": {"value": "6", "unit": "months"},
    "data.sources": [
        _item(
            4,
            dataset="contracts.current",
            owner="Billing",
            access="granted",
            volume="2400000",
            update_frequency="daily",
        ),
    ],
    "evaluation.primary_metric": "log_loss",
    "evaluation.metric_definition": "Mean log loss on contracts ending in the latest 3 months",
    "evaluation.ship_threshold": "0.27",
    "evaluation.baseline": "0.34",
    "evaluation.secondary_metrics": [
        _item(
            5,
            metric="calibration_error",
            definition="10 bins, monthly",
            comparator=">=",
            alert_threshold="0.03",
        ),
        _item(
            6,
            metric="lift_at_k",
            definition="Top 4,000 against all",
            comparator="<",
            alert_threshold="2.5",
        ),
        _item(
            7,
            metric="other",
            definition="Share of calls answered",
            comparator="<",
            alert_threshold="0.3",
        ),
    ],
    "evaluation.subgroups": [
        _item(8, subgroup="Prepaid", dimension="Tariff", threshold="0.27", positives="900"),
        _item(9, subgroup="Business", dimension="Tariff", threshold="0.25"),
    ],
    "risk.register": [
        _item(
            10,
            failure_mode="A rival's campaign changes who leaves",
            category="distribution_shift",
            probability="high",
            impact="medium",
            impact_description="Scores lag by a month",
            mitigation="Monthly comparison of scores and exits; retraining above 0.30 log loss",
            owner="data_scientist",
            status="mitigating",
        ),
        _item(
            11,
            failure_mode="Support tickets are loaded a day late",
            category="skew",
            probability="medium",
            impact="medium",
            impact_description="Recent complaints are missed",
        ),
        _item(
            12,
            failure_mode="Loyal customers are called in vain",
            category="false_positive",
            probability="high",
            impact="low",
            impact_description="About $6 a call",
            mitigation="",
            owner="product_manager",
            status="closed",
        ),
    ],
    "risk.shift_handling": "Log loss on ended contracts every month; above 0.30 retrain in 5 days.",
    "deployment.serving_mode": "batch",
    "deployment.timeout_behaviour": "error",
    "deployment.compute_type": "cpu",
    "deployment.instance": "1 batch node, 8 vCPU / 32 GB, nightly",
    "deployment.memory": {"value": "32", "unit": "GB"},
    "deployment.max_model_size": {"value": "200", "unit": "MB"},
    "versioning.model": "Registry number, linked to the commit and the data snapshot",
    "deployment.rollback_possible": True,
    "deployment.rollback_time": {"value": "1", "unit": "days"},
    "deployment.shadow_mode": False,
    "monitoring.signals": [
        _item(
            13,
            signal_type="model_performance",
            signal="Log loss",
            metric="Log loss on ended contracts, monthly",
            comparator=">",
            threshold="0.30",
            unit="log loss",
            owner="data_scientist",
        ),
    ],
    "monitoring.retraining_triggers": ["manual"],
    "monitoring.retraining_approval": "automatic",
}
