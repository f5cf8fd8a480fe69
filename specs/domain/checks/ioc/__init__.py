"""IOC: the input/output contract."""

from __future__ import annotations

from specs.domain.checks.ioc import edge_cases, inputs, outputs

CHECKS = (
    inputs.no_inputs,
    outputs.no_outputs,
    inputs.input_without_source,
    inputs.input_missing_when_serving,
    inputs.serving_not_confirmed,
    inputs.confirmation_contradicted,
    edge_cases.missing_input_unhandled,
    edge_cases.unusual_input_unhandled,
    edge_cases.late_answer_unhandled,
    edge_cases.default_not_given,
    edge_cases.fallback_not_described,
    outputs.unreadable_output,
    outputs.no_variance_limit,
    edge_cases.late_answer_contradicted,
    edge_cases.reviewers_not_planned,
    inputs.input_listed_twice,
    outputs.impossible_probability,
    outputs.outputs_do_not_fit,
    edge_cases.unusual_input_not_recognised,
    edge_cases.default_lets_everything_pass,
)
