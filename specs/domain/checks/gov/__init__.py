"""GOV: requirements, constraints, people and sign-off."""

from __future__ import annotations

from specs.domain.checks.gov import constraints, people, requirements, sign_off, targets

CHECKS = (
    requirements.category_empty,
    requirements.function_without_goal,
    requirements.nothing_out_of_scope,
    requirements.no_alternatives,
    constraints.negative_not_decided,
    constraints.negative_not_verifiable,
    constraints.black_box_not_mitigated,
    constraints.explanation_contradicted,
    constraints.credit_law_without_reasons,
    people.stakeholder_not_asked,
    people.concern_still_open,
    sign_off.role_without_person,
    sign_off.signature_missing,
    sign_off.signature_outdated,
    sign_off.condition_open,
    sign_off.blocked_by_role,
    sign_off.one_person_for_many_roles,
    targets.no_way_to_review_targets,
    targets.targets_changed_by_one_side,
    targets.target_changed_silently,
    people.checklist_not_confirmed,
    constraints.algorithm_imposed,
    targets.never_reviewed_again,
    constraints.credit_without_reasons,
)
