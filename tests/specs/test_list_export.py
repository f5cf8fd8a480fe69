"""The list as a file: which specs, which cells, who may, and what the trail says of it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from specs.models import SpecTemplate
from specs.portfolio import PAGE
from tests.cast import Cast
from tests.make import make_full_spec, make_guest, make_review, make_spec
from trail.domain.event import describe
from trail.models import Event

FORMULAS = ('=HYPERLINK("http://evil.example")', "+1", "-2+3", "@SUM(A1)", "\t=1")


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def fetch(client: Client, ending: str, **asked: str) -> bytes:
    """Return the file that is sent, piece by piece."""
    response: Any = client.post(f"/specs/list.{ending}", asked)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)


def lines(client: Client, **asked: str) -> list[dict[str, str]]:
    """Return the rows of the CSV by their heads."""
    return list(csv.DictReader(StringIO(fetch(client, "csv", **asked).decode("utf-8-sig"))))


def test_all_pages_of_what_the_filters_leave_are_in_the_file(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    for number in range(PAGE + 3):
        make_spec(people, template, f"Score {number:02}")
    make_spec(people, template, "Other")

    found = [line["Spec"] for line in lines(dana, q="score", sort="title")]

    assert found == [f"Score {number:02}" for number in range(PAGE + 3)]


def test_no_cell_is_a_formula(dana: Client, people: Cast, template: SpecTemplate) -> None:
    for title in FORMULAS:
        make_spec(people, template, title)

    told = [line["Spec"] for line in lines(dana)]
    assert all(title.startswith("'") for title in told)
    sheet = load_workbook(BytesIO(fetch(dana, "xlsx"))).active
    assert sheet is not None

    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells} >= set(FORMULAS[:4])
    assert all(cell.quotePrefix for cell in cells)


def test_cells_are_typed(dana: Client, people: Cast, template: SpecTemplate) -> None:
    due_on = timezone.localdate() - timedelta(days=3)
    spec = make_full_spec(people, template, title="Fraud & <risk>")
    make_review(people, spec, due_on=due_on)
    spec.refresh_from_db()

    line = lines(dana, late="1")[0]
    assert line["Due"] == due_on.isoformat()
    assert line["Changed (UTC)"].startswith(str(timezone.now().year))
    assert "Finance" in line["Waits for"]
    facts = ("State", "Owner", "Template", "Organisation", "Open comments", "Asked to sign")
    assert [line[fact] for fact in facts] == [
        "In review",
        people.dana.name,
        template.title,
        people.meridian.name,
        "0",
        str(spec.listing.asked),
    ]
    sheet = load_workbook(BytesIO(fetch(dana, "xlsx"))).active
    assert sheet is not None

    heads = [str(cell.value) for cell in sheet[1]]
    row = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
    assert row["Spec"] == "Fraud & <risk>"
    assert row["Signed"] == 0
    assert row["Due"].date() == due_on
    assert isinstance(row["Due"], date)
    assert sheet.freeze_panes == "A2"
    assert str(row["Address"]).endswith(f"/specs/{spec.pk}/read/")


def test_guests_take_nothing_and_nobody_takes_what_others_have(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    make_guest(spec, people.noor)

    client.force_login(people.noor)
    assert client.post("/specs/list.csv").status_code == 403
    client.force_login(people.carla)

    assert lines(client) == []
    assert client.post("/specs/list.pdf").status_code == 404


def test_the_trail_says_who_took_what(dana: Client, people: Cast, template: SpecTemplate) -> None:
    make_spec(people, template)

    lines(dana, owner="me", state="draft")

    event = Event.objects.get(kind="list.exported")
    assert event.chain == people.meridian.chain
    assert describe(event) == "Dana Okafor took a list of 1 spec as CSV: Draft, Mine."


def test_the_queries_do_not_grow_with_the_rows(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template)
    with CaptureQueriesContext(connection) as few:
        lines(dana)
    for number in range(PAGE + 3):
        make_spec(people, template, f"Score {number}")
    with CaptureQueriesContext(connection) as many:
        lines(dana)

    assert len(many) == len(few)
