"""FRM: framing, from the business objective down to the prediction and what acts on it."""

from __future__ import annotations

from specs.domain.checks.frm import archetype, kpi, output, problem

CHECKS = (
    kpi.objective_missing,
    kpi.kpi_without_number,
    kpi.kpi_without_timeframe,
    kpi.target_is_no_improvement,
    kpi.kpi_units_differ,
    kpi.objective_of_many_sentences,
    problem.statement_of_odd_length,
    problem.hole_in_the_framing,
    problem.no_decision_policy,
    output.goal_is_no_prediction,
    problem.performance_not_measured,
    output.giant_multiclass,
    output.too_many_classes,
    archetype.autonomous_without_guardrails,
    archetype.people_without_guardrails,
    archetype.augmentation_without_rules,
    output.task_does_not_fit_output,
    output.generation_without_controls,
    archetype.automation_and_use_disagree,
    problem.consequences_not_stated,
    problem.failure_not_ruled_out,
    problem.correct_answer_without_deadline,
    archetype.autonomous_without_plan,
)
