"""Runs of the checks: after a spec settled, at submission, with counts only for what was seen."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import JobStatus
from specs import actions
from specs.actions.checking import ask_for_checks, ask_for_new_rules
from specs.domain.checks import RULES_VERSION
from specs.models import CheckRun, Spec, SpecTemplate
from specs.tasks import check_settled, run_checks
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_spec
from tests.workers import Workers
from trail.domain.event import Kind
from trail.models import Event


def settle(spec: Spec) -> Spec:
    """Let the last edit be a while ago."""
    Spec.objects.filter(pk=spec.pk).update(updated_at=timezone.now() - timedelta(seconds=5))
    spec.refresh_from_db()
    return spec


def save(spec: Spec, people: Cast, text: str = "Fraud costs 2 million a year.") -> None:
    attribute = spec.template.template.attributes["problem.statement"]
    actions.save_answer(
        spec=spec,
        attribute=attribute,
        value=text,
        base_version=0,
        op_id=uuid.uuid4(),
        by=people.dana,
    )


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft with nothing in it but its title, whose last edit is a while ago."""
    return settle(make_spec(people, template))


def test_a_spec_that_settled_is_checked_once(spec: Spec) -> None:
    assert ask_for_checks() == 1
    assert ask_for_checks() == 0

    [asked] = CheckRun.objects.all()
    assert asked.content_version == spec.content_version
    assert asked.rules == RULES_VERSION


def test_a_spec_that_somebody_is_writing_waits(people: Cast, template: SpecTemplate) -> None:
    make_spec(people, template)

    assert ask_for_checks() == 0


def test_a_run_brings_the_counts_of_the_list_up_to_date(spec: Spec) -> None:
    ask_for_checks()
    run_row = CheckRun.objects.get()

    run_checks(run_row.pk)

    spec.refresh_from_db()
    run_row.refresh_from_db()
    assert run_row.status == JobStatus.DONE
    assert spec.checked_version == spec.content_version
    assert spec.open_blockers == sum(f["severity"] == "blocker" for f in run_row.findings) > 0
    assert 0 < spec.completeness < 100
    assert ask_for_checks() == 0


def test_an_accepted_warning_is_not_counted(people: Cast, template: SpecTemplate) -> None:
    spec = settle(make_full_spec(people, template))
    ask_for_checks()

    run_checks(CheckRun.objects.get().pk)

    spec.refresh_from_db()
    assert (spec.open_blockers, spec.open_warnings, spec.completeness) == (0, 0, 100)


def test_a_run_of_a_spec_that_moved_on_changes_no_count(spec: Spec, people: Cast) -> None:
    ask_for_checks()
    save(spec, people)

    run_checks(CheckRun.objects.get().pk)

    spec.refresh_from_db()
    [run_row] = CheckRun.objects.all()
    assert run_row.status == JobStatus.DONE
    assert run_row.findings == []
    assert spec.checked_version < spec.content_version
    settle(spec)
    assert ask_for_checks() == 1


def test_a_run_that_is_done_is_not_done_again(spec: Spec) -> None:
    ask_for_checks()
    run_row = CheckRun.objects.get()
    run_checks(run_row.pk)

    run_checks(run_row.pk)

    run_row.refresh_from_db()
    assert run_row.attempt == 1


def test_runs_of_drafts_leave_no_event(spec: Spec) -> None:
    ask_for_checks()

    run_checks(CheckRun.objects.get().pk)

    assert not Event.objects.filter(kind=Kind.CHECKS_FINISHED).exists()


def test_the_run_at_submission_agrees_with_what_was_frozen(
    people: Cast, template: SpecTemplate
) -> None:
    review = make_review(people, make_full_spec(people, template))
    run_row = CheckRun.objects.get(revision=review.revision)

    run_checks(run_row.pk)

    event = Event.objects.get(kind=Kind.CHECKS_FINISHED)
    run_row.refresh_from_db()
    assert run_row.status == JobStatus.DONE
    assert event.facts["is_as_frozen"] is True
    assert event.facts["revision"] == 1
    assert event.facts["blockers"] == 0


def test_drafts_are_checked_again_under_new_rules(spec: Spec) -> None:
    ask_for_checks()
    run_checks(CheckRun.objects.get().pk)
    assert ask_for_new_rules() == 0
    CheckRun.objects.update(rules="those of before")

    assert ask_for_new_rules() == 1

    assert ask_for_checks() == 1
    assert CheckRun.objects.count() == 2


def test_counts_that_were_set_aside_come_back_by_the_same_run(spec: Spec) -> None:
    ask_for_checks()
    run_row = CheckRun.objects.get()
    run_checks(run_row.pk)
    Spec.objects.update(checked_version=0)

    check_settled()
    run_checks(run_row.pk)

    spec.refresh_from_db()
    assert spec.checked_version == spec.content_version
    assert CheckRun.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_a_worker_checks_what_was_written(
    people: Cast, template: SpecTemplate, worker: Workers, scheduler: Workers
) -> None:
    spec = make_spec(people, template)

    end = time.monotonic() + 20
    while time.monotonic() < end:
        spec.refresh_from_db()
        if spec.checked_version == spec.content_version:
            break
        time.sleep(0.2)

    assert spec.checked_version == spec.content_version
    assert spec.open_blockers > 0
