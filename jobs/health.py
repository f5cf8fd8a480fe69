"""Are there workers? Told by rows, so that it can be told while Redis is away as well."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models.functions import Now

from jobs.models import WorkerStamp

AWAY_AFTER = timedelta(seconds=20)  # workers answer every five


def workers_seen(queue: str) -> datetime | None:
    """Return when a worker of this queue was last heard of; None when never."""
    return WorkerStamp.objects.filter(queue=queue).values_list("seen_at", flat=True).first()


def workers_away(queue: str) -> bool:
    """Return whether nobody works on this queue, by the database's clock."""
    return not WorkerStamp.objects.filter(queue=queue, seen_at__gte=Now() - AWAY_AFTER).exists()


def note_worker(queue: str) -> None:
    """Note that a worker of this queue is alive."""
    WorkerStamp.objects.bulk_create(
        [WorkerStamp(queue=queue, seen_at=Now())],
        update_conflicts=True,
        unique_fields=["queue"],
        update_fields=["seen_at"],
    )
