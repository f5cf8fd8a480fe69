"""Setting single sign-on up on its page: who may, what is refused in words, what is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Level, Membership, Organisation, SignOn, User
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.accounts.sign_on_scene import come_in, told
from tests.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/organisation/sign-on/"


def filled(provider: Provider, **changes: str) -> dict[str, str]:
    """Return what an administrator types."""
    given = {
        "name": "Meridian Login",
        "issuer": provider.issuer,
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "domains": "Meridian.Example",
        "is_active": "on",
    }
    return {name: value for name, value in (given | changes).items() if value}


@pytest.fixture
def jonas(client: Client, people: Cast) -> Client:
    """Return the browser of an administrator."""
    return sign_in(client, people.jonas)


def save(jonas: Client, provider: Provider, **changes: str) -> Any:
    """Post the page."""
    return jonas.post(PAGE, filled(provider, **changes))


def test_a_provider_is_set_up_and_its_secret_shown_to_nobody(
    jonas: Client, people: Cast, provider: Provider
) -> None:
    response = save(jonas, provider)
    page = jonas.get(PAGE).content.decode()

    held = SignOn.objects.get(organisation=people.meridian)
    assert response.status_code == 302
    assert [domain.name for domain in held.domains.all()] == ["meridian.example"]
    assert CLIENT_SECRET not in held.secret
    assert CLIENT_SECRET not in page
    assert f"/sign-in/{people.meridian.pk}/back/" in page
    assert told(people.meridian)[-1] == (
        f"Jonas Weber set up single sign-on by Meridian Login: switched on, {provider.issuer}."
    )


def test_an_empty_secret_keeps_the_one_there_is(
    jonas: Client, people: Cast, provider: Provider
) -> None:
    save(jonas, provider)
    before = SignOn.objects.get().secret

    save(jonas, provider, secret="", name="Login")

    assert (SignOn.objects.get().name, SignOn.objects.get().secret) == ("Login", before)


def test_the_secret_does_not_follow_to_another_provider(jonas: Client, provider: Provider) -> None:
    save(jonas, provider)

    response = save(jonas, provider, issuer="http://localhost:9", secret="")

    assert response.status_code == 422
    assert "Enter the client secret that goes with it." in response.content.decode()
    assert SignOn.objects.get().issuer == provider.issuer


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"domains": "gmail.com"}, "gives addresses to anybody"),
        ({"domains": "northwind.example"}, "Name domains that are yours"),
        ({"domains": "no domain"}, "Not a mail domain"),
        ({"issuer": "http://login.example.com"}, "begins with https://"),
        ({"issuer": "https://login.example.com?x=1"}, "begins with https://"),
        ({"is_active": "", "is_required": "on"}, "Switch it on before you require it."),
        ({"is_required": "on"}, "Nobody has come in by it yet."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_saved(
    jonas: Client, provider: Provider, changes: dict[str, str], words: str
) -> None:
    response = save(jonas, provider, **changes)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not SignOn.objects.exists()


def test_a_domain_belongs_to_one_organisation(
    jonas: Client, people: Cast, provider: Provider
) -> None:
    theirs = SignOn.objects.create(
        organisation=people.northwind,
        name="N",
        issuer="https://n.example",
        client_id="n",
        secret="",
    )
    theirs.domains.create(name="meridian.example")

    response = save(jonas, provider)

    assert "Another organisation signs people of meridian.example in." in response.content.decode()


def test_the_test_says_where_people_sign_in(jonas: Client, provider: Provider) -> None:
    save(jonas, provider)

    page = jonas.post(f"{PAGE}test/", follow=True).content.decode()

    assert f"people sign in at localhost:{provider.port}" in page


def test_the_test_says_what_is_wrong(jonas: Client, provider: Provider) -> None:
    save(jonas, provider, issuer="http://localhost:9")

    page = jonas.post(f"{PAGE}test/", follow=True).content.decode()

    assert "The test failed. http://localhost:9" in page


def test_requiring_it_takes_the_members_over_and_switching_it_off_lets_them_go(
    people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.ruth.email)
    come_in(Client(), sign_on, provider, people.ruth.email)
    Membership.objects.create(organisation=people.northwind, user=people.felix, level=Level.MEMBER)
    ruth = sign_in(Client(), people.ruth)

    save(ruth, provider, is_required="on")
    managed = set(User.objects.exclude(managed_by=None).values_list("pk", flat=True))
    page = ruth.get(PAGE).content.decode()
    save(ruth, provider, is_active="")

    assert people.sam.pk in managed
    assert people.felix.pk not in managed
    assert people.carla.pk not in managed
    assert "Who cannot come in by it" in page
    assert not User.objects.exclude(managed_by=None).exists()


def test_a_managed_account_joins_no_other_organisation(
    people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email)
    come_in(Client(), sign_on, provider, people.dana.email)
    carla = sign_in(Client(), people.carla)
    carla.post("/organisation/people/invite/", {"emails": people.dana.email, "level": "member"})
    token = people.dana.mails.filter(kind="invitation").latest("pk").url.rstrip("/").split("/")[-1]
    dana = Client()
    dana.force_login(people.dana)

    response = dana.post(f"/invitation/{token}/")

    assert "belongs to another organisation" in response.content.decode()
    assert not Membership.objects.filter(user=people.dana, organisation=people.northwind).exists()


def test_a_link_is_released_and_made_anew(
    people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email)
    come_in(Client(), sign_on, provider, people.dana.email)
    ruth = sign_in(Client(), people.ruth)
    link = people.dana.socialaccount_set.get()  # type: ignore[attr-defined]

    ruth.post(f"{PAGE}links/{link.pk}/release/")
    provider.empty()
    provider.add(people.dana.email)
    again = come_in(Client(), sign_on, provider, people.dana.email)

    assert again.status_code == 302
    assert "Ruth Lindqvist released the link of Dana Okafor to Meridian Login." in told(
        people.meridian
    )


def test_members_read_that_it_is_on_and_change_nothing(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    client.force_login(people.dana)

    page = client.get(PAGE).content.decode()

    assert "Its name is Meridian Login." in page
    assert 'name="issuer"' not in page
    assert client.post(PAGE, filled(provider)).status_code == 403
    assert Organisation.objects.filter(sign_on=sign_on).count() == 1
