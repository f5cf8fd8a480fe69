"""The dashboard: its figures, what is behind each of them, and who sees which specs in it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from reviews import actions
from reviews.actions import Wish
from reviews.boards.cycle import decisions
from reviews.boards.scope import Asked, Scope
from reviews.models import Condition, Decision, Review, SignOff
from reviews.views.dashboard import BOARDS
from specs.actions.checking import ask_for_checks, check_spec
from specs.models import CheckRun, Item, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_guest, make_review, make_sign_off, make_spec

Behind = dict[str, int]


@pytest.fixture
def scene(people: Cast, template: SpecTemplate) -> Review:
    """Return an open review with an overdue condition, beside a draft and an approved spec."""
    make_spec(people, template, title="Only begun")
    run_checks()
    done = make_review(people, make_full_spec(people, template, title="Long approved"))
    for role, person in people.signers.items():
        make_sign_off(done, role, person)
    review = make_review(people, make_full_spec(people, template, title="Under review"))
    make_sign_off(review, "sre_on_call", people.piotr)
    wish = Wish(text="=Show the p99.", owner=people.dana, due_on=timezone.localdate())
    make_sign_off(review, "finance", people.marc, Decision.CONDITIONS, conditions=(wish,))
    Condition.objects.update(due_on=timezone.localdate() - timedelta(days=9))
    Item.objects.filter(key="risk.register").update(created_at=timezone.now() - timedelta(days=100))
    return review


def run_checks() -> None:
    """Let the full runs of the checks end as a worker does it."""
    Spec.objects.update(updated_at="2026-01-01T00:00:00Z")
    ask_for_checks()
    for run in CheckRun.objects.filter(status="waiting"):
        taken = CheckRun.objects.claim(run.pk)
        assert taken is not None
        check_spec(taken)


def open_page(client: Client, user: User, path: str = "/dashboard/") -> str:
    client.force_login(user)
    page = client.get(path)
    assert page.status_code == 200, path
    return str(page.content.decode())


def part(html: str, key: str) -> str:
    return html.partition(f'id="{key}" aria')[2].partition("</section>")[0]


def figures(html: str) -> Behind:
    """Return the number that each cell of a table shows, by the address behind it."""
    found = re.findall(r'<td class="is-number"[^>]*><span><a href="([^"]+)">([\d,]+)</a>', html)
    return {unescape(url): int(shown.replace(",", "")) for url, shown in found}


def rows_behind(client: Client, user: User, url: str) -> int:
    said = re.search(r"<strong>(\d+) rows?</strong>", open_page(client, user, url))
    return int(said[1]) if said else 0


def test_every_figure_counts_just_the_rows_behind_it(
    client: Client, people: Cast, scene: Review
) -> None:
    html = open_page(client, people.felix)

    for key in BOARDS:
        found = figures(part(html, key))
        assert found, key
        assert {url: rows_behind(client, people.felix, url) for url in found} == found


def test_bars_lead_where_the_rows_of_their_table_do(
    client: Client, people: Cast, scene: Review
) -> None:
    html = open_page(client, people.felix)

    for key in BOARDS:
        drawn = part(html, key).partition('<svg class="chart"')[2]
        svg, _end, table = drawn.partition("</svg>")
        bars = {unescape(url) for url in re.findall(r'<a href="([^"]+)" aria-label', svg)}
        assert bars, key
        assert bars <= {unescape(url) for url in re.findall(r'href="([^"]+)"', table)}


def test_what_waits_is_told_by_role_with_the_oldest(
    client: Client, people: Cast, scene: Review
) -> None:
    html = part(open_page(client, people.felix), "waiting")

    assert "5 signatures are waited for" in html
    assert "Legal" in html
    assert "SRE" not in html
    assert "Under review" in html


def test_time_to_approval_is_told_by_month_and_role(
    client: Client, people: Cast, scene: Review
) -> None:
    approved = Review.objects.get(revision__spec__title="Long approved")
    Review.objects.filter(pk=approved.pk).update(
        opened_at=timezone.now() - timedelta(days=12, hours=1)
    )

    html = part(open_page(client, people.felix), "cycle")

    assert "1 approval, after 12 days" in html
    assert "SRE / on-call" in html


def test_a_sign_off_that_was_carried_over_took_no_time(people: Cast, scene: Review) -> None:
    scope = Scope(people.felix, {people.meridian.pk: "member"}, Asked(), timezone.now())
    before = decisions(scope).count()

    actions.withdraw_review(spec=scene.revision.spec, by=people.dana, why="A typo.")
    make_review(people, scene.revision.spec)

    assert SignOff.objects.exclude(carried_from=None).exists()
    assert decisions(scope).count() == before


def test_filters_narrow_every_part(client: Client, people: Cast, scene: Review) -> None:
    other = open_page(client, people.felix, f"/dashboard/?owner={people.felix.pk}")
    mine = open_page(client, people.felix, f"/dashboard/?owner={people.dana.pk}&months=3")

    assert figures(other) == {}
    links = figures(mine)
    assert links
    assert all(f"owner={people.dana.pk}" in url and "months=3" in url for url in links)


def test_nobody_counts_the_specs_of_another_organisation(
    client: Client, people: Cast, scene: Review
) -> None:
    html = open_page(client, people.carla)

    assert "No specs yet" in html
    for key in BOARDS:
        assert rows_behind(client, people.carla, f"/dashboard/{key}/") == 0
        file = client.get(f"/dashboard/{key}/list.csv").content.decode()
        assert len(file.strip().splitlines()) == 1


def test_guests_have_no_dashboard(client: Client, people: Cast, scene: Review) -> None:
    make_guest(scene.revision.spec, people.noor)
    client.force_login(people.noor)

    assert client.get("/dashboard/").status_code == 403
    assert client.get("/dashboard/waiting/").status_code == 403
    assert client.get("/dashboard/waiting/list.csv").status_code == 403


def test_files_hold_the_tables_and_no_formula(client: Client, people: Cast, scene: Review) -> None:
    client.force_login(people.greta)

    table = client.get("/dashboard/conditions/table.csv")
    listed = client.get("/dashboard/conditions/list.csv").content.decode("utf-8-sig")

    assert table["Content-Type"] == "text/csv"
    assert "Dana Okafor,1,9 days" in table.content.decode("utf-8-sig")
    assert "'=Show the p99." in listed


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/?template=%00&owner=x&months=99",
        "/dashboard/risks/?age=x&status=%00",
        "/dashboard/cycle/?month=2026-99",
        "/dashboard/conditions/?owed_by=99999999999999999999",
        "/dashboard/waiting/?page=-4&role=%00",
        "/dashboard/checks/?code=NONE",
    ],
)
def test_odd_addresses_are_no_errors(
    client: Client, people: Cast, scene: Review, path: str
) -> None:
    open_page(client, people.greta, path)


def test_a_part_that_is_not_there_is_not_found(client: Client, people: Cast) -> None:
    client.force_login(people.greta)

    assert client.get("/dashboard/nothing/").status_code == 404


def test_the_queries_do_not_grow(
    client: Client, people: Cast, scene: Review, template: SpecTemplate
) -> None:
    def count(path: str) -> int:
        client.force_login(people.greta)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    paths = ["/dashboard/", *(f"/dashboard/{key}/" for key in BOARDS)]
    before: list[Any] = [count(path) for path in paths]
    review = make_review(people, make_full_spec(people, template, title="Another"))
    make_sign_off(review, "sre_on_call", people.piotr)
    make_spec(people, template, title="A draft")
    run_checks()

    assert [count(path) for path in paths] == before
    assert before[0] <= 20
