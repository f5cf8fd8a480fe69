"""A job to try things with: a mail, since every kind of job behaves the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Mail, User

MakeJob = Callable[..., Mail]


@pytest.fixture
def make_job(committed: None) -> MakeJob:
    """Return a function that commits a job, which nobody was called for."""
    person = User.objects.create(email="mia@example.org", name="Mia Marsh")

    def make(**columns: Any) -> Mail:
        mail = Mail.objects.create(
            key=str(uuid4()), kind="test", to=person, chain="instance", subject="Hello", body="…"
        )
        Mail.objects.filter(pk=mail.pk).update(**columns)
        return Mail.objects.get(pk=mail.pk)

    return make


@pytest.fixture
def job(make_job: MakeJob) -> Mail:
    """One job that waits."""
    return make_job()


def reread(job: Mail) -> Mail:
    """Return the job as it is stored now."""
    return Mail.objects.get(pk=job.pk)
