"""A passkey is registered and used, with the authenticator that Chromium pretends to have."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from reviews.models import SignOff
from specs.models import SpecTemplate
from tests.browser.signing import fill_sign_page, sign
from tests.browsing import Browsers
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_review

pytestmark = pytest.mark.django_db(transaction=True)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_authenticator(page: Page) -> None:
    """Let the page's browser answer as a fingerprint reader would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def confirm_password(page: Page) -> None:
    """Type the password again where the page asks for it."""
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name=re.compile("Confirm|Go on|Continue")).first.click()


def register(page: Page) -> None:
    """Add a passkey that may also sign in by itself."""
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_label("Name").fill("Laptop")
    passwordless = page.locator("[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    page.get_by_role("button", name=re.compile("Add|Register")).first.click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)


def test_a_passkey_signs_in_without_a_password(cast: Cast, browsers: Browsers) -> None:
    page = browsers.of(cast.dana)
    give_authenticator(page)
    register(page)
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Laptop")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("My work")


def test_a_passkey_stands_for_the_password_of_a_signature(
    cast: Cast, ml_template: SpecTemplate, browsers: Browsers
) -> None:
    spec = make_full_spec(cast, ml_template)
    make_review(cast, spec)
    page = browsers.of(cast.sam)
    give_authenticator(page)
    register(page)
    page.goto(f"/specs/{spec.pk}/sign/product_manager/")
    page.get_by_role("link", name="use a passkey").click()
    page.get_by_role("button", name=re.compile("passkey", re.IGNORECASE)).first.click()
    page.wait_for_url("**/sign/product_manager/")
    expect(page.get_by_text("Your passkey was accepted")).to_be_visible()
    fill_sign_page(page, spec.pk, "product_manager")
    sign(page, password="")

    expect(page.locator("#messages")).to_contain_text("Signed as")
    signed = SignOff.objects.get(review__revision__spec=spec)
    assert [one["method"] for one in signed.methods] == ["passkey"]
