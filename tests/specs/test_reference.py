"""The pages about checks and attributes, and whether results are current."""

from __future__ import annotations

import pytest
from django.test import Client

from jobs.health import note_worker
from jobs.models import WorkerStamp
from specs.actions.checking import ask_for_checks
from specs.domain.checks import CHECKS
from specs.models import CheckRun, SpecTemplate
from specs.tasks import run_checks
from tests.cast import Cast
from tests.make import make_spec
from tests.specs.test_tasks import settle


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def test_every_check_has_a_page(dana: Client) -> None:
    index = dana.get("/reference/").content.decode()

    for check in CHECKS:
        page = dana.get(f"/reference/checks/{check.code}/")
        assert page.status_code == 200, check.code
        assert check.code in index


def test_a_check_says_why_it_matters(dana: Client) -> None:
    text = dana.get("/reference/checks/RSK003/").content.decode()

    assert "A risk is likely or costly, still open, and no role answers for it." in text
    assert "Choose an owner." in text
    assert "risk.register" in text


def test_a_code_that_there_is_not_is_not_found(dana: Client) -> None:
    assert dana.get("/reference/checks/XXX999/").status_code == 404


def test_results_are_said_to_wait_until_they_are_there(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = settle(make_spec(people, template))
    url = f"/specs/{spec.pk}/check-note/"
    WorkerStamp.objects.all().delete()  # a worker of another test may have said it was there

    away = dana.get(url).content.decode()
    note_worker("checks")
    waiting = dana.get(url).content.decode()
    ask_for_checks()
    run_checks(CheckRun.objects.get().pk)
    done = dana.get(url).content.decode()

    assert "the worker is away" in away
    assert "waiting until you pause" in waiting
    assert "All checks have run" in done
