"""The calculators: formulas over figures of a spec, each with its source and its words."""

from __future__ import annotations

from collections.abc import Mapping

from specs.domain.attribute import Section
from specs.domain.calculators import (
    accuracy_paradox,
    completeness_share,
    counts,
    drift,
    expected_cost,
    f_beta,
    feasibility,
    kappa,
    kpi_change,
    latency_share,
    miss_cost,
    ml_verdict,
    objectives,
    proxy_score,
    returns,
    review_load,
    risk_score,
    subgroup_confidence,
    target_gain,
    threshold,
    traffic,
    variance,
)
from specs.domain.calculators.calculator import Calculator

__all__ = ["BY_CODE", "CALCULATORS", "Calculator", "calculators_beside"]

CALCULATORS: tuple[Calculator, ...] = (
    accuracy_paradox.CALCULATOR,
    threshold.CALCULATOR,
    expected_cost.CALCULATOR,
    f_beta.CALCULATOR,
    latency_share.CALCULATOR,
    traffic.QPS,
    traffic.SCALE,
    drift.CALCULATOR,
    risk_score.CALCULATOR,
    subgroup_confidence.CALCULATOR,
    proxy_score.CALCULATOR,
    feasibility.CALCULATOR,
    ml_verdict.CALCULATOR,
    review_load.CALCULATOR,
    returns.CALCULATOR,
    objectives.CALCULATOR,
    target_gain.CALCULATOR,
    completeness_share.CALCULATOR,
    kpi_change.CALCULATOR,
    miss_cost.CALCULATOR,
    counts.CALCULATOR,
    variance.CALCULATOR,
    kappa.CALCULATOR,
)
BY_CODE: Mapping[str, Calculator] = {one.code: one for one in CALCULATORS}


def calculators_beside(section: Section) -> tuple[Calculator, ...]:
    """Those that serve an attribute of the section."""
    keys = {item.key for item in section.items}
    return tuple(one for one in CALCULATORS if keys.intersection(one.serves))
