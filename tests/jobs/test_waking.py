"""Waking workers: a nudge after the commit, and a sweep for whatever was not heard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
from celery import Celery, current_app
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.test import override_settings

from accounts.models import Mail
from config.celery import app
from jobs import health
from jobs.models import CALL_AGAIN, MAX_ATTEMPTS, JobStatus, WorkerStamp, kinds_of_job
from jobs.tasks import answer, sweep
from tests.jobs.conftest import MakeJob, reread
from tests.workers import Workers

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def nobody_takes_the_calls(workers: Workers) -> None:
    """Stop the worker of earlier tests, which would take the messages that are counted here."""
    workers.stop()


@pytest.fixture
def queue(committed: None) -> Iterator[redis.Redis]:
    """The queue of mails, empty."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("mail", "checks", "exports")
    yield client
    client.delete("mail", "checks", "exports")
    client.close()


@pytest.fixture
def no_broker() -> Iterator[None]:
    """Let messages go to where nobody listens."""
    away = Celery("away")
    away.config_from_object("django.conf:settings", namespace="CELERY")
    away.conf.update(broker_url="redis+socket:///nowhere/at/all.sock")
    away.set_current()
    yield
    app.set_current()


def length(queue: redis.Redis) -> int:
    found = queue.llen("mail")
    assert isinstance(found, int)
    return found


def test_a_worker_is_called_once_the_job_is_committed(
    queue: redis.Redis, make_job: MakeJob
) -> None:
    job = make_job()
    with transaction.atomic():
        job.wake()
        assert length(queue) == 0

    assert length(queue) == 1


def test_a_job_that_is_rolled_back_calls_nobody(queue: redis.Redis, make_job: MakeJob) -> None:
    job = make_job()
    with transaction.atomic():
        job.wake()
        transaction.set_rollback(True)

    assert length(queue) == 0


@pytest.mark.usefixtures("no_broker")
def test_without_a_broker_nothing_fails_or_waits_and_the_job_is_remembered(job: Mail) -> None:
    job.wake()  # the first time, libraries are loaded
    start = time.monotonic()
    with transaction.atomic():
        job.wake()

    assert time.monotonic() - start < 0.1
    assert reread(job).called_at is None


@pytest.mark.usefixtures("no_broker")
def test_a_sweep_without_a_broker_leaves_everything_to_the_next(
    make_job: MakeJob, queue: redis.Redis
) -> None:
    jobs = [make_job(called_at=None) for _ in range(3)]

    sweep()

    assert [reread(job).called_at for job in jobs] == [None] * 3


@pytest.mark.parametrize(
    ("columns", "calls"),
    [
        ({}, 0),
        ({"called_at": None}, 1),
        ({"due_at": Now() - SECOND, "called_at": Now() - 2 * SECOND}, 1),
        ({"due_at": Now() + SECOND, "called_at": None}, 0),
        ({"called_at": Now() - CALL_AGAIN - SECOND, "due_at": Now() - CALL_AGAIN - SECOND}, 1),
        ({"called_at": Now() - 20 * SECOND, "due_at": Now() - 60 * SECOND}, 0),
        ({"called_at": Now() - 60 * SECOND, "due_at": Now() - 100 * SECOND}, 1),
        ({"status": JobStatus.RUNNING, "lease_until": Now() + SECOND, "called_at": None}, 0),
        (
            {
                "status": JobStatus.RUNNING,
                "lease_until": Now() - SECOND,
                "called_at": Now() - 2 * SECOND,
                "due_at": Now() - 60 * SECOND,
            },
            1,
        ),
        ({"status": JobStatus.DONE, "called_at": None}, 0),
        ({"status": JobStatus.DEAD, "called_at": None}, 0),
    ],
    ids=[
        "just called",
        "never called",
        "came due since",
        "not yet due",
        "call got lost",
        "long queue, called again lately",
        "long queue, time to call again",
        "at work",
        "worker fell silent",
        "done",
        "given up",
    ],
)
def test_the_sweep_calls_for_what_was_forgotten_and_once_only(
    queue: redis.Redis, make_job: MakeJob, columns: dict[str, object], calls: int
) -> None:
    make_job(**columns)

    sweep()
    sweep()

    assert length(queue) == calls


def test_a_job_that_killed_its_worker_every_time_is_given_up(
    queue: redis.Redis, make_job: MakeJob
) -> None:
    silent = {
        "status": JobStatus.RUNNING,
        "lease_until": Now() - SECOND,
        "called_at": Now() - 20 * SECOND,
    }
    killer = make_job(**silent, attempt=MAX_ATTEMPTS)
    unlucky = make_job(**silent, attempt=MAX_ATTEMPTS - 1)

    sweep()

    assert reread(killer).status == JobStatus.DEAD
    assert "every attempt" in reread(killer).error
    assert reread(unlucky).status == JobStatus.RUNNING
    assert length(queue) == 1


def test_every_kind_of_job_has_a_task_and_a_queue_that_exist() -> None:
    current_app.loader.import_default_modules()
    for kind in kinds_of_job():
        assert kind.task in current_app.tasks
        assert kind.queue in settings.QUEUES
    assert Mail in kinds_of_job()


def test_the_scheduler_knows_only_tasks_that_exist() -> None:
    current_app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks


@pytest.mark.django_db
def test_workers_are_away_until_one_answers_and_again_when_it_falls_silent() -> None:
    WorkerStamp.objects.all().delete()  # a worker of another test may have said it was there
    assert health.workers_seen("mail") is None
    assert health.workers_away("mail")

    answer("mail")
    answer("mail")

    assert health.workers_seen("mail") is not None
    assert not health.workers_away("mail")
    assert health.workers_away("exports")
    WorkerStamp.objects.update(seen_at=Now() - 2 * health.AWAY_AFTER)
    assert health.workers_away("mail")


@pytest.mark.django_db
@override_settings(REDIS_URL="unix:///nowhere/at/all.sock")
def test_whether_workers_are_there_is_known_without_redis() -> None:
    answer("mail")

    assert not health.workers_away("mail")
