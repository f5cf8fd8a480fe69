"""Personal tokens: shown once, kept as a hash, good for one organisation and one question."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.actions import tokens
from accounts.models import Membership, Token, User
from tests.cast import Cast
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
PAGES = ("specs:my-work", "accounts:account", "accounts:people", "accounts:tokens", "specs:list")


def make(people: Cast, name: str = "CI") -> tuple[Token, str]:
    """Let Dana make a token for a month."""
    return actions.make_token(organisation=people.meridian, name=name, days=30, by=people.dana)


def ask(client: Client, text: str, path: str = "/api/me/") -> int:
    """Ask with a token; return the status."""
    return client.get(path, headers={"Authorization": f"Bearer {text}"}).status_code


def test_a_token_is_shown_once_and_kept_as_a_hash(client: Client, people: Cast) -> None:
    client.force_login(people.dana)
    given = {"name": "CI", "organisation": people.meridian.pk, "days": "30"}

    made = client.post("/account/tokens/", given).content.decode()
    later = client.get("/account/tokens/").content.decode()

    [text] = re.findall(r'value="(csn_[^"]+)"', made)
    token = Token.objects.get()
    assert text not in later
    assert token.start in later
    assert text not in str(Token.objects.values().get())
    assert ask(Client(), text) == 200


def test_a_token_says_whom_it_stands_for(people: Cast) -> None:
    _, text = make(people)

    said = Client().get("/api/me/", headers={"Authorization": f"Bearer {text}"}).json()

    assert said["name"] == "Dana Okafor"
    assert said["organisation"]["name"] == "Meridian Payments"
    assert said["token"]["scopes"] == ["read"]


@pytest.mark.parametrize("shown", ["", "csn_", "csn_wrong", "é", "x" * 5000])
def test_a_wrong_token_is_refused_as_a_problem(people: Cast, shown: str) -> None:
    answer = Client().get("/api/me/", headers={"Authorization": f"Bearer {shown}"})

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_cookie_is_no_token(client: Client, people: Cast) -> None:
    client.force_login(people.dana)

    assert client.get("/api/me/").status_code == 401


@pytest.mark.parametrize("name", PAGES)
def test_pages_take_whoever_shows_a_token_for_nobody(people: Cast, name: str) -> None:
    _, text = make(people)

    answer = Client().get(reverse(name), headers={"Authorization": f"Bearer {text}"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_revoked_token_opens_nothing(client: Client, people: Cast) -> None:
    token, text = make(people)
    client.force_login(people.dana)

    client.post(f"/account/tokens/{token.pk}/revoke/")

    assert ask(Client(), text) == 401


def test_an_old_token_opens_nothing(people: Cast) -> None:
    token, text = make(people)
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now())

    assert ask(Client(), text) == 401


def test_a_token_ends_with_the_membership(people: Cast) -> None:
    _, text = make(people)
    Membership.objects.filter(user=people.dana).update(is_active=False)

    assert ask(Client(), text) == 401


def test_a_token_ends_with_the_account(people: Cast) -> None:
    _, text = make(people)
    User.objects.filter(pk=people.dana.pk).update(is_active=False)

    assert ask(Client(), text) == 401


def test_nobody_makes_a_token_for_another_organisation(people: Cast) -> None:
    for who, where in ((people.dana, people.northwind), (people.noor, people.meridian)):
        with pytest.raises(PermissionDenied):
            actions.make_token(organisation=where, name="CI", days=30, by=who)


def test_there_are_only_so_many(
    client: Client, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST", 1)
    make(people)
    client.force_login(people.dana)
    given = {"name": "Second", "organisation": people.meridian.pk, "days": "30"}

    answer = client.post("/account/tokens/", given)

    assert answer.status_code == 422
    assert "Revoke one first" in answer.content.decode()


def test_the_use_is_noted_once_a_minute(people: Cast) -> None:
    token, text = make(people)
    ask(Client(), text)
    first = Token.objects.get(pk=token.pk).used_at
    ask(Client(), text)

    assert Token.objects.get(pk=token.pk).used_at == first
    Token.objects.update(used_at=timezone.now() - timedelta(hours=1))
    ask(Client(), text)
    assert Token.objects.get(pk=token.pk).used_at != first


def test_making_and_revoking_are_in_the_trail(people: Cast) -> None:
    token, text = make(people)
    actions.revoke_token(token=token, by=people.dana)

    events = Event.objects.filter(chain=people.meridian.chain).order_by("seq")
    told = [describe(event) for event in events]
    assert f"Dana Okafor made the token CI, which begins with {token.start}." in told
    assert f"Dana Okafor revoked the token CI, which begins with {token.start}." in told
    assert text not in "".join(event.body for event in events)
