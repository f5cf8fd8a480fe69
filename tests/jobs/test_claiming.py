"""Claims, leases, attempts: whatever is killed or late, one attempt holds the job."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.models import Mail
from jobs.holding import held
from jobs.models import LEASE, MAX_ATTEMPTS, JobStatus, wait_after
from tests.jobs.conftest import MakeJob, reread
from tests.racing import collide, stampede

PAST = Now() - timedelta(seconds=1)
FUTURE = Now() + timedelta(seconds=60)


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cursor.fetchone()
    assert isinstance(now, datetime)
    return now


def claimed(job: Mail) -> Mail:
    taken = Mail.objects.claim(job.pk)
    assert taken is not None
    return taken


def test_a_claim_holds_the_job_for_a_lease_by_the_clock_of_the_database(job: Mail) -> None:
    before = database_time()
    taken = claimed(job)

    assert (taken.status, taken.attempt) == (JobStatus.RUNNING, 1)
    assert taken.lease_until is not None
    assert before + LEASE <= taken.lease_until <= database_time() + LEASE
    assert Mail.objects.claim(job.pk) is None


def test_twenty_workers_claim_and_one_has_it(job: Mail) -> None:
    taken = stampede(20, lambda _: Mail.objects.claim(job.pk))

    assert sum(one is not None for one in taken) == 1
    assert reread(job).attempt == 1


def test_two_claims_wait_for_each_other(job: Mail) -> None:
    first, second = collide(lambda: Mail.objects.claim(job.pk), lambda: Mail.objects.claim(job.pk))

    assert first is not None
    assert second is None


@pytest.mark.parametrize(
    ("columns", "is_free"),
    [
        ({}, True),
        ({"due_at": FUTURE}, False),
        ({"status": JobStatus.RUNNING, "lease_until": FUTURE}, False),
        ({"status": JobStatus.RUNNING, "lease_until": PAST}, True),
        ({"status": JobStatus.RUNNING, "lease_until": PAST, "attempt": MAX_ATTEMPTS}, False),
        ({"attempt": MAX_ATTEMPTS - 1}, True),
        ({"status": JobStatus.DONE}, False),
        ({"status": JobStatus.DEAD}, False),
    ],
    ids=str,
)
def test_what_may_be_claimed(make_job: MakeJob, columns: dict[str, object], is_free: bool) -> None:  # noqa: FBT001
    job = make_job(**columns)

    assert (Mail.objects.claim(job.pk) is not None) is is_free


def test_a_late_worker_changes_nothing(job: Mail) -> None:
    late = claimed(job)
    Mail.objects.filter(pk=job.pk).update(lease_until=PAST)
    current = claimed(job)

    assert not late.heartbeat()
    assert not late.note_progress(50, "half way")
    assert not late.fail("too late")
    assert not late.finish(body="of the late one")
    assert current.finish(body="of the current one")
    stored = reread(job)
    assert (stored.status, stored.body, stored.attempt) == (JobStatus.DONE, "of the current one", 2)
    assert not current.finish(body="again")


def test_finishing_writes_the_result_and_clears_what_went_wrong_before(job: Mail) -> None:
    claimed(job).fail("no answer")
    Mail.objects.update(due_at=Now())
    taken = claimed(job)
    taken.note_progress(40, "writing")

    assert taken.finish(subject="Done")

    stored = reread(job)
    assert (stored.status, stored.subject, stored.error) == (JobStatus.DONE, "Done", "")
    assert (stored.progress, stored.lease_until) == (100, None)


def test_progress_is_shown_and_holds_the_job(job: Mail) -> None:
    taken = claimed(job)
    Mail.objects.filter(pk=job.pk).update(lease_until=PAST)

    assert taken.note_progress(140, "x" * 300)

    stored = reread(job)
    assert (stored.progress, len(stored.progress_note)) == (100, 200)
    assert Mail.objects.claim(job.pk) is None


def test_a_failure_is_tried_again_later(job: Mail) -> None:
    before = database_time()
    claimed(job).fail(ValueError("no\0 answer"))

    stored = reread(job)
    assert (stored.status, stored.error) == (JobStatus.WAITING, "ValueError: no\ufffd answer")
    assert stored.due_at >= before + wait_after(1)
    assert Mail.objects.claim(job.pk) is None


def test_the_wait_doubles_up_to_an_hour() -> None:
    waits = [wait_after(attempt).total_seconds() for attempt in range(1, MAX_ATTEMPTS + 1)]

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600]


def test_the_last_failure_is_the_end_until_somebody_retries(make_job: MakeJob) -> None:
    job = make_job(attempt=MAX_ATTEMPTS - 1)

    claimed(job).fail("no answer")

    assert reread(job).status == JobStatus.DEAD
    assert [one.pk for one in Mail.objects.dead()] == [job.pk]
    assert reread(job).retry()
    assert (reread(job).status, reread(job).attempt) == (JobStatus.WAITING, 0)
    assert not reread(job).retry()
    assert Mail.objects.claim(job.pk) is not None


def test_a_heartbeat_holds_a_job_that_takes_longer_than_its_lease(job: Mail) -> None:
    taken = claimed(job)
    with held(taken, every=0.05) as hold:
        Mail.objects.filter(pk=job.pk).update(lease_until=PAST)
        wait_until(lambda: Mail.objects.filter(pk=job.pk, lease_until__gt=Now()).exists())
        assert not hold.is_lost

    assert taken.finish()


def test_a_worker_that_lost_its_job_is_told(job: Mail) -> None:
    taken = claimed(job)
    with held(taken, every=0.05) as hold:
        Mail.objects.filter(pk=job.pk).update(attempt=2)
        wait_until(lambda: hold.is_lost)

    assert not taken.finish()


def test_the_heartbeat_goes_on_while_the_work_holds_a_transaction(job: Mail) -> None:
    taken = claimed(job)
    Mail.objects.filter(pk=job.pk).update(lease_until=PAST)
    with transaction.atomic(), held(taken, every=0.05), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        wait_until(lambda: Mail.objects.filter(pk=job.pk, lease_until__gt=Now()).exists())

    assert taken.finish()


def wait_until(is_so: Callable[[], bool], patience: float = 5.0) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
