"""Signing in and out, what limits it, and what the trail keeps of it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.actions import make_password_link
from accounts.models import Mail, User
from tests.cast import PASSWORD, Cast, sign_in
from trail.domain.event import Kind, describe
from trail.models import Event

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db


def tell(chain: str = "instance") -> list[str]:
    """Return the sentences of a chain, oldest first."""
    return [describe(event) for event in Event.objects.filter(chain=chain).order_by("seq")]


def attempt(client: Client, email: str, password: str, address: str = "192.0.2.7") -> int:
    """Try to sign in and return the status."""
    typed = {"login": email, "password": password}
    return client.post(LOGIN, typed, REMOTE_ADDR=address).status_code


def test_one_signs_in_by_mail_address_and_password(client: Client, people: Cast) -> None:
    response = client.post(LOGIN, {"login": "DANA@meridian.example", "password": PASSWORD})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(people.dana.pk)
    assert tell()[-1] == "Dana Okafor signed in."


def test_the_password_is_kept_by_argon2(people: Cast) -> None:
    people.dana.set_password("another long password")

    assert people.dana.password.startswith("argon2$argon2id$")


def test_signing_out_is_in_the_trail(client: Client, people: Cast) -> None:
    sign_in(client, people.dana)

    client.post("/accounts/logout/")

    assert "_auth_user_id" not in client.session
    assert tell()[-1] == "Dana Okafor signed out."


def test_a_wrong_password_is_in_the_trail(client: Client, people: Cast) -> None:
    attempt(client, people.dana.email, "wrong")

    assert tell()[-1] == "Somebody failed to sign in as dana@meridian.example."


def test_what_nobody_is_called_is_not_in_the_trail(client: Client, people: Cast) -> None:
    attempt(client, "my-password-typed-here@wrong.field", "x")

    [body] = Event.objects.filter(kind=Kind.SIGN_IN_FAILED).values_list("body", flat=True)
    assert "wrong.field" not in body


def test_a_missing_account_gets_the_same_answer_as_a_wrong_password(
    client: Client, people: Cast
) -> None:
    pages = [
        client.post(LOGIN, {"login": email, "password": "wrong"}).content.decode()
        for email in (people.dana.email, "nobody@meridian.example")
    ]

    known, unknown = (
        page.replace(email, "ADDRESS").split("<main")[1]
        for page, email in zip(pages, (people.dana.email, "nobody@meridian.example"), strict=True)
    )
    assert without_tokens(known) == without_tokens(unknown)


def without_tokens(page: str) -> list[str]:
    """Return the lines of a page but those that hold a token."""
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("email", ["dana@meridian.example", "nobody@meridian.example"])
def test_the_sixth_try_in_a_row_is_refused(client: Client, people: Cast, email: str) -> None:
    wrong = [attempt(client, email, "wrong") for _ in range(4)]

    fifth, sixth = attempt(client, email, "wrong"), attempt(client, email, PASSWORD)

    assert wrong == [200] * 4
    assert (fifth, sixth) == (429, 429)
    assert "_auth_user_id" not in client.session


def test_tries_are_counted_by_account_and_address(client: Client, people: Cast) -> None:
    for _ in range(5):
        attempt(client, people.dana.email, "wrong")

    assert attempt(client, people.dana.email, PASSWORD) == 429
    assert attempt(Client(), people.sam.email, PASSWORD) == 302
    assert attempt(Client(), people.dana.email, PASSWORD, address="192.0.2.8") == 302


def test_tries_are_counted_where_every_process_sees_them(people: Cast) -> None:
    for _ in range(5):
        attempt(Client(), people.dana.email, "wrong")

    assert attempt(Client(), people.dana.email, PASSWORD) == 429


def test_signing_in_needs_no_valkey(client: Client, people: Cast, settings: Settings) -> None:
    away = {**settings.CACHES["volatile"], "LOCATION": "unix:///nowhere/kv.sock"}
    settings.CACHES = {**settings.CACHES, "volatile": away}

    assert attempt(client, people.dana.email, PASSWORD) == 302


def test_nobody_signs_up(client: Client, db: None) -> None:
    typed = {"email": "new@meridian.example", "password1": PASSWORD}

    response = client.post("/accounts/signup/", typed)

    assert "Nobody signs up here" in response.content.decode()
    assert not User.objects.exists()


def test_a_forgotten_password_is_set_by_a_link_that_works_once(
    client: Client, people: Cast
) -> None:
    client.post("/accounts/password/reset/", {"email": people.dana.email})
    link = Mail.objects.get(to=people.dana).url

    first = client.get(link, follow=True)
    new = {"password1": "a wholly new password", "password2": "a wholly new password"}
    client.post(first.redirect_chain[-1][0], new)

    people.dana.refresh_from_db()
    assert people.dana.check_password("a wholly new password")
    assert "The link does not work any more" in Client().get(link, follow=True).content.decode()
    assert "Dana Okafor changed their password." in tell()


def test_asking_for_a_password_says_the_same_for_everybody(client: Client, people: Cast) -> None:
    known = client.post("/accounts/password/reset/", {"email": people.dana.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@meridian.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Mail.objects.count() == 1
    assert not mail.outbox


def test_a_deactivated_account_does_not_get_in(client: Client, people: Cast) -> None:
    response = client.post(LOGIN, {"login": people.eva.email, "password": PASSWORD}, follow=True)

    assert "_auth_user_id" not in client.session
    assert "This account is deactivated" in response.content.decode()


def test_a_live_cookie_of_a_deactivated_account_opens_nothing(client: Client, people: Cast) -> None:
    sign_in(client, people.felix)
    User.objects.filter(pk=people.felix.pk).update(is_active=False)

    response = client.get(reverse("accounts:account"))

    assert response.status_code == 302
    assert response["Location"].startswith(LOGIN)


def test_a_swap_without_session_gets_a_401_with_a_place_to_sign_in(
    client: Client, db: None
) -> None:
    response = client.get(reverse("accounts:people"), headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert response["Sign-In-At"] == "/accounts/login/?next=/account/signed-in/"


def test_another_session_can_be_ended(client: Client, people: Cast) -> None:
    elsewhere = sign_in(Client(), people.dana)
    sign_in(client, people.dana)
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)

    response = client.post(reverse("accounts:end-session", args=[other.pk]))

    assert response.status_code == 302
    assert elsewhere.get(reverse("accounts:account")).status_code == 302
    assert client.get(reverse("accounts:account")).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client: Client, people: Cast) -> None:
    elsewhere = sign_in(Client(), people.sam)
    sign_in(client, people.dana)
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)

    response = client.post(reverse("accounts:end-session", args=[other.pk]))

    assert response.status_code == 404
    assert elsewhere.get(reverse("accounts:account")).status_code == 200


def test_a_link_for_a_password_is_no_good_after_the_password_changed(people: Cast) -> None:
    link = make_password_link(people.dana)
    people.dana.set_password("changed meanwhile, by herself")
    people.dana.save()

    page = Client().get(link, follow=True).content.decode()

    assert "The link does not work any more" in page


def test_nobody_changes_the_address_that_is_printed_on_what_they_sign(
    client: Client, people: Cast
) -> None:
    client.force_login(people.dana)

    client.post("/accounts/email/", {"action_add": "", "email": "sam.ortiz@meridian.example"})
    client.post("/accounts/email/", {"action_remove": "", "email": people.dana.email})

    addresses = EmailAddress.objects.filter(user=people.dana)
    assert [address.email for address in addresses] == ["dana@meridian.example"]


def test_the_list_of_sessions_names_the_browser(client: Client, people: Cast) -> None:
    login = {"login": people.dana.email, "password": PASSWORD}
    agent = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"}
    client.post(reverse("account_login"), login, headers=agent)

    page = client.get(reverse("usersessions_list"), headers=agent).content.decode()

    assert ">Firefox on Windows</strong>" in page
