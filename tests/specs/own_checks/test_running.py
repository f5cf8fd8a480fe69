"""What own checks say of specs: after a save, at submission, in a revision."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from reviews.models import Review
from specs import actions
from specs.actions.checking import _keep, ask_for_checks
from specs.documents import read_spec
from specs.domain.checks.check import WHOLE_SPEC, Severity
from specs.domain.own_checks.definition import Case, Rule
from specs.management.filling import fill
from specs.models import CheckRun, OwnFindings, Revision, Spec, SpecTemplate, Waiver
from specs.own_checks import look_at
from specs.snapshots import take_snapshots
from specs.tasks import run_checks
from tests.cast import Cast
from tests.make import change, make_full_spec, make_review
from tests.specs.own_checks.scene import (
    ALWAYS,
    ANY,
    RULE,
    change_to,
    own_findings,
    publish,
    settle,
    waive,
)
from trail.domain.event import Kind
from trail.models import Event

TABLE = 'answers["risk.register"]'


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec that could be submitted."""
    return make_full_spec(people, template)


def hostile(people: Cast, severity: Severity = Severity.BLOCKER) -> None:
    """Publish a check that is harmless for its cases, and endless for a thousand risks."""
    rule = Rule(
        "Endless",
        severity,
        "It never says so.",
        f"{TABLE}.all(a, {TABLE}.all(b, {TABLE}.all(c, a.owner != b.owner + c.owner)))"
        ' && answers["project.title"] == ""',
        key=WHOLE_SPEC,
    )
    publish(people, rule, cases=(replace(ANY[0], fires=False), replace(ANY[1], fires=True)))


def many_risks(spec: Spec, people: Cast) -> None:
    rows = [{"failure_mode": f"Risk {n}", "owner": "Dana"} for n in range(900)]
    fill(spec, {"risk.register": rows}, people.dana)


def test_it_is_found_in_the_background_and_shown_until_it_is_mended(
    people: Cast, spec: Spec
) -> None:
    publish(people)
    assert own_findings(spec, people) == []

    run_row = settle(spec)

    [found] = own_findings(spec, people)
    assert (found.code, found.key, found.severity) == ("ORG001", RULE.key, "warning")
    assert (found.message, found.fix, found.title) == (RULE.message, RULE.fix, RULE.title)
    assert spec.open_warnings == 1
    assert run_row.own_checks == [{"code": "ORG001", "version": 1}]
    assert "ORG001" in [held["code"] for held in run_row.findings]

    change(spec, RULE.key, {"value": "10", "unit": "s"}, people.dana)
    assert own_findings(spec, people) == [found]
    settle(spec)
    assert own_findings(spec, people) == []
    assert spec.open_warnings == 0


def test_a_save_runs_none_of_them(
    people: Cast, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(people)
    settle(spec)
    monkeypatch.setattr("specs.cel.running.subprocess.Popen", None)

    change(spec, "project.title", "Another title", people.dana)

    reading = read_spec(spec.pk, people.dana)
    assert reading is not None
    assert [found.code for found in reading.evaluated.own] == ["ORG001"]


def test_publishing_changing_and_retiring_check_open_specs_again(people: Cast, spec: Spec) -> None:
    settle(spec)
    assert ask_for_checks() == 0

    check = publish(people)
    assert settle(spec).own_checks == [{"code": "ORG001", "version": 1}]
    assert spec.open_warnings == 1

    rule = replace(RULE, message="Slower than we want.")
    check = change_to(check, rule, people.jonas)
    assert ask_for_checks() == 0
    check = actions.publish_check(check=check, version=2, by=people.jonas)
    assert settle(spec).own_checks == [{"code": "ORG001", "version": 2}]
    assert [found.message for found in own_findings(spec, people)] == ["Slower than we want."]

    actions.retire_check(check=check, by=people.jonas)
    assert settle(spec).own_checks == []
    assert own_findings(spec, people) == []
    assert not OwnFindings.objects.exists()


def test_one_that_changes_while_it_runs_is_asked_for_again(people: Cast, spec: Spec) -> None:
    publish(people)
    Spec.objects.filter(pk=spec.pk).update(updated_at="2026-01-01T00:00:00Z")
    ask_for_checks()
    run_row = CheckRun.objects.claim(CheckRun.objects.get().pk)
    assert run_row is not None
    seen = take_snapshots([spec.pk])[spec.pk]
    document = seen.evaluate().document
    own = look_at(document, seen.own_checks, spec.organisation_id)
    publish(people, ALWAYS, cases=ANY)
    _keep(run_row, seen, document, own)

    assert ask_for_checks() == 1
    assert settle(spec).own_checks[1] == {"code": "ORG002", "version": 1}


def test_another_organisations_checks_say_nothing(people: Cast, spec: Spec) -> None:
    check = actions.create_check(
        organisation=people.northwind, rule=ALWAYS, cases=ANY, by=people.carla
    )
    actions.publish_check(check=check, version=1, by=people.carla)

    assert settle(spec).own_checks == []
    assert own_findings(spec, people) == []


def test_one_for_other_templates_does_not_run(people: Cast, spec: Spec) -> None:
    publish(people, replace(ALWAYS, templates=("one_page_kickoff", "full_spec")), cases=ANY)

    assert settle(spec).own_checks == []


def test_a_blocker_blocks_the_submission_whether_it_ran_before_or_not(
    people: Cast, spec: Spec
) -> None:
    publish(people, replace(RULE, severity=Severity.BLOCKER))

    with pytest.raises(actions.NotReady) as refused:
        make_review(people, spec)
    assert [found.code for found in refused.value.blockers] == ["ORG001"]

    settle(spec)
    assert (spec.open_blockers, spec.completeness) == (1, 99)
    with pytest.raises(actions.NotReady):
        make_review(people, spec)


def test_what_was_mended_a_moment_ago_blocks_nothing(people: Cast, spec: Spec) -> None:
    publish(people, replace(RULE, severity=Severity.BLOCKER))
    settle(spec)

    change(spec, RULE.key, {"value": "10", "unit": "s"}, people.dana)
    make_review(people, spec)

    assert Review.objects.count() == 1


def test_a_warning_is_waived_like_any_other_and_frozen_with_its_rule(
    people: Cast, spec: Spec
) -> None:
    publish(people)
    settle(spec)

    waive(spec, people)
    settle(spec)
    assert spec.open_warnings == 0
    make_review(people, spec)

    frozen = json.loads(Revision.objects.get().content)
    [held] = frozen["own_checks"]
    assert (held["code"], held["version"], held["rule"]["message"]) == ("ORG001", 1, RULE.message)
    assert "ORG001" in [found["code"] for found in frozen["checks"]["findings"]]
    assert "ORG001" in [waiver["code"] for waiver in frozen["waivers"]]


def test_one_that_the_page_of_submission_found_first_can_be_waived(
    people: Cast, spec: Spec
) -> None:
    publish(people)

    waive(spec, people)

    assert Waiver.objects.filter(code="ORG001").exists()


def test_a_revision_is_checked_with_the_rules_it_was_frozen_with(people: Cast, spec: Spec) -> None:
    check = publish(people, replace(RULE, severity=Severity.ADVICE))
    make_review(people, spec)
    actions.retire_check(check=check, by=people.jonas)

    run_checks(CheckRun.objects.get(revision__isnull=False).pk)

    event = Event.objects.filter(chain=spec.chain, kind=Kind.CHECKS_FINISHED).latest("seq")
    assert '"is_as_frozen":true' in event.body


def test_one_that_errs_says_so_and_stops_nobody(people: Cast, spec: Spec) -> None:
    rule = replace(
        RULE,
        severity=Severity.BLOCKER,
        expression='answered("project.title") && answers["deployment.rollback_time"].seconds > 60',
    )
    publish(people, rule, cases=(_case(5, fires=True), _case(1, fires=False)))
    change(spec, RULE.key, None, people.dana)

    settle(spec)

    [found] = own_findings(spec, people)
    assert found.severity is Severity.ADVICE
    assert found.message.startswith("ORG001 could not be evaluated: a part is asked of nothing")
    assert spec.open_blockers <= 1
    assert OwnFindings.objects.get().failures["ORG001"].startswith("a part is asked of nothing")


def _case(minutes: int, *, fires: bool) -> Case:
    answers = f"project.title: A\n{RULE.key}: {{value: {minutes}, unit: min}}"
    return Case(f"{minutes} minutes", answers, fires=fires)


def test_one_without_end_is_stopped_and_the_run_goes_on(people: Cast, spec: Spec) -> None:
    hostile(people)
    publish(people)
    many_risks(spec, people)

    begun = time.monotonic()
    run_row = settle(spec)

    assert time.monotonic() - begun < 30
    assert run_row.status == "done"
    first, second = own_findings(spec, people)
    assert first.message == "ORG001 could not be evaluated: it took longer than 0.5 s of computing."
    assert first.severity is Severity.ADVICE
    assert second.code == "ORG002"
