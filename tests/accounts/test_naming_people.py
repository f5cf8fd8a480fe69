"""Naming who signs in an organisation of hundreds: not a box for each of them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Level, Membership, RoleHolder, User
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec

MANY = 40


@pytest.fixture
def crowd(people: Cast) -> list[User]:
    """Return forty more members of Meridian, two of them of one name."""
    users = [
        User(email=f"member{number}@meridian.example", name=f"Member {number}")
        for number in range(MANY)
    ]
    users[1].name = users[0].name
    made = User.objects.bulk_create(users)
    Membership.objects.bulk_create(
        Membership(organisation=people.meridian, user=user, level=Level.MEMBER) for user in made
    )
    return made


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's that can be submitted."""
    return make_full_spec(people, template)


def finance(people: Cast) -> set[str]:
    """Return the names of those who sign as Finance by default."""
    held = RoleHolder.objects.filter(organisation=people.meridian, role="finance")
    return set(held.values_list("user__name", flat=True))


def name_for_finance(client: Client, people: Cast, more: str) -> tuple[int, str]:
    """Keep who signs as Finance, and name more; return the status and the page."""
    response = client.post(
        reverse("accounts:role-holders", args=["finance"]),
        {"users": [people.marc.pk], "more": more},
    )
    return response.status_code, response.content.decode()


def test_a_crowd_has_no_box_each(client: Client, people: Cast, crowd: list[User]) -> None:
    client.force_login(people.ruth)

    page = client.get(reverse("accounts:roles")).content.decode()

    boxes = page.count('type="checkbox" name="users"')
    assert boxes == RoleHolder.objects.filter(organisation=people.meridian).count()
    assert page.count(f'<option value="{crowd[5].name}">') == 1


def test_few_have_a_box_each(client: Client, people: Cast) -> None:
    client.force_login(people.ruth)

    page = client.get(reverse("accounts:roles")).content.decode()

    assert f'name="users" value="{people.felix.pk}"' in page
    assert "people-to-name" not in page


def test_people_are_added_by_name_and_address(
    client: Client, people: Cast, crowd: list[User]
) -> None:
    client.force_login(people.ruth)

    status, _page = name_for_finance(client, people, f" member 7 ; {crowd[1].email.upper()};")

    assert status == 302
    assert finance(people) == {people.marc.name, "Member 7", crowd[1].name}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("Member 7; Nobody Atall", "Nobody here is called “Nobody Atall”."),
        ("Member 0", "More than one person is called “Member 0”."),
        ("Carla Mendes", "Nobody here is called “Carla Mendes”."),
    ],
)
def test_a_name_that_says_nobody_is_kept_and_changes_nothing(
    client: Client, people: Cast, crowd: list[User], more: str, words: str
) -> None:
    client.force_login(people.ruth)

    status, page = name_for_finance(client, people, more)

    assert status == 422
    assert words in page
    assert f'name="more" list="people-to-name" value="{more}"' in page
    assert finance(people) == {people.marc.name}


def test_signers_of_one_spec_are_named_in_words_too(
    client: Client, people: Cast, crowd: list[User], spec: Spec
) -> None:
    client.force_login(people.dana)
    url = reverse("reviews:assign", args=[spec.pk, "finance"])

    page = client.get(reverse("reviews:submit", args=[spec.pk])).content.decode()
    wrong = client.post(url, {"more": "Member 0"})
    right = client.post(url, {"more": "Member 7"})

    assert 'type="checkbox" name="signer"' not in page
    assert wrong.status_code == 422
    assert 'value="Member 0"' in wrong.content.decode()
    assert right.status_code == 302
    assert [row.user.name for row in spec.signers.all()] == ["Member 7"]
