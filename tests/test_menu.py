"""Every link of the menu opens, for every kind of person: nobody is led to a page that refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import Level, Membership, User
from specs.models import SpecGuest
from tests.access_table import NOORS_LINK, PEOPLE
from tests.access_world import World, make_world
from tests.worlds import undone, world

pytestmark = pytest.mark.django_db
SIGNED_IN = [person for person in PEOPLE if person not in ("nobody", "gone")]


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Make the world of the access table once."""
    with world(django_db_blocker):
        yield make_world()


def links(html: str) -> list[str]:
    """Return where a piece of a page leads by links, within Countersign."""
    found = re.findall(r'<a [^>]*?href="(/[^"#]*)', html)
    return sorted({one.replace("&amp;", "&") for one in found})


def menu(client: Client) -> list[str]:
    """Return where the bar and the menu of the start page lead."""
    html = client.get(reverse("specs:my-work")).content.decode()
    return links(
        html[html.index('<header class="bars">') : html.index('<div class="layout-page">')]
    )


def refused(client: Client, found: list[str]) -> dict[str, int]:
    """Return the links that do not open, with what they answer."""
    answers = {one: client.get(one, follow=True).status_code for one in found}
    return {one: status for one, status in answers.items() if status != 200}


@pytest.mark.parametrize("person", SIGNED_IN)
def test_every_link_of_the_menu_opens(everything: World, person: str) -> None:
    with undone():
        found = menu(everything.browsers[person])

        assert reverse("specs:list") in found
        assert refused(everything.browsers[person], found) == {}


def test_guests_are_not_led_to_the_dashboard_and_the_organisation(everything: World) -> None:
    inside = {reverse("reviews:dashboard"), reverse("accounts:people")}

    assert inside.isdisjoint(menu(everything.browsers["guest"]))
    assert inside <= set(menu(everything.browsers["auditor"]))


@pytest.mark.parametrize("person", ["guest", "guest2", "auditor", "member"])
@pytest.mark.parametrize("page", ["specs:my-work", "specs:list", "specs:all-risks"])
def test_no_link_of_the_common_pages_is_refused(everything: World, page: str, person: str) -> None:
    client = everything.browsers[person]
    with undone():
        found = links(client.get(reverse(page)).content.decode())

        assert refused(client, found) == {}


@pytest.mark.parametrize("person", ["guest", "auditor", "member"])
@pytest.mark.parametrize(
    "page", ["specs:read", "specs:comments", "reviews:review", "reviews:history", "reviews:exports"]
)
def test_no_link_of_a_spec_is_refused(everything: World, page: str, person: str) -> None:
    client = everything.browsers[person]
    with undone():
        address = reverse(page, args=[everything.specs["review"].pk])
        found = links(client.get(address).content.decode())

        assert refused(client, found) == {}


def test_who_came_by_a_personal_link_is_led_to_no_page_of_accounts(everything: World) -> None:
    browser = Client()
    with undone():
        noor = everything.people.noor
        User.objects.filter(pk=noor.pk).update(password="!none")
        SpecGuest.objects.filter(user=noor).exclude(spec=everything.specs["draft"]).delete()
        assert browser.post(reverse("specs:visit", args=[NOORS_LINK])).status_code == 302

        found = menu(browser)

        assert reverse("specs:list") in found
        assert refused(browser, found) == {}


@pytest.mark.parametrize("page", ["accounts:people", "accounts:roles", "specs:own-checks"])
@pytest.mark.parametrize("person", ["member", "auditor", "admin"])
def test_every_link_of_the_pages_of_the_organisation_opens(
    everything: World, person: str, page: str
) -> None:
    client = everything.browsers[person]
    with undone():
        html = client.get(reverse(page)).content.decode()
        found = links(html[html.index('<nav class="side-nav"') :].split("</nav>")[0])

        assert refused(client, found) == {}


def test_who_is_a_member_here_and_a_guest_there_sees_the_dashboard_of_here(
    everything: World,
) -> None:
    client = everything.browsers["strange"]
    people = everything.people
    with undone():
        Membership.objects.create(
            organisation=people.meridian, user=people.carla, level=Level.GUEST
        )
        client.post(reverse("accounts:choose-organisation", args=[people.meridian.pk]))

        assert refused(client, menu(client)) == {}
