"""The list of specs: who sees what, filters, pages, and how many queries that takes."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from specs import access
from specs.models import Spec, SpecTemplate, State
from specs.portfolio import PAGE
from tests.cast import Cast
from tests.make import make_full_spec, make_guest, make_review, make_spec

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NUMBERS = itertools.count(1)


def make_row(people: Cast, template: SpecTemplate, **columns: object) -> Spec:
    """Write a spec's row as it is: lists read nothing else."""
    number = next(NUMBERS)
    values = {
        "organisation": people.meridian,
        "template": template,
        "owner": people.dana,
        "title": f"Spec {number:04}",
        "updated_at": START + timedelta(minutes=number),
        **columns,
    }
    return Spec.objects.create(**values)


def titles(client: Client, url: str = "/specs/") -> list[str]:
    """Return the titles of one page in their order."""
    return [spec.title for spec in client.get(url).context["page"].rows]


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def test_everybody_sees_what_they_may_know_of(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_row(people, template, title="Seen")
    make_row(people, template, title="Hidden from guests")
    make_guest(spec, people.noor)

    for person in people:
        levels = access.levels_of(person)
        listed = set(access.specs_listed_for(person, levels))
        assert listed == set(access.specs_visible_to(person)), person.name

    client.force_login(people.noor)
    assert titles(client) == ["Seen"]
    client.force_login(people.carla)
    assert titles(client) == []


def test_the_youngest_change_comes_first(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    old = make_row(people, template)
    young = make_row(people, template)

    assert titles(dana) == [young.title, old.title]
    assert titles(dana, "/specs/?sort=title") == [old.title, young.title]


def test_filters_stand_in_the_address(dana: Client, people: Cast, template: SpecTemplate) -> None:
    make_row(people, template, title="Card fraud", state=State.IN_REVIEW, owner=people.sam)
    make_row(people, template, title="Card limits")
    make_row(people, template, title="Old", state=State.ARCHIVED)

    assert titles(dana) == ["Card limits", "Card fraud"]
    assert titles(dana, "/specs/?q=fraud+CARD") == ["Card fraud"]
    assert titles(dana, "/specs/?q=ortiz") == ["Card fraud"]
    assert titles(dana, "/specs/?state=in_review") == ["Card fraud"]
    assert titles(dana, "/specs/?owner=me") == ["Card limits"]
    assert titles(dana, "/specs/?owner=Sam+Ortiz") == ["Card fraud"]
    assert titles(dana, "/specs/?state=archived") == ["Old"]
    assert len(titles(dana, "/specs/?state=all")) == 3


@pytest.mark.parametrize("sort", ["changed", "title"])
def test_pages_follow_each_other_without_gap_or_repeat(
    dana: Client, people: Cast, template: SpecTemplate, sort: str
) -> None:
    for _ in range(2 * PAGE + 5):  # several that changed at the same moment
        make_row(people, template, updated_at=START, title="Same")
    seen: list[UUID] = []
    url, pages = f"/specs/?sort={sort}", 0

    while url:
        response = dana.get(url)
        page = response.context["page"]
        assert page.first == len(seen) + 1
        seen += [spec.pk for spec in page.rows]
        later = response.context["links"]["later"]
        url, pages = (f"/specs/{later}" if later else ""), pages + 1

    assert pages == 3
    assert len(set(seen)) == len(seen) == 2 * PAGE + 5


def test_the_way_back_leads_to_the_same_rows(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    for _ in range(2 * PAGE + 5):
        make_row(people, template)
    first = dana.get("/specs/")
    second = dana.get("/specs/" + first.context["links"]["later"])
    third = dana.get("/specs/" + second.context["links"]["later"])

    back = dana.get("/specs/" + third.context["links"]["earlier"])
    start = dana.get("/specs/" + back.context["links"]["earlier"])

    assert back.context["page"].rows == second.context["page"].rows
    assert back.context["page"].first == PAGE + 1
    assert start.context["page"].rows == first.context["page"].rows
    assert start.context["links"]["earlier"] == ""


@pytest.mark.parametrize("place", ["nonsense", "W10", "WyJ4IiwieSIsMSx0cnVlXQ", "%00"])
def test_a_place_that_is_none_is_the_beginning(
    dana: Client, people: Cast, template: SpecTemplate, place: str
) -> None:
    make_row(people, template)

    assert len(titles(dana, f"/specs/?at={place}")) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(
    dana: Client,
    people: Cast,
    template: SpecTemplate,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_row(people, template)
    with django_assert_num_queries(3):
        dana.get("/specs/")
    for _ in range(PAGE + 10):
        make_row(people, template)

    with django_assert_num_queries(3):
        response = dana.get("/specs/")

    assert "1 to 20 of 31 specs" in response.content.decode()


def test_counting_stops_early(
    dana: Client, people: Cast, template: SpecTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("specs.keyset.MOST_COUNTED", 3)
    for _ in range(8):
        make_row(people, template)

    assert "of more than 1,000 specs" in dana.get("/specs/").content.decode()


def test_results_of_an_older_text_are_not_shown(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_row(people, template, content_version=5, checked_version=4, open_blockers=7)

    page = dana.get("/specs/").content.decode()

    assert "checks are waiting" in page
    assert ">7<" not in page


def test_no_specs_yet_leads_to_the_first(dana: Client) -> None:
    page = dana.get("/specs/").content.decode()

    assert "No specs yet" in page
    assert page.count("button-filled") == 1


def test_an_auditor_is_not_asked_to_start_a_spec(client: Client, people: Cast) -> None:
    client.force_login(people.greta)

    assert "/specs/new/" not in client.get("/specs/").content.decode()


def test_nothing_found_says_what_was_looked_for(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_row(people, template)

    page = dana.get("/specs/?q=%3Cb%3Ewallet").content.decode()

    assert "No title, owner or answer holds “&lt;b&gt;wallet”" in page


def test_htmx_gets_the_rows_alone(dana: Client, people: Cast, template: SpecTemplate) -> None:
    make_row(people, template)

    page = dana.get("/specs/", headers={"HX-Request": "true"}).content.decode()

    assert page.strip().startswith('<div id="found">')


def test_sign_offs_of_all_rows_arrive_at_once(
    dana: Client,
    people: Cast,
    template: SpecTemplate,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    specs = [make_full_spec(people, template, title=f"Spec {n}") for n in range(2)]
    draft = make_spec(people, template)
    for spec in specs:
        make_review(people, spec)
    ids = ",".join(str(spec.pk) for spec in [*specs, draft])

    with django_assert_num_queries(3):
        page = dana.get(f"/marks/?ids={ids},nonsense").content.decode()

    assert all(f'id="marks-{spec.pk}"' in page for spec in specs)
    assert page.count("0 of 6") == 2 or page.count("0 of 7") == 2
    assert str(draft.pk) not in page
