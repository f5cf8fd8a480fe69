"""What all background work has in common: the row is the truth, the message only a nudge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar, Generic, Self, TypeVar

import structlog
from celery import current_app
from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=15)
MAX_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=1)
FIRST_WAIT = timedelta(seconds=2)
CALL_AGAIN = timedelta(seconds=12)
ERROR_LENGTH = 2000


class JobStatus(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Given up")


J = TypeVar("J", bound="Job")


class JobQuerySet(models.QuerySet[J], Generic[J]):
    """Jobs by what a worker may do with them, always by the database's clock."""

    def claimable(self) -> Self:
        """Return those that wait and are due, and those whose worker fell silent."""
        waiting = Q(status=JobStatus.WAITING, due_at__lte=Now())
        silent = Q(status=JobStatus.RUNNING, lease_until__lt=Now())
        return self.filter(waiting | silent, attempt__lt=MAX_ATTEMPTS)

    def claim(self, pk: object) -> J | None:
        """Take a job for this worker, or None when there is nothing to take."""
        taken = self.claimable().filter(pk=pk)
        if not taken.update(
            status=JobStatus.RUNNING, lease_until=Now() + LEASE, attempt=F("attempt") + 1
        ):
            return None
        return self.get(pk=pk)

    def to_be_called(self) -> Self:
        """Return claimable jobs for which no call is under way.

        A call that got lost is repeated after a while, then after twice as long: a long queue
        would otherwise fill with repeats. A job that came due, or lost its worker, since it was
        called is called at once.
        """
        never = Q(called_at=None) | Q(called_at__lt=F("due_at")) | Q(called_at__lt=F("lease_until"))
        waited = F("called_at") - F("due_at")
        lost = Q(called_at__lt=Now() - CALL_AGAIN - waited)
        return self.claimable().filter(never | lost)

    def exhausted(self) -> Self:
        """Return those whose worker fell silent at the last attempt they had."""
        return self.filter(
            status=JobStatus.RUNNING, lease_until__lt=Now(), attempt__gte=MAX_ATTEMPTS
        )

    def dead(self) -> Self:
        """Return those that an administrator has to look at."""
        return self.filter(status=JobStatus.DEAD)


class Job(models.Model):
    """One piece of background work, committed with what asked for it.

    A concrete job names its ``task`` and ``queue``, and its ``Meta`` inherits from ``Job.Meta``.
    """

    task: ClassVar[str]
    queue: ClassVar[str]

    status = models.CharField(max_length=8, choices=JobStatus, default=JobStatus.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(db_default=Now())
    called_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    error = models.TextField(blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField(db_default=Now())

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = (
            models.Index(
                fields=["due_at"],
                name="%(app_label)s_%(class)s_open",
                condition=Q(status__in=[JobStatus.WAITING, JobStatus.RUNNING]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.label()} {self.pk} ({self.status})"

    @classmethod
    def label(cls) -> str:
        """Return the name of this kind of job, as commands and logs use it."""
        return cls._meta.label_lower

    def heartbeat(self) -> bool:
        """Hold the job for another lease; False when another worker has it."""
        return self._settle(lease_until=Now() + LEASE)

    def note_progress(self, percent: int, words: str = "") -> bool:
        """Say how far the work is, and hold the job."""
        return self._settle(
            progress=max(0, min(100, percent)), progress_note=words[:200], lease_until=Now() + LEASE
        )

    def finish(self, **columns: Any) -> bool:
        """Write the result; False when this attempt no longer holds the job."""
        done = {"status": JobStatus.DONE, "lease_until": None, "error": "", "progress": 100}
        return self._settle(**{**done, **columns})

    def go_on_later(self) -> bool:
        """Give the job back half done; a worker is called for the rest at once."""
        is_ours = self._settle(status=JobStatus.WAITING, lease_until=None, due_at=Now())
        if is_ours:
            self.wake()
        return is_ours

    def fail(self, error: BaseException | str) -> bool:
        """Try again later, or give up after the last attempt."""
        words = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
        words = words.replace("\0", "\N{REPLACEMENT CHARACTER}")[:ERROR_LENGTH]
        if self.attempt >= MAX_ATTEMPTS:
            return self._settle(status=JobStatus.DEAD, lease_until=None, error=words)
        due_at = Now() + wait_after(self.attempt)
        return self._settle(status=JobStatus.WAITING, lease_until=None, due_at=due_at, error=words)

    def give_up(self, words: str) -> bool:
        """Set it aside: another attempt would come to the same end."""
        words = words.replace("\0", "\N{REPLACEMENT CHARACTER}")[:ERROR_LENGTH]
        return self._settle(status=JobStatus.DEAD, lease_until=None, error=words)

    def wake(self) -> None:
        """Call a worker once this is committed; if nobody hears, the sweep calls again."""
        transaction.on_commit(partial(call_worker, type(self), self.pk), robust=True)

    def retry(self) -> bool:
        """Give a job that was given up a new set of attempts."""
        ours = type(self).objects.filter(pk=self.pk, status=JobStatus.DEAD)
        again = ours.update(status=JobStatus.WAITING, attempt=0, due_at=Now(), called_at=Now())
        if again:
            self.wake()
        return again == 1

    def _settle(self, **columns: Any) -> bool:
        ours = type(self).objects.filter(pk=self.pk, status=JobStatus.RUNNING, attempt=self.attempt)
        return ours.update(**columns) == 1


def wait_after(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt: doubled every time, up to an hour."""
    wait: timedelta = FIRST_WAIT * 2 ** max(0, attempt - 1)
    return min(wait, LONGEST_WAIT)


def call_worker(model: type[Job], pk: object) -> bool:
    """Send the message that wakes a worker; without a broker, note that nobody was called."""
    try:
        current_app.send_task(
            model.task,
            args=[pk if isinstance(pk, int) else str(pk)],
            queue=model.queue,
            retry=False,
        )
    except (OperationalError, RedisError, OSError) as error:
        log.warning("no_broker", task=model.task, job=str(pk), error=str(error))
        model.objects.filter(pk=pk).update(called_at=None)
        return False
    return True


def kinds_of_job() -> Iterator[type[Job]]:
    """Yield every concrete kind of job of all applications."""
    return (model for model in apps.get_models() if issubclass(model, Job))


class WorkerStamp(models.Model):
    """When a worker of one queue was last heard of."""

    queue = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("queue",)

    def __str__(self) -> str:
        return f"{self.queue}: {self.seen_at}"
