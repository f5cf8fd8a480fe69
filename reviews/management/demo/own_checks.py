"""The check that the demo's organisation wrote for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs import actions
from specs.domain.checks.check import Severity
from specs.domain.own_checks.definition import Case, Rule

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage
    from specs.models import OrganisationCheck

KEY = "deployment.rollback_time"
ANSWER = f'answers["{KEY}"]'
RULE = Rule(
    title="Rolling back takes too long",
    severity=Severity.WARNING,
    message="Rolling back takes longer than a minute.",
    expression=f"{ANSWER} != null\n  && {ANSWER}.seconds != null\n  && {ANSWER}.seconds > 60",
    key=KEY,
    fix="Keep the previous model warm, or agree an exception with the payments desk.",
    why="For every minute in which a bad model decides, about 300 payments are judged wrongly.\n\n"
    "The payments desk signed for one minute at most.",
)
CASES = (
    Case("Five minutes", f"{KEY}: {{value: 5, unit: min}}", fires=True),
    Case("Half a minute", f"{KEY}: {{value: 30, unit: s}}", fires=False),
    Case("Not answered yet", "", fires=False),
)


def publish_check(stage: Stage) -> OrganisationCheck:
    """Let one check of the organisation's own run over its drafts."""
    by = stage["jonas"]
    check = actions.create_check(organisation=stage.organisation, rule=RULE, cases=CASES, by=by)
    return actions.publish_check(check=check, version=check.version, by=by)
