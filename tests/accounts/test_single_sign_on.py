"""Signing in by an organisation's provider: who comes in, who does not, and by what alone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client

from accounts import actions
from accounts.models import Level, Membership, SignOn, User
from tests.accounts.provider import Provider, Visitor, path_of
from tests.accounts.sign_on_scene import come_in, leave, told, who, wish
from tests.cast import PASSWORD, Cast, sign_in
from trail.models import Event

pytestmark = pytest.mark.django_db


def test_a_member_comes_in_by_the_verified_address_and_is_linked(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    subject = provider.add(people.dana.email)

    response = come_in(client, sign_on, provider, people.dana.email)

    assert response.status_code == 302
    assert who(client) == str(people.dana.pk)
    link = SocialAccount.objects.get(user=people.dana)
    assert (link.provider, link.uid, link.extra_data) == (sign_on.key, str(subject), {})
    assert "Dana Okafor was linked to Meridian Login by the address dana@meridian.example." in told(
        people.meridian
    )
    [body] = Event.objects.filter(kind="signed_in").values_list("body", flat=True)[1:]
    assert '"authenticated_by":"single sign-on"' in body


def test_the_page_that_was_asked_for_comes_after_signing_in(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email)
    onward = client.get(f"/sign-in/{people.meridian.pk}/go/?next=/organisation/people/")

    back = Visitor(provider, people.dana.email).go(onward["Location"])

    assert client.get(path_of(back))["Location"] == "/organisation/people/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_nobody_is_sent_to_another_site_afterwards(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider, elsewhere: str
) -> None:
    provider.add(people.dana.email)
    query = urlencode({"next": elsewhere})
    onward = client.get(f"/sign-in/{people.meridian.pk}/go/?{query}")

    back = Visitor(provider, people.dana.email).go(onward["Location"])

    assert client.get(path_of(back))["Location"] == "/"


def test_afterwards_the_subject_counts_and_the_address_does_not(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    subject = provider.add(people.dana.email)
    come_in(client, sign_on, provider, people.dana.email)
    client.logout()
    provider.rename(subject, people.ruth.email)

    come_in(client, sign_on, provider, people.ruth.email)

    assert who(client) == str(people.dana.pk)


def test_who_takes_over_an_address_at_the_provider_does_not_take_over_the_account(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    dana = provider.add(people.dana.email)
    come_in(client, sign_on, provider, people.dana.email)
    client.logout()
    provider.rename(dana, "dana.old@meridian.example")
    provider.add(people.dana.email)

    response = come_in(client, sign_on, provider, people.dana.email)

    assert response.status_code == 403
    assert who(client) is None
    assert "linked to somebody else at the provider" in response.content.decode()


def test_an_address_that_is_not_verified_opens_nothing(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email, is_verified=False)

    response = come_in(client, sign_on, provider, people.dana.email)

    assert response.status_code == 403
    assert who(client) is None
    assert not SocialAccount.objects.exists()
    assert (
        "Somebody came from Meridian Login and was not let in: the provider does not say that"
        " the mail address is verified." in told(people.meridian)
    )


def test_an_address_of_another_domain_opens_nothing(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.carla.email)

    response = come_in(client, sign_on, provider, people.carla.email)

    assert (response.status_code, who(client)) == (403, None)


def test_somebody_of_another_organisation_is_not_opened_even_in_a_named_domain(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    sign_on.domains.create(name="northwind.example")
    provider.add(people.carla.email)

    response = come_in(client, sign_on, provider, people.carla.email)

    assert (response.status_code, who(client)) == (403, None)


def test_a_guest_whom_the_organisation_made_of_anothers_member_is_not_opened(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    sign_on.domains.create(name="northwind.example")
    for level in (Level.GUEST, Level.ADMIN):
        Membership.objects.update_or_create(
            organisation=people.meridian, user=people.carla, defaults={"level": level}
        )
        provider.empty()
        provider.add(people.carla.email)

        response = come_in(client, sign_on, provider, people.carla.email)

        assert (response.status_code, who(client)) == (403, None)
    assert not SocialAccount.objects.exists()


def test_who_joined_another_organisation_behind_our_back_is_no_longer_opened(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email)
    come_in(client, sign_on, provider, people.dana.email)
    client.logout()
    Membership.objects.create(organisation=people.northwind, user=people.dana)

    response = come_in(client, sign_on, provider, people.dana.email)

    assert (response.status_code, who(client)) == (403, None)


def test_another_providers_subject_opens_nothing(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider, other_provider: Provider
) -> None:
    subject = provider.add(people.dana.email)
    come_in(client, sign_on, provider, people.dana.email)
    client.logout()
    client.force_login(people.carla)
    client.logout()
    other_provider.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'auth_user'", subject - 1)
    other_provider.serves(people.northwind, settings.PUBLIC_URL)
    theirs = actions.set_up_sign_on(
        organisation=people.northwind,
        wish=wish(other_provider, domains=("northwind.example",)),
        by=people.carla,
    )

    assert other_provider.add("mallory@northwind.example") == subject
    response = come_in(client, theirs, other_provider, "mallory@northwind.example")

    assert (response.status_code, who(client)) == (403, None)


def test_another_issuer_knows_nobody_of_the_former_one(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider, other_provider: Provider
) -> None:
    provider.add(people.dana.email)
    come_in(client, sign_on, provider, people.dana.email)
    moved = actions.set_up_sign_on(
        organisation=people.meridian, wish=wish(other_provider), by=people.ruth
    )

    assert not SocialAccount.objects.exists()
    assert moved.key != sign_on.key


def test_who_was_deactivated_is_not_let_in(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.eva.email)

    response = come_in(client, sign_on, provider, people.eva.email)

    assert (response.status_code, who(client)) == (403, None)


def test_a_stranger_becomes_a_member_only_where_that_is_switched_on(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add("nina@meridian.example", "Nina Sund")
    refused = come_in(client, sign_on, provider, "nina@meridian.example")
    actions.set_up_sign_on(
        organisation=people.meridian, wish=wish(provider, makes_members=True), by=people.ruth
    )

    come_in(client, sign_on, provider, "nina@meridian.example")

    nina = User.objects.get(email="nina@meridian.example")
    assert refused.status_code == 403
    assert who(client) == str(nina.pk)
    assert Membership.objects.get(user=nina).level == Level.MEMBER
    assert (nina.name, nina.has_usable_password()) == ("Nina Sund", False)


def test_an_answer_is_taken_once_and_in_the_browser_that_asked(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email)
    back = path_of(Visitor(provider, people.dana.email).go(leave(client, people.meridian)))
    other = Client()

    stolen = other.get(back)
    first = client.get(back)
    client.logout()
    again = client.get(back)

    assert (stolen.status_code, who(other)) == (401, None)
    assert first.status_code == 302
    assert (again.status_code, who(client)) == (401, None)


def test_an_answer_for_one_sign_in_is_not_taken_for_another(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.dana.email)
    visitor = Visitor(provider, people.dana.email)
    code = parse_qs(urlsplit(visitor.go(leave(client, people.meridian))).query)["code"][0]
    state = parse_qs(urlsplit(leave(client, people.meridian)).query)["state"][0]

    response = client.get(
        f"/sign-in/{people.meridian.pk}/back/?{urlencode({'code': code, 'state': state})}"
    )

    assert (response.status_code, who(client)) == (401, None)


def test_an_answer_comes_back_to_the_organisation_that_asked(
    client: Client,
    people: Cast,
    sign_on: SignOn,
    provider: Provider,
) -> None:
    client.force_login(people.carla)
    client.logout()
    actions.set_up_sign_on(
        organisation=people.northwind,
        wish=wish(provider, domains=("northwind.example",)),
        by=people.carla,
    )
    provider.add(people.dana.email)
    back = path_of(Visitor(provider, people.dana.email).go(leave(client, people.meridian)))

    response = client.get(back.replace(str(people.meridian.pk), str(people.northwind.pk)))

    assert (response.status_code, who(client)) == (401, None)


def test_who_does_not_sign_in_there_is_told_so(
    client: Client, people: Cast, sign_on: SignOn
) -> None:
    state = parse_qs(urlsplit(leave(client, people.meridian)).query)["state"][0]

    response = client.get(f"/sign-in/{people.meridian.pk}/back/?error=access_denied&state={state}")

    assert response.status_code == 401
    assert "You did not sign in at Meridian Login." in response.content.decode()


def test_a_provider_that_is_away_is_named_in_words(
    client: Client, people: Cast, sign_on: SignOn
) -> None:
    SignOn.objects.update(issuer="http://localhost:9")

    response = client.get(f"/sign-in/{people.meridian.pk}/go/")

    assert response.status_code == 502
    assert "cannot be read from here" in response.content.decode()


def test_required_means_that_a_password_is_not_enough(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.ruth.email)
    come_in(client, sign_on, provider, people.ruth.email)
    client.logout()
    actions.set_up_sign_on(
        organisation=people.meridian, wish=wish(provider, is_required=True), by=people.ruth
    )

    response = client.post("/accounts/login/", {"login": people.felix.email, "password": PASSWORD})

    assert response["Location"] == f"/sign-in/{people.meridian.pk}/"
    assert who(client) is None


def test_owners_keep_their_password_where_it_is_required(
    client: Client, people: Cast, sign_on: SignOn, provider: Provider
) -> None:
    provider.add(people.ruth.email)
    come_in(client, sign_on, provider, people.ruth.email)
    client.logout()
    actions.set_up_sign_on(
        organisation=people.meridian, wish=wish(provider, is_required=True), by=people.ruth
    )

    sign_in(client, people.ruth)

    assert who(client) == str(people.ruth.pk)
