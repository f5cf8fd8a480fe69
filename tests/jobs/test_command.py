"""manage.py jobs: what was given up, and another try."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from jobs.models import JobStatus
from tests.jobs.conftest import MakeJob, reread


def told(*options: str) -> str:
    out = io.StringIO()
    call_command("jobs", *options, stdout=out)
    return out.getvalue()


def test_jobs_that_were_given_up_are_listed_and_can_be_tried_again(make_job: MakeJob) -> None:
    make_job()
    dead = make_job(status=JobStatus.DEAD, error="no answer")
    name = f"accounts.mail:{dead.pk}"

    listed = told()

    assert name in listed
    assert "no answer" in listed
    assert "1 given up." in listed
    assert told("--retry", name) == f"{name} is tried again.\n"
    assert reread(dead).status == JobStatus.WAITING
    assert told() == "0 given up.\n"


@pytest.mark.parametrize("name", ["accounts.mail:1", "accounts.mail:x", "mail", "", "a:b:c"])
@pytest.mark.django_db
def test_what_was_not_given_up_cannot_be_tried_again(name: str) -> None:
    with pytest.raises(CommandError, match="not among the jobs"):
        told("--retry", name)
