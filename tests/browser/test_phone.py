"""A reviewer with nothing but a phone: reads what it is about, asks, and signs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from reviews.models import SignOff
from specs.models import SpecTemplate, Thread
from tests.browser.signing import fill_sign_page, sign
from tests.browsing import Browsers
from tests.cast import Cast
from tests.make import make_full_spec, make_review

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(420)]
QUESTION = "Who is called when it rolls back at night?"


def test_a_reviewer_on_a_phone_reads_comments_and_signs(
    cast: Cast, ml_template: SpecTemplate, browsers: Browsers
) -> None:
    spec = make_full_spec(cast, ml_template)
    make_review(cast, spec)
    page = browsers.of(cast.piotr)
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto("/")
    page.get_by_role("link", name="Read and sign").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign as SRE / on-call")
    fits(page)
    page.goto(f"/specs/{spec.pk}/read/")
    page.wait_for_load_state("networkidle")
    fits(page)
    page.locator('[data-talk="deployment.rollback_time"]').click()
    page.get_by_label("Comment", exact=True).fill(QUESTION)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#talk .said-text")).to_have_text(QUESTION)
    fill_sign_page(page, spec.pk, "sre_on_call")
    fits(page)
    sign(page)

    expect(page.locator("#messages")).to_contain_text("Signed as")
    fits(page)
    assert SignOff.objects.get().signer == cast.piotr
    assert Thread.objects.get().key == "deployment.rollback_time"


def fits(page: Page) -> None:
    """Nothing has to be pushed sideways to be read."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
