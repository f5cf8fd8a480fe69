"""A worker that dies in the middle of an export: one file, one event, within half a minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from jobs.models import JobStatus
from reviews import actions
from reviews.models import Export
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from tests.workers import Workers
from trail.models import Event

LIMIT = 30  # seconds from the kill to the file


def wait_for(is_so: Callable[[], bool], seconds: float) -> float:
    """Wait until something is so; return how long that took."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if is_so():
            return time.monotonic() - start
        time.sleep(0.05)
    pytest.fail(f"it was not so within {seconds} s")


def files() -> list[Path]:
    """Return every export that is stored."""
    return [path for path in Path(settings.EXPORTS_ROOT).rglob("*.pdf") if path.is_file()]


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("committed", "scheduler")
@pytest.mark.parametrize("progress", [1, 25, 85])
def test_a_killed_worker_leaves_one_file_and_one_event(
    people: Cast, template: SpecTemplate, worker: Workers, progress: int
) -> None:
    review = make_review(people, make_full_spec(people, template))
    before = set(files())
    export = actions.ask_for_export(revision=review.revision, by=people.dana)

    def has_come_so_far() -> bool:
        export.refresh_from_db()
        return (export.status == JobStatus.RUNNING and export.progress >= progress) or is_done()

    def is_done() -> bool:
        export.refresh_from_db()
        return export.status == JobStatus.DONE

    wait_for(has_come_so_far, 60)
    assert not is_done(), "it was over before it could be killed"
    worker.kill()
    worker.start()

    took = wait_for(is_done, 60)

    assert took < LIMIT
    made = set(files()) - before
    assert [path.stem for path in made] == [export.file_hash]
    assert Export.objects.count() == 1
    events = [event.kind for event in Event.objects.of_chain(review.revision.spec.chain)]
    assert events.count("export.finished") == 1
    assert export.attempt == 2
