"""What happened in an organisation: who reads it, how it filters, what a file of it holds."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Level
from tests.cast import Cast
from tests.make import make_invitation
from trail.actions import append, checkpoint
from trail.browsing import PAGE
from trail.domain.event import Kind

PATH = "/organisation/trail/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("ruth", 200), ("jonas", 200), ("greta", 200), ("dana", 403), ("noor", 404), ("carla", 200)],
)
def test_who_manages_or_audits_reads_it(
    client: Client, people: Cast, who: str, status: int
) -> None:
    client.force_login(getattr(people, who))

    assert client.get(PATH).status_code == status
    assert client.get(PATH + "trail.csv").status_code == status


def test_it_tells_of_invitations_in_words_and_filters(client: Client, people: Cast) -> None:
    make_invitation(people.meridian, "new@meridian.example", people.jonas, Level.MEMBER)
    client.force_login(people.greta)

    told = client.get(PATH, {"kind": "people", "person": str(people.jonas.pk)}).content.decode()
    others = client.get(PATH, {"kind": "templates"}).content.decode()

    assert "Jonas Weber invited new@meridian.example" in told
    assert "/organisation/people/" in told
    assert "Nothing like that happened" in others


def test_another_organisation_is_not_told_of(client: Client, people: Cast) -> None:
    make_invitation(people.meridian, "new@meridian.example", people.jonas, Level.MEMBER)
    client.force_login(people.carla)

    assert "new@meridian.example" not in client.get(PATH).content.decode()
    assert "new@meridian.example" not in client.get(PATH + "trail.csv").content.decode()


def test_it_says_how_far_a_checkpoint_covers_it(client: Client, people: Cast) -> None:
    client.force_login(people.greta)

    before = client.get(PATH).content.decode()
    checkpoint()
    covered = client.get(PATH).content.decode()
    make_invitation(people.meridian, "new@meridian.example", people.jonas, Level.MEMBER)
    younger = client.get(PATH).content.decode()

    assert "No checkpoint was made yet" in before
    assert "covers all of this trail" in covered
    assert "What is younger is covered by the next" in younger


def test_a_file_holds_no_formula(client: Client, people: Cast) -> None:
    facts = {"role_label": "Safety"}
    by = people.jonas.as_actor()
    formula = type(by)(id=by.id, name="=cmd()", authenticated_by="session")
    append(chain=people.meridian.chain, kind=Kind.ROLE_ADDED, by=formula, facts=facts)
    client.force_login(people.greta)

    file = client.get(PATH + "trail.csv")

    assert file["Content-Type"] == "text/csv"
    text = file.content.decode("utf-8-sig")
    assert text.startswith("Number,Time (UTC),Who,What,Kind,Hash")
    assert ",'=cmd()," in text
    assert "role.added" in text


def test_pages_and_queries_are_bounded(client: Client, people: Cast) -> None:
    def count() -> int:
        client.force_login(people.greta)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(PATH).content.decode()
        assert html.count('<li class="event">') <= PAGE
        return len(queries)

    few = count()
    for number in range(PAGE + 5):
        facts = {"role_label": f"Role {number}"}
        append(
            chain=people.meridian.chain,
            kind=Kind.ROLE_ADDED,
            by=people.jonas.as_actor(),
            facts=facts,
        )

    assert count() <= few + 1
