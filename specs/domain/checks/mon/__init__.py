"""MON: monitoring, retraining, operations."""

from __future__ import annotations

from specs.domain.checks.mon import alerts, operations, retraining, signals

CHECKS = (
    signals.nothing_watched,
    signals.performance_not_watched,
    signals.inputs_not_watched,
    signals.predictions_not_watched,
    signals.latency_not_watched,
    alerts.alert_without_threshold,
    alerts.alert_without_owner,
    alerts.latency_alert_too_late,
    alerts.performance_alert_too_late,
    retraining.nothing_starts_retraining,
    retraining.schedule_without_cadence,
    retraining.cadence_slower_than_freshness,
    retraining.drift_not_measured,
    retraining.freshness_left_to_memory,
    retraining.approval_not_settled,
    operations.nobody_owns_the_model,
    operations.nobody_on_call,
    operations.escalation_not_described,
    operations.no_runbook,
    signals.drift_not_covered,
    signals.tracking_not_described,
    alerts.alert_on_the_good_side,
    operations.on_call_without_hours,
    retraining.new_versions_unseen,
)
