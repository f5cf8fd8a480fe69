"""Holding a job while it is worked on: a heartbeat beside the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from django.db import connection
from django.db.utils import DatabaseError

from jobs.health import note_worker
from jobs.models import Job

log = structlog.get_logger(__name__)

HEARTBEAT = 5.0  # seconds; a lease lasts three of them


class Hold:
    """A job as its worker has it."""

    def __init__(self) -> None:
        self._lost = Event()

    @property
    def is_lost(self) -> bool:
        """Whether another worker took the job; what is made now will be refused."""
        return self._lost.is_set()

    def lose(self) -> None:
        """Note that the job is another's."""
        self._lost.set()


@contextmanager
def held(job: Job, *, every: float = HEARTBEAT) -> Iterator[Hold]:
    """Renew the lease while the body runs, from a thread with a connection of its own."""
    hold, stop = Hold(), Event()
    thread = Thread(
        target=_beat, args=(job, hold, stop, every), name=f"heartbeat {job}", daemon=True
    )
    thread.start()
    try:
        yield hold
    finally:
        stop.set()
        thread.join()


def _beat(job: Job, hold: Hold, stop: Event, every: float) -> None:
    try:
        while not stop.wait(every):
            try:
                if not job.heartbeat():
                    hold.lose()
                    return
                note_worker(job.queue)
            except DatabaseError as error:
                log.warning("heartbeat_failed", job=str(job.pk), error=str(error))
                connection.close()  # so that the next one opens a new connection
    finally:
        connection.close()
