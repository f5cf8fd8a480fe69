"""EXP: experiment and rollout."""

from __future__ import annotations

from specs.domain.checks.exp import effect, rollout

CHECKS = (
    rollout.traffic_falls,
    rollout.rollout_stops_short,
    rollout.large_first_slice,
    effect.effect_cannot_be_shown,
    effect.no_stopping_guardrail,
    rollout.undefined_stage,
    effect.no_sign_of_cause,
    effect.no_baseline_arm,
    rollout.rollout_ends_before_labels,
    rollout.no_baseline_stage,
    rollout.promised_stages_not_planned,
    effect.cause_not_named,
)
