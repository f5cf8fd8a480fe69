"""One-time codes: set up after confirming who one is, asked for at sign-in, kept encrypted."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Mail
from tests.cast import PASSWORD, Cast, sign_in
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    """Return the code that an authenticator app shows now."""
    shown: str = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return shown


def told() -> list[str]:
    """Return the sentences of the instance's chain."""
    return [describe(e) for e in Event.objects.filter(chain="instance").order_by("seq")]


def test_the_pages_ask_again_who_one_is(client: Client, people: Cast) -> None:
    client.force_login(people.dana)

    response = client.get("/accounts/2fa/totp/activate/")

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_a_second_factor_is_switched_on_and_recorded(
    client: Client,
    people: Cast,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sign_in(client, people.dana)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})

    stored = Authenticator.objects.get(user=people.dana, type=Authenticator.Type.TOTP)
    assert response.status_code == 302
    assert secret not in str(stored.data)
    assert "Dana Okafor changed their second factor: one-time codes, added." in told()
    assert Mail.objects.filter(to=people.dana, kind="security").exists()


def test_sign_in_asks_for_the_code(client: Client, people: Cast) -> None:
    TOTP.activate(people.dana, SECRET)

    half = client.post("/accounts/login/", {"login": people.dana.email, "password": PASSWORD})
    before = "_auth_user_id" in client.session
    client.post("/accounts/2fa/authenticate/", {"code": code()})

    assert half["Location"] == "/accounts/2fa/authenticate/"
    assert not before
    assert "_auth_user_id" in client.session
    [body] = Event.objects.filter(kind="signed_in").values_list("body", flat=True)
    assert '"authenticated_by":"password, totp"' in body


def test_codes_are_tried_five_times_in_fifteen_minutes(client: Client, people: Cast) -> None:
    cache.clear()
    TOTP.activate(people.dana, SECRET)
    client.post("/accounts/login/", {"login": people.dana.email, "password": PASSWORD})

    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    client.post("/accounts/2fa/authenticate/", {"code": code()})

    assert "_auth_user_id" not in client.session
    assert told().count("Somebody failed to sign in as dana@meridian.example.") == 5
