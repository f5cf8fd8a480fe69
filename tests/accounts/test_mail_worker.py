"""A real worker delivers mail: once, whatever is killed, and when the broker missed the call."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from accounts.actions import queue_mail
from accounts.models import Mail
from jobs.models import JobStatus
from tests.cast import Cast
from tests.workers import Workers
from trail.models import Event

PATIENCE = 30  # seconds


def mailbox() -> set[Path]:
    """Return the mails that the worker wrote, unfinished ones left out."""
    return set((Path(settings.VAR) / "mail").glob("*.eml"))


def wait_until_sent(count: int) -> None:
    """Wait until that many mails are sent."""
    end = time.monotonic() + PATIENCE
    while Mail.objects.filter(status=JobStatus.DONE).count() < count:
        assert time.monotonic() < end, list(Mail.objects.values("key", "status", "error"))
        time.sleep(0.05)


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("committed", "scheduler")
def test_twenty_mails_arrive_once_although_the_worker_is_killed(
    people: Cast, worker: Workers
) -> None:
    assert "EMAIL_URL" not in os.environ
    before = mailbox()
    for number in range(20):
        queue_mail(
            to=people.sam, kind="x", subject=f"Mail {number}", lines=(), key=f"once:{number}"
        )

    wait_until_sent(1)
    worker.kill()
    worker.start()
    wait_until_sent(20)

    assert len(mailbox() - before) == 20
    assert Event.objects.filter(kind="mail.sent").count() == 20
