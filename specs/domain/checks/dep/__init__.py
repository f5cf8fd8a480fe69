"""DEP: deployment, environments and dependencies."""

from __future__ import annotations

from specs.domain.checks.dep import dependencies, hosting, latency, load, release, versions

CHECKS = (
    latency.no_p99,
    latency.p99_below_p50,
    latency.model_takes_too_much,
    latency.model_does_not_fit,
    latency.latency_to_spare,
    latency.unusual_budget,
    latency.parts_exceed_budget,
    latency.no_timeout_behaviour,
    latency.timeout_does_not_fit,
    load.no_peak,
    load.peak_below_average,
    load.peak_out_of_proportion,
    load.scale_not_known,
    load.more_users_than_people,
    load.bursts_unhandled,
    release.no_rollback_time,
    release.slow_rollback,
    release.no_way_back,
    release.no_shadow_mode,
    hosting.infrastructure_incomplete,
    hosting.model_larger_than_memory,
    hosting.hosting_undecided,
    hosting.no_integration,
    versions.one_repository_for_both,
    versions.something_not_versioned,
    versions.results_not_repeatable,
    hosting.hosted_elsewhere_than_allowed,
    hosting.serving_above_the_ceiling,
    release.no_availability_target,
    dependencies.dependency_blocked,
    dependencies.dependency_after_launch,
    latency.constraint_tighter_than_p99,
)
