"""Single sign-on in a real browser: to the provider and back, under our content policy."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts import actions
from reviews.models import SignOff
from specs.models import SpecTemplate
from tests.accounts.provider import PASSWORD as AT_PROVIDER
from tests.accounts.provider import Provider
from tests.accounts.sign_on_scene import wish
from tests.browser.signing import fill_sign_page, sign
from tests.browsing import Browsers, axe
from tests.cast import Cast
from tests.make import make_full_spec, make_review

pytestmark = pytest.mark.django_db(transaction=True)


def set_up(cast: Cast, provider: Provider) -> None:
    """Let Meridian sign in at the provider."""
    Client().force_login(cast.ruth)
    provider.serves(cast.meridian, settings.PUBLIC_URL)
    actions.set_up_sign_on(organisation=cast.meridian, wish=wish(provider), by=cast.ruth)
    provider.add(cast.sam.email)


def prove(page: Page, email: str) -> None:
    """Type what the provider asks for."""
    page.wait_for_url(lambda url: "/accounts/" in url)
    if page.locator("[name=login]").count():
        page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(AT_PROVIDER)
    page.locator("[name=password]").press("Enter")


def test_an_address_leads_in_and_a_signature_is_confirmed(
    cast: Cast, ml_template: SpecTemplate, browsers: Browsers, provider: Provider
) -> None:
    set_up(cast, provider)
    spec = make_full_spec(cast, ml_template)
    make_review(cast, spec)
    page = browsers.nobody()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Sign in by your organisation's provider").click()
    assert axe(page) == []
    page.get_by_label("Your work address").fill(cast.sam.email)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Meridian Payments")
    assert axe(page) == []
    page.get_by_role("link", name="Go on to Meridian Login").click()
    prove(page, cast.sam.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")

    fill_sign_page(page, spec.pk, "product_manager")
    page.get_by_role("link", name="Confirm with Meridian Login").click()
    prove(page, cast.sam.email)
    expect(page.get_by_text("You confirmed at Meridian Login who you are")).to_be_visible()
    expect(page.locator("#block-answer")).not_to_have_value("")
    sign(page, password="")

    expect(page.locator("#messages")).to_contain_text("Signed as")
    signed = SignOff.objects.get(review__revision__spec=spec)
    assert [one["method"] for one in signed.methods] == ["single sign-on"]
