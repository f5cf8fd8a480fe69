"""An organisation that signs in at a provider, and somebody who does."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts import actions
from accounts.models import Organisation, SignOn
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider, Visitor, path_of
from tests.cast import Cast
from trail.domain.event import describe
from trail.models import Event


def wish(provider: Provider, **changes: object) -> actions.SignOnWish:
    """Return a set-up that is switched on."""
    given: dict[str, object] = {
        "name": "Meridian Login",
        "issuer": provider.issuer,
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "domains": ("meridian.example",),
        "is_active": True,
        "is_required": False,
        "makes_members": False,
    }
    return actions.SignOnWish(**(given | changes))  # type: ignore[arg-type]


@pytest.fixture
def sign_on(people: Cast, provider: Provider, client: Client) -> SignOn:
    """Let Meridian sign in at the provider; whoever manages it has signed in before."""
    client.force_login(people.ruth)
    client.logout()
    provider.serves(people.meridian, settings.PUBLIC_URL)
    return actions.set_up_sign_on(organisation=people.meridian, wish=wish(provider), by=people.ruth)


def leave(client: Client, organisation: Organisation) -> str:
    """Return the address at the provider that signing in leads to."""
    response = client.get(f"/sign-in/{organisation.pk}/go/")
    assert response.status_code == 302, response.content
    return str(response["Location"])


def come_in(client: Client, sign_on: SignOn, provider: Provider, email: str) -> Any:
    """Sign in at the provider and come back."""
    back = Visitor(provider, email).go(leave(client, sign_on.organisation))
    return client.get(path_of(back))


def who(client: Client) -> str | None:
    """Return the number of who is signed in."""
    found: str | None = client.session.get("_auth_user_id")
    return found


def told(organisation: Organisation) -> list[str]:
    """Return the sentences of an organisation's trail."""
    return [describe(e) for e in Event.objects.filter(chain=organisation.chain).order_by("seq")]
