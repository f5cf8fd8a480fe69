"""Where single sign-on is required, sessions that were opened in another way end."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import SignOn, User
from tests.accounts.provider import Provider
from tests.accounts.sign_on_scene import come_in, who, wish
from tests.cast import Cast, sign_in

pytestmark = pytest.mark.django_db


def require(people: Cast, provider: Provider, sign_on: SignOn, by: User) -> None:
    """Let somebody require it who has come in by it once."""
    provider.add(by.email)
    come_in(Client(), sign_on, provider, by.email)
    actions.set_up_sign_on(
        organisation=people.meridian, wish=wish(provider, is_required=True), by=by
    )


def test_who_is_signed_in_by_a_password_is_led_to_the_provider(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    sign_in(client, people.dana)
    assert client.get("/specs/").status_code == 200

    require(people, provider, sign_on, people.jonas)
    response = client.get("/specs/?q=fraud")

    assert response["Location"] == f"/sign-in/{people.meridian.pk}/?next=%2Fspecs%2F%3Fq%3Dfraud"
    assert who(client) is None
    page = client.get(response["Location"]).content.decode()
    assert "asks you to sign in at its own provider" in page


def test_a_page_that_writes_keeps_its_text_and_says_where_to_sign_in(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    sign_in(client, people.dana)
    require(people, provider, sign_on, people.jonas)

    response = client.post("/specs/", headers={"X-Countersign-User": str(people.dana.pk)})

    assert response.status_code == 401
    assert response["Sign-In-At"] == (
        f"/sign-in/{people.meridian.pk}/?next={reverse('accounts:signed-in')}"
    )


def test_who_came_by_the_provider_stays(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email)
    come_in(client, sign_on, provider, people.dana.email)

    require(people, provider, sign_on, people.jonas)

    assert client.get("/specs/").status_code == 200
    assert who(client) == str(people.dana.pk)


def test_owners_stay_and_so_do_people_of_other_organisations(
    people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    browsers = {user: sign_in(Client(), user) for user in (people.ruth, people.carla)}

    require(people, provider, sign_on, people.jonas)

    for user, browser in browsers.items():
        assert browser.get("/specs/").status_code == 200
        assert who(browser) == str(user.pk)


def test_what_is_required_no_more_ends_nothing(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    require(people, provider, sign_on, people.jonas)
    client.force_login(people.dana)

    actions.set_up_sign_on(organisation=people.meridian, wish=wish(provider), by=people.ruth)

    assert client.get("/specs/").status_code == 200


def test_who_has_not_come_in_by_it_does_not_require_it(
    people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email)
    come_in(Client(), sign_on, provider, people.dana.email)

    with pytest.raises(ValidationError, match="You have not come in by it yet"):
        actions.set_up_sign_on(
            organisation=people.meridian, wish=wish(provider, is_required=True), by=people.ruth
        )
    assert not SignOn.objects.get().is_required


def test_another_administrator_changes_its_name_while_it_is_required(
    people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    require(people, provider, sign_on, people.jonas)

    actions.set_up_sign_on(
        organisation=people.meridian,
        wish=wish(provider, is_required=True, name="Work login"),
        by=people.ruth,
    )

    assert SignOn.objects.get().name == "Work login"
