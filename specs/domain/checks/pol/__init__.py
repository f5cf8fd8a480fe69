"""POL: the policy that turns a score into an action."""

from __future__ import annotations

from specs.domain.checks.pol import action, review, threshold

CHECKS = (
    action.bands_do_not_fit,
    threshold.threshold_left_open,
    threshold.default_threshold,
    review.review_without_capacity,
    review.more_cases_than_people_can_take,
    action.top_k_without_k,
    action.effect_at_low_confidence,
    threshold.threshold_far_from_optimum,
    review.volume_does_not_follow,
    action.prediction_too_late,
    threshold.threshold_without_owner,
)
