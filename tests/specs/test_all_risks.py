"""All open high risks of the specs that somebody may know of, by age and owner."""

from __future__ import annotations

import csv
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from specs import actions
from specs.actions.items import GAP
from specs.models import Item, Spec, SpecTemplate
from specs.risk_portfolio import PAGE
from tests.cast import Cast
from tests.make import make_full_spec, make_guest, make_spec


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return the running example; all of its five risks are high."""
    return make_full_spec(people, template)


def add(spec: Spec, people: Cast, count: int, **cells: str) -> list[Item]:
    """Write many risks at once, the first one the oldest."""
    now = timezone.now()
    plain = {"probability": "high", "impact": "low", **cells}
    rows = [
        Item(
            id=uuid.uuid4(),
            spec=spec,
            key="risk.register",
            position=number * GAP,
            cells={"failure_mode": f"Failure {number}", **plain},
            updated_by=people.dana,
            created_at=now - timedelta(days=count - number, hours=1),
        )
        for number in range(count)
    ]
    return Item.objects.bulk_create(rows, batch_size=2000)


def names(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"/risks/{query}").context["rows"]
    return [row.words["failure_mode"] for row in rows]


def test_the_oldest_comes_first_with_its_age(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    add(make_spec(people, template), people, 3)

    response = dana.get("/risks/")

    assert names(dana) == ["Failure 0", "Failure 1", "Failure 2"]
    assert [row.age for row in response.context["rows"]] == [3, 2, 1]


def test_what_is_low_or_closed_is_no_open_high_risk(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    add(spec, people, 1, failure_mode="Low", probability="low")
    add(spec, people, 1, failure_mode="Closed", status="closed")
    add(spec, people, 1, failure_mode="High", status="mitigating")

    assert names(dana) == ["High"]
    assert sorted(names(dana, "?level=all")) == ["High", "Low"]


def test_the_list_is_narrowed_by_owner_status_category_and_day(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    add(spec, people, 1, failure_mode="Finance", owner="finance", category="latency")
    add(spec, people, 1, failure_mode="Nobody", status="mitigating", due="2020-01-01")
    add(spec, people, 1, failure_mode="Left", owner="sre_on_call", residual_impact="high")

    assert names(dana, "?owner=finance") == ["Finance"]
    assert names(dana, "?owner=nobody") == ["Nobody"]
    assert names(dana, "?status=mitigating") == ["Nobody"]
    assert sorted(names(dana, "?status=open")) == ["Finance", "Left"]
    assert names(dana, "?category=latency") == ["Finance"]
    assert names(dana, "?late=1") == ["Nobody"]
    assert names(dana, "?level=after") == ["Left"]
    assert len(names(dana, "?owner=zzz&status=x&level=y&sort=z")) == 3
    assert "No open risk is like that" in dana.get("/risks/?category=data").content.decode()


@pytest.mark.parametrize("sort", ["", "owner", "score"])
def test_every_risk_is_met_once_from_page_to_page(
    dana: Client, people: Cast, template: SpecTemplate, sort: str
) -> None:
    spec = make_spec(people, template)
    for owner, impact in (("finance", "high"), ("data_scientist", "low"), ("", "high")):
        add(spec, people, PAGE, owner=owner, impact=impact)

    seen: list[str] = []
    address = f"?sort={sort}"
    for _turn in range(3):
        response = dana.get(f"/risks/{address}")
        seen += [str(row.item.pk) for row in response.context["rows"]]
        page, address = response.context["page"], response.context["links"]["later"]
    back = dana.get(f"/risks/{response.context['links']['earlier']}").context

    assert len(set(seen)) == len(seen) == 3 * PAGE
    assert not address
    assert (page.first, page.last, page.total) == (2 * PAGE + 1, 3 * PAGE, 3 * PAGE)
    assert [str(row.item.pk) for row in back["rows"]] == seen[PAGE : 2 * PAGE]
    assert back["page"].first == PAGE + 1


def test_the_worst_and_the_owners_lead_when_asked(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    add(spec, people, 1, failure_mode="Three", owner="sre_on_call")
    add(spec, people, 1, failure_mode="Nine", owner="finance", impact="high")

    assert names(dana, "?sort=score") == ["Nine", "Three"]
    assert names(dana, "?sort=owner") == ["Nine", "Three"]


def test_a_broken_place_begins_at_the_start(dana: Client, spec: Spec) -> None:
    assert len(names(dana, "?at=xyz")) == 5


def test_ten_thousand_risks_take_as_many_queries_as_five(
    dana: Client, spec: Spec, people: Cast
) -> None:
    with CaptureQueriesContext(connection) as few:
        dana.get("/risks/?sort=owner")
    add(spec, people, 10_000)
    with CaptureQueriesContext(connection) as many:
        response = dana.get("/risks/?sort=owner")

    assert len(many) == len(few)
    assert "more than 1,000" in response.content.decode()


def test_nobody_learns_of_risks_elsewhere(
    client: Client, people: Cast, template: SpecTemplate, spec: Spec
) -> None:
    other = make_spec(people, template, "Not for guests")
    add(other, people, 1, failure_mode="Secret")
    make_guest(spec, people.noor)

    client.force_login(people.carla)
    assert names(client) == []
    client.force_login(people.noor)
    assert len(names(client)) == 5
    assert "Secret" not in client.get("/risks/").content.decode()
    assert client.get("/risks/risks.csv").content.decode("utf-8-sig").count("\n") == 1


def test_archived_specs_have_no_open_risks(dana: Client, spec: Spec, people: Cast) -> None:
    actions.archive(spec=spec, by=people.dana, why="Not needed.")

    assert names(dana) == []


def test_the_file_holds_what_the_list_shows(dana: Client, spec: Spec, people: Cast) -> None:
    add(spec, people, 1, failure_mode="=1+1", owner="finance")

    response = dana.get("/risks/risks.csv?sort=score")

    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 6
    assert [row["Score"] for row in rows] == ["6", "6", "6", "6", "3", "3"]
    assert {row["Spec"] for row in rows} == {"Card fraud score"}
    assert "'=1+1" in {row["Failure mode"] for row in rows}
    assert {row["Age in days"] for row in rows} <= {"0", "1"}


def test_a_row_is_as_old_as_its_first_version(spec: Spec) -> None:
    item = Item.objects.filter(spec=spec, key="risk.register")[0]

    first = item.versions.order_by("version")[0]

    assert abs(first.saved_at - item.created_at) < timedelta(seconds=5)
