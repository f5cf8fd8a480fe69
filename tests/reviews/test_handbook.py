"""The handbook: the whole reference in one file, made once by a worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from jobs.models import JobStatus
from reviews import actions, tasks
from reviews.exports import store
from reviews.exports.handbook import build_handbook, render_handbook
from reviews.models import Handbook
from specs import catalogue
from specs.domain.calculators import CALCULATORS
from specs.domain.checks import CHECKS
from tests.cast import Cast
from tests.reviews.reading_pdf import run, words
from trail.domain.event import describe
from trail.models import Event


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: object, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def test_it_holds_everything(tmp_path: Path) -> None:
    html = build_handbook().html
    codes = [check.code for check in CHECKS] + [one.code for one in CALCULATORS]
    for key in (*catalogue.attributes(), *codes):
        assert key in html

    pdf = render_handbook()

    text = words(pdf, tmp_path)
    contents = "".join(text.split("\f")[:2])
    line = next(line for line in contents.split("\n") if "Calculators" in line)
    page = int(line.split()[-1])
    assert page > 20
    (tmp_path / "page.pdf").write_bytes(pdf)
    last = run("pdftotext", "-f", str(page), "-l", str(page), str(tmp_path / "page.pdf"), "-")
    assert "Calculators" in last
    assert f"{page} of " in last
    assert pdf == render_handbook()


def test_it_is_made_once_and_taken_home(dana: Client, people: Cast) -> None:
    assert "Make the handbook" in dana.get("/reference/handbook/").content.decode()
    assert dana.post("/reference/handbook/").status_code == 302
    handbook = Handbook.objects.get()
    assert "Waiting for a worker" in dana.get("/reference/handbook/").content.decode() or (
        "worker is away" in dana.get("/reference/handbook/").content.decode()
    )
    assert dana.get("/reference/handbook/file/").status_code == 404

    tasks.make_handbook(handbook.pk)
    tasks.make_handbook(handbook.pk)

    handbook.refresh_from_db()
    response = dana.get("/reference/handbook/file/")
    assert b"".join(response).startswith(b"%PDF")
    assert "Download the handbook" in dana.get("/reference/handbook/").content.decode()
    assert store.read(handbook.file_hash)
    assert actions.ask_for_handbook(by=people.felix) == handbook
    said = [describe(e) for e in Event.objects.filter(kind__startswith="handbook.").order_by("pk")]
    assert said == ["Dana Okafor asked for the handbook.", "The handbook was made."]


def test_a_failure_is_told_and_can_be_tried_again(dana: Client, people: Cast) -> None:
    handbook = actions.ask_for_handbook(by=people.dana)
    Handbook.objects.update(status=JobStatus.DEAD, error="The disk is full.")
    assert "Not made: The disk is full." in dana.get("/reference/handbook/").content.decode()

    dana.post("/reference/handbook/")

    handbook.refresh_from_db()
    assert handbook.status == JobStatus.WAITING
