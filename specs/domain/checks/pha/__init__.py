"""PHA: gates of PoC, MVP and scale."""

from __future__ import annotations

from specs.domain.checks.pha import growth, poc

CHECKS = (
    poc.poc_without_threshold,
    poc.poc_asks_more_than_mvp,
    poc.poc_threshold_not_above_baseline,
    poc.no_rule_for_failed_poc,
    growth.mvp_weaker_than_shipping,
    poc.poc_without_limits,
    growth.poc_dearer_than_mvp,
    poc.poc_not_passed,
    growth.no_scale_criteria,
    growth.budgets_exceed_build_cost,
    poc.poc_result_not_above_baseline,
    growth.scale_criteria_without_limit,
)
