"""RSK: failure modes and the risk register."""

from __future__ import annotations

from specs.domain.checks.rsk import handling, opponents, register

CHECKS = (
    register.no_risk_recorded,
    register.high_risk_without_mitigation,
    register.high_risk_without_owner,
    register.distribution_shift_not_recorded,
    register.skew_not_recorded,
    opponents.adversary_not_recorded,
    opponents.known_adversary_not_recorded,
    register.wrong_predictions_not_recorded,
    register.standard_mitigation,
    handling.shift_handling_missing,
    handling.nothing_ends_it,
    register.highest_risk_accepted,
    handling.damage_not_contained,
    opponents.adversary_not_considered,
)
