"""An own check of Meridian Payments as a person would write it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from specs import actions
from specs.actions.checking import ask_for_checks
from specs.documents import read_spec
from specs.domain.checks.check import Finding, Severity
from specs.domain.own_checks.definition import Case, Rule
from specs.models import CheckRun, OrganisationCheck, Spec
from specs.tasks import run_checks
from tests.cast import Cast

RULE = Rule(
    title="Rollback is slow",
    severity=Severity.WARNING,
    message="Rolling back takes longer than a minute.",
    expression='answers["deployment.rollback_time"] != null\n'
    '  && answers["deployment.rollback_time"].seconds > 60',
    key="deployment.rollback_time",
    fix="Agree a faster way back.",
    why="Meridian loses money for every minute of a bad model.",
)
SLOW = Case("slow", "deployment.rollback_time:\n  value: 5\n  unit: min\n", fires=True)
FAST = Case("fast", "deployment.rollback_time:\n  value: 30\n  unit: s\n", fires=False)
ALWAYS = replace(RULE, expression="answered('project.title')", title="Always")
HARMLESS = replace(ALWAYS, severity=Severity.ADVICE)
ANY = (Case("a title", "project.title: A", fires=True), Case("none", "", fires=False))


def make_check(people: Cast, rule: Rule = RULE, **more: Any) -> OrganisationCheck:
    """Begin a check as Jonas, who runs the organisation."""
    cases = more.get("cases", (SLOW, FAST))
    home = people.meridian
    return actions.create_check(organisation=home, rule=rule, cases=cases, by=people.jonas)


def change_to(check: OrganisationCheck, rule: Rule, by: User) -> OrganisationCheck:
    """Write another rule for a check, which keeps its cases."""
    return actions.change_check(
        check=check, version=check.version, rule=rule, cases=check.tried_with, by=by
    )


def publish(people: Cast, rule: Rule = RULE, **more: Any) -> OrganisationCheck:
    """Begin a check and let it run."""
    check = make_check(people, rule, **more)
    return actions.publish_check(check=check, version=check.version, by=people.jonas)


def waive(spec: Spec, people: Cast) -> None:
    """Accept what the check says."""
    why = "The pilot is small."
    actions.waive(spec=spec, code="ORG001", key=RULE.key, reason=why, by=people.dana)


def settle(spec: Spec) -> CheckRun:
    """Let the background look at a spec that nobody touched for a while."""
    Spec.objects.filter(pk=spec.pk).update(updated_at=timezone.now() - timedelta(minutes=1))
    ask_for_checks()
    run_row = CheckRun.objects.filter(spec=spec, revision=None).latest("due_at", "pk")
    run_checks(run_row.pk)
    run_row.refresh_from_db()
    spec.refresh_from_db()
    return run_row


def own_findings(spec: Spec, people: Cast) -> list[Finding]:
    """Return what the pages of a spec show of own checks."""
    reading = read_spec(spec.pk, people.dana)
    assert reading is not None
    return [found for found in reading.evaluated.findings if found.code.startswith("ORG")]
