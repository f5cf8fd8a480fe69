"""PAGES: what each page takes on a seeded installation, beside the yardstick in the same run.

Ten organisations, 1,000 people, 10,000 specs, 200,000 events; ``PAGES_SPECS`` asks for fewer specs,
and events in proportion: seeding all of them takes about five minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench.load import Client, drive
from bench.rows import Row
from bench.seeding.seed import Seeded, Size, seed
from bench.servers import Server, serve
from bench.web import BARE, bare_client, cost, prepare_bare
from bench.world import sign_in
from reviews.models import Amendment, AmendmentState
from reviews.views.dashboard import BOARDS
from specs.models import Spec, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

NAME = "seeded"
WARM_UP, REQUESTS = 3, 30
USUAL = Size()


def measure(_asked: set[str]) -> Iterator[Row]:
    """Seed, then ask for every page as an administrator who signs and writes as well."""
    specs = int(os.environ.get("PAGES_SPECS", USUAL.specs))
    size = Size(specs=specs, events=USUAL.events * specs // USUAL.specs)
    call_command("collectstatic", verbosity=0, interactive=False)
    sessions = prepare_bare()
    with seeded(size) as installation, serve("bench.bare.wsgi:application", BARE) as bare:
        yardstick = page_cost(bare, bare_client(bare.port, 1, sessions[0]))
        reader = busiest(installation)
        with serve("config.wsgi:application", "config.settings") as ours:
            session = {settings.SESSION_COOKIE_NAME: sign_in(reader)}
            for name, address in pages(reader):
                client = Client(ours.port, session, address, {}, ())
                taken, asked = page_cost(ours, client), queries(session, address)
                yield Row(
                    number="PAGES",
                    what=f"{name}, among {specs:,} specs: CPU of server and PostgreSQL",
                    measured=f"{taken:.1f} ms, {asked} queries",
                    reference=f"bare page {yardstick:.1f} ms",
                    ratio=taken / yardstick,
                )


@contextmanager
def seeded(size: Size) -> Iterator[Seeded]:
    """Give a seeded database, to this process and to the servers that it starts."""
    url, before = os.environ["DATABASE_URL"], str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    _turn_to(NAME)
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    try:
        yield seed(size)
    finally:
        os.environ["DATABASE_URL"] = url
        _turn_to(before)


def _turn_to(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # its connections lead elsewhere
    connection.settings_dict["NAME"] = name


def page_cost(server: Server, client: Client) -> float:
    """Return the milliseconds of processors that one reading takes."""
    drive([client], Client.read, WARM_UP)
    return cost(server, [client], Client.read, REQUESTS) * 1000


def queries(session: dict[str, str], address: str) -> int:
    """Return how often a page asks PostgreSQL: as often with few specs as with many."""
    browser = Browser()
    for name, value in session.items():
        browser.cookies[name] = value
    browser.get(address)  # what a process reads once
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200, address
    return len(asked)


def busiest(installation: Seeded) -> User:
    """Return an administrator of the second organisation."""
    return installation.houses[1].writers[0]


def pages(reader: User) -> Iterator[tuple[str, str]]:
    """Return the pages that people open most, and those that list most."""
    theirs = Spec.objects.filter(organisation__memberships__user=reader).order_by("pk")
    yield "My work", reverse("specs:my-work")
    yield "Specs", reverse("specs:list")
    yield "Specs searched for a word", f"{reverse('specs:list')}?q=fraud"
    yield "Specs that a role holds up", f"{reverse('specs:list')}?role=finance&sort=due"
    yield "Archive many", f"{reverse('specs:change-many')}?deed=archive&all=1"
    yield "All risks", reverse("specs:all-risks")
    yield "People", reverse("accounts:people")
    yield "Roles", reverse("accounts:roles")
    yield "Dashboard", reverse("reviews:dashboard")
    for board in BOARDS:
        yield f"Dashboard: behind {board}", reverse("reviews:behind", args=[board])
    yield "Trail of the organisation", reverse("reviews:organisation-trail")
    yield from _of_one(theirs)
    yield from _of_amendments(theirs)


def _of_one(specs: QuerySet[Spec]) -> Iterator[tuple[str, str]]:
    draft, asked, done = (
        specs.filter(state=state)[0].pk for state in (State.DRAFT, State.IN_REVIEW, State.APPROVED)
    )
    yield "Read", reverse("specs:read", args=[draft])
    yield "Comments", reverse("specs:comments", args=[asked])
    yield "Review", reverse("reviews:review", args=[asked])
    yield "History", reverse("reviews:history", args=[asked])
    yield "Life", reverse("reviews:life", args=[done])
    yield "Compare", reverse("reviews:compare", args=[done])
    yield "Stages", reverse("reviews:gates", args=[done])


def _of_amendments(specs: QuerySet[Spec]) -> Iterator[tuple[str, str]]:
    """Return the pages of one that is talked of, and of two that were agreed."""
    known = Amendment.objects.filter(spec__in=specs).order_by("pk")
    talked_of = known.filter(state=AmendmentState.OPEN)[0]
    agreed = known.filter(state=AmendmentState.ACCEPTED)
    signed, asked = (agreed.filter(spec__state=s)[0] for s in (State.APPROVED, State.IN_REVIEW))
    yield "Amendments", reverse("reviews:amendments", args=[talked_of.spec_id])
    yield "Amendment", reverse("reviews:amendment", args=[talked_of.spec_id, talked_of.pk])
    yield "Amendment, accepted", reverse("reviews:amendment", args=[signed.spec_id, signed.pk])
    yield "Read what was amended", reverse("specs:read", args=[signed.spec_id])
    yield "Compare what was amended", reverse("reviews:compare", args=[signed.spec_id])
    yield "Review of what was amended", reverse("reviews:review", args=[asked.spec_id])
