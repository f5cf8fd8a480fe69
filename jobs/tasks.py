"""What the scheduler asks of workers: look for forgotten jobs, and say that you are there."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.db.models.functions import Now

from jobs import health
from jobs.models import Job, JobStatus, call_worker, kinds_of_job

log = structlog.get_logger(__name__)

CALLED_AT_ONCE = 100


@shared_task(ignore_result=True)
def sweep() -> None:
    """Call a worker for every job that nobody took or whose worker fell silent."""
    for model in kinds_of_job():
        give_up(model)
        call_forgotten(model)


@shared_task(ignore_result=True)
def answer(queue: str) -> None:
    """Note that a worker of this queue is there: this runs on the queue it names."""
    health.note_worker(queue)


def give_up(model: type[Job]) -> None:
    """Set aside the jobs that took their worker with them at every attempt."""
    words = "Its worker fell silent at every attempt."
    dead = model.objects.exhausted().update(status=JobStatus.DEAD, lease_until=None, error=words)
    if dead:
        log.error("jobs_given_up", kind=model.label(), count=dead)


def call_forgotten(model: type[Job]) -> None:
    """Call for the oldest forgotten jobs, noting it first, so that no other sweep calls too."""
    oldest = model.objects.to_be_called().order_by("due_at")
    for pk in list(oldest.values_list("pk", flat=True)[:CALLED_AT_ONCE]):
        is_ours = model.objects.to_be_called().filter(pk=pk).update(called_at=Now())
        if is_ours and not call_worker(model, pk):
            return  # no broker; the next sweep tries again
