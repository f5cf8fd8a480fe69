"""FEA: feasibility and return."""

from __future__ import annotations

from specs.domain.checks.fea import areas, killers, money

CHECKS = (
    areas.area_is_red,
    areas.red_area_after_poc,
    areas.unexplained_light,
    killers.killer_without_mitigation,
    killers.killer_not_looked_at,
    killers.killer_without_owner,
    areas.return_green_without_value,
    money.running_cost_eats_value,
    areas.serving_green_with_missing_feature,
    money.no_monitoring_budget,
    money.no_annual_value,
)
