"""Several organisations: one is looked at, everywhere, and found again after signing in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Level, Membership
from specs import actions
from specs.models import Spec, SpecTemplate
from tests.cast import Cast, sign_in
from tests.make import make_spec

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(people: Cast, template: SpecTemplate) -> Cast:
    """Let Dana belong to both organisations, each with a spec."""
    Membership.objects.create(organisation=people.northwind, user=people.dana)
    make_spec(people, template, "Of Meridian")
    actions.start_spec(
        organisation=people.northwind, template=template, title="Of Northwind", by=people.carla
    )
    return people


def choose(client: Client, people: Cast, **body: str) -> str:
    """Turn to Northwind Health; return where that leads."""
    url = reverse("accounts:choose-organisation", args=[people.northwind.pk])
    return str(client.post(url, body)["Location"])


def test_the_list_of_specs_follows_the_choice(client: Client, both: Cast) -> None:
    client.force_login(both.dana)

    before = client.get(reverse("specs:list")).content.decode()
    choose(client, both)
    after = client.get(reverse("specs:list")).content.decode()
    client.post(reverse("accounts:choose-all"))
    again = client.get(reverse("specs:list")).content.decode()

    assert "Of Meridian" in before
    assert "Of Northwind" in before
    assert "Of Meridian" not in after
    assert "Of Northwind" in after
    assert "Northwind Health" in after  # the bar names it
    assert "Of Meridian" in again


def test_a_new_spec_belongs_to_the_organisation_one_looks_at(
    client: Client, both: Cast, template: SpecTemplate
) -> None:
    client.force_login(both.dana)
    choose(client, both)

    client.post(reverse("specs:new"), {"title": "Here", "template": template.pk})

    assert Spec.objects.get(title="Here").organisation == both.northwind


@pytest.mark.parametrize("name", ["specs:all-risks", "specs:my-work", "specs:import"])
def test_other_pages_still_answer(client: Client, both: Cast, name: str) -> None:
    client.force_login(both.dana)
    choose(client, both)

    assert client.get(reverse(name)).status_code == 200


def test_my_work_shows_what_waits_anywhere(client: Client, both: Cast) -> None:
    client.force_login(both.dana)
    choose(client, both)

    assert "Of Meridian" in client.get(reverse("specs:my-work")).content.decode()


def test_the_choice_is_found_again_after_signing_in(both: Cast) -> None:
    choose(sign_in(Client(), both.dana), both)

    elsewhere = sign_in(Client(), both.dana)

    assert "Of Meridian" not in elsewhere.get(reverse("specs:list")).content.decode()
    assert "Carla Mendes" in elsewhere.get(reverse("accounts:people")).content.decode()


def test_a_choice_that_ended_hides_nothing(client: Client, both: Cast) -> None:
    client.force_login(both.dana)
    choose(client, both)
    Membership.objects.filter(user=both.dana, organisation=both.northwind).update(is_active=False)

    page = client.get(reverse("specs:list")).content.decode()

    assert "Of Meridian" in page


def test_a_guest_turns_to_the_organisation_of_their_spec(client: Client, both: Cast) -> None:
    Membership.objects.create(organisation=both.northwind, user=both.noor, level=Level.GUEST)
    client.force_login(both.noor)

    choose(client, both)
    page = client.get(reverse("specs:list"))

    assert page.status_code == 200
    assert client.get(reverse("accounts:people")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "led"),
    [("/risks/", "/risks/"), ("https://evil.example/", "/specs/"), ("//evil.example", "/specs/")],
)
def test_it_leads_back_to_pages_of_ours_only(
    client: Client, both: Cast, asked: str, led: str
) -> None:
    client.force_login(both.dana)

    assert choose(client, both, next=asked) == led


def test_the_page_of_organisations_names_them_all(client: Client, both: Cast) -> None:
    client.force_login(both.dana)
    choose(client, both)

    page = client.get(reverse("accounts:organisations")).content.decode()

    assert "Meridian Payments" in page
    assert "you look at it" in page
    assert "Look at all together" in page
