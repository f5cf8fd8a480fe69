"""Valkey is stopped: saving and signing go on, and what was asked for meanwhile is done later."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Mail
from jobs.models import JobStatus
from reviews import actions
from reviews.models import Export, SignOff
from specs.models import Answer, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off, make_spec

PATIENCE = 60


@pytest.fixture
def valkey() -> Iterator[int]:
    """Return the process number of the Valkey of this run; it goes on when the test ends."""
    pid = int(redis.Redis.from_url(settings.REDIS_URL).info("server")["process_id"])
    yield pid
    os.kill(pid, signal.SIGCONT)


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="the other processes need it")
@pytest.mark.timeout(180)
@pytest.mark.usefixtures("committed", "scheduler", "worker")
def test_nothing_is_lost_and_nobody_stopped_while_valkey_is_away(
    people: Cast, template: SpecTemplate, valkey: int, client: Client
) -> None:
    review = make_review(people, make_full_spec(people, template))
    draft = make_spec(people, template, "Meanwhile")
    client.force_login(people.dana)
    os.kill(valkey, signal.SIGSTOP)

    start = time.monotonic()
    saved = client.post(
        reverse("specs:save-answer", args=[draft.pk, "problem.statement"]),
        {"value": "Written meanwhile.", "base_version": 0, "op_id": str(uuid.uuid4())},
        headers={"HX-Request": "true"},
    )
    assert time.monotonic() - start < 3
    start = time.monotonic()
    make_sign_off(review, "sre_on_call", people.piotr)
    export = actions.ask_for_export(revision=review.revision, by=people.dana)
    page = client.get(reverse("specs:write-section", args=[draft.pk, "s1"]))
    assert time.monotonic() - start < 10

    assert saved.status_code == page.status_code == 200
    assert Answer.objects.get(spec=draft, key="problem.statement").value == "Written meanwhile."
    assert SignOff.objects.filter(review=review).count() == 1
    os.kill(valkey, signal.SIGCONT)
    wait_for(lambda: Export.objects.get(pk=export.pk).status == JobStatus.DONE)
    wait_for(lambda: not Mail.objects.exclude(status=JobStatus.DONE).exists())
    assert Path(settings.VAR).exists()
