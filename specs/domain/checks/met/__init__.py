"""MET: metrics and evaluation."""

from __future__ import annotations

from specs.domain.checks.met import metric, secondary, subgroups, target

CHECKS = (
    metric.no_primary_metric,
    target.no_value_to_ship,
    target.no_baseline,
    target.target_not_above_baseline,
    metric.accuracy_on_imbalanced_data,
    subgroups.no_subgroups,
    subgroups.incomplete_subgroup,
    subgroups.subgroup_may_do_worse,
    subgroups.subgroup_sample_too_small,
    metric.metric_without_formula,
    metric.metric_fixed_late,
    secondary.no_alert_value,
    secondary.primary_metric_listed_twice,
    metric.wrong_direction,
    target.impossible_metric_value,
    target.perfect_target,
    metric.metric_does_not_fit_output,
    secondary.alert_when_all_is_well,
    metric.evaluated_on_training_data,
    target.too_few_positives,
    metric.metric_without_its_condition,
)
