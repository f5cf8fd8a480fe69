"""Naming who signs in one's place: who may, for whom, for which days; the page of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Mail, User
from reviews import access, actions
from reviews.documents import frozen
from reviews.models import Review, StandIn
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from tests.reviews.standing_in import SRE, TODAY, name_stand_in
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    return make_review(people, make_full_spec(people, template))


@pytest.fixture
def spec(review: Review) -> Spec:
    return review.revision.spec


def slot_may(people: Cast, review: Review, user: User, role: str = SRE) -> bool:
    """Say whether somebody may sign in a role now."""
    slot = frozen(review.revision).policy.slot(role)
    assert slot is not None
    return access.can_sign(user, review.revision.spec, slot)


def last_words(chain: str) -> str:
    return Event.objects.filter(chain=chain).exclude(kind__startswith="mail").latest("seq").words


@pytest.mark.parametrize(
    ("person", "stand_in", "by"),
    [
        ("piotr", "felix", "felix"),  # nobody but the person and who manages people
        ("piotr", "felix", "tomas"),
        ("greta", "felix", "greta"),  # an auditor signs nothing
    ],
)
def test_who_may_not_name_a_stand_in(people: Cast, person: str, stand_in: str, by: str) -> None:
    with pytest.raises(PermissionDenied):
        name_stand_in(
            people, getattr(people, person), getattr(people, stand_in), by=getattr(people, by)
        )


@pytest.mark.parametrize(
    ("stand_in", "by", "words"),
    [
        ("greta", "piotr", "active member"),
        ("noor", "piotr", "active member"),
        ("eva", "piotr", "active member"),
        ("carla", "piotr", "active member"),
        ("piotr", "piotr", "somebody else"),
        ("jonas", "jonas", "Nobody names themselves"),
    ],
)
def test_who_cannot_be_a_stand_in(people: Cast, stand_in: str, by: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        name_stand_in(people, people.piotr, getattr(people, stand_in), by=getattr(people, by))


def test_days_that_meet_are_refused_and_so_is_who_is_away(people: Cast) -> None:
    name_stand_in(people, people.piotr, people.felix, days=(2, 4))

    with pytest.raises(ValidationError, match="already"):
        name_stand_in(people, people.piotr, people.yusuf, days=(4, 6))
    with pytest.raises(ValidationError, match="is away"):
        name_stand_in(people, people.marc, people.piotr, days=(0, 2))
    name_stand_in(people, people.piotr, people.yusuf, days=(5, 6))
    name_stand_in(people, people.marc, people.piotr, days=(0, 1))


@pytest.mark.parametrize(
    ("days", "words"),
    [((3, 1), "before the first"), ((-4, -2), "are over"), ((0, 400), "more than a year")],
)
def test_days_that_make_no_sense(people: Cast, days: tuple[int, int], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        name_stand_in(people, people.piotr, people.felix, days=days)


def test_an_administrator_names_one_and_both_are_told(people: Cast) -> None:
    row = name_stand_in(people, people.piotr, people.felix, by=people.jonas, role=SRE)

    told = Mail.objects.filter(kind="stand_in")
    assert {mail.to for mail in told} == {people.piotr, people.felix}
    assert "as SRE / on-call" in told.get(to=people.felix).body
    assert "Jonas Weber named you" in told.get(to=people.felix).body
    words = last_words(people.meridian.chain)
    assert words.startswith(
        "Jonas Weber named Felix Braun to stand in for Piotr Zielak as SRE / on-call, from "
    )

    actions.end_stand_in(stand_in=row, by=people.felix)

    assert last_words(people.meridian.chain) == (
        "Felix Braun ended that Felix Braun stands in for Piotr Zielak as SRE / on-call."
    )
    assert told.filter(to=people.piotr, subject__contains="any more").exists()


def test_the_page_names_a_stand_in_and_ends_it(client: Client, people: Cast) -> None:
    client.force_login(people.piotr)
    address = reverse("reviews:stand-ins")
    blank = client.get(address).content.decode()
    sent = {
        "stand_in": people.felix.pk,
        "role": "*",
        "from_on": TODAY.isoformat(),
        "until_on": (TODAY + timedelta(days=3)).isoformat(),
    }

    page = client.post(address, sent, follow=True).content.decode()

    row = StandIn.objects.get()
    assert (row.person, row.stand_in) == (people.piotr, people.felix)
    assert row.role == ""
    assert "Nobody stands in for you" in blank
    assert "All roles" in blank
    assert "optional" not in blank
    assert "Who is away" not in blank
    assert "Felix Braun signs" in page
    client.post(reverse("reviews:end-stand-in", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_at


def test_the_page_says_what_is_wrong_beside_the_field(client: Client, people: Cast) -> None:
    client.force_login(people.jonas)
    sent = {
        "person": people.piotr.pk,
        "stand_in": people.jonas.pk,
        "role": "*",
        "from_on": "tomorrow",
        "until_on": "",
    }

    response = client.post(reverse("reviews:stand-ins"), sent)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Not a date." in page
    assert "Say until which day." in page

    sent |= {"from_on": TODAY.isoformat(), "until_on": TODAY.isoformat()}
    page = client.post(reverse("reviews:stand-ins"), sent).content.decode()
    assert "Nobody names themselves for somebody else." in page
    assert "Choose a role, or all of them." in (
        client.post(reverse("reviews:stand-ins"), sent | {"role": ""}).content.decode()
    )
    assert not StandIn.objects.exists()


def test_others_know_nothing_of_a_stand_in(client: Client, people: Cast) -> None:
    row = name_stand_in(people, people.piotr, people.felix)
    client.force_login(people.marc)

    page = client.get(reverse("reviews:stand-ins")).content.decode()
    response = client.post(reverse("reviews:end-stand-in", args=[row.pk]))

    assert "Felix Braun signs" not in page
    assert response.status_code == 404
