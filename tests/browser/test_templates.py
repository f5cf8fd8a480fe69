"""Choosing a template by three questions, and growing out of it, with and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from specs.documents import load_contents
from specs.models import Spec, SpecTemplate
from tests.browser.test_journey import TITLE
from tests.browsing import Browsers
from tests.cast import Cast
from tests.make import make_full_spec

pytestmark = pytest.mark.django_db(transaction=True)


def choose_kickoff(page: Page) -> None:
    """Type a title, answer the three questions, start with what is suggested."""
    page.goto("/specs/new/")
    page.get_by_text("Not sure which template?").click()
    page.get_by_label("A new idea").check()
    page.get_by_label("The team itself").check()
    page.get_by_label("No, nothing was tried yet").check()
    page.get_by_role("button", name="Suggest a template").click()
    expect(
        page.get_by_role("status").filter(has_text="Suggested: One-page kickoff")
    ).to_be_visible()


def test_a_suggestion_leaves_the_title_that_was_typed(cast: Cast, browsers: Browsers) -> None:
    page = browsers.of(cast.dana)
    page.goto("/specs/new/")
    page.locator("#title").fill(TITLE)
    page.get_by_text("Not sure which template?").click()
    page.get_by_label("A known problem").check()
    page.get_by_label("A client or sponsor who pays in steps", exact=True).check()
    page.get_by_label("Yes, and it has a result").check()
    page.get_by_role("button", name="Suggest a template").click()

    expect(page.get_by_label("AI project technical specification")).to_be_checked()
    expect(page.locator("#title")).to_have_value(TITLE)


@pytest.mark.parametrize("script", [True, False])
def test_the_kickoff_grows_up_to_the_full_spec(
    cast: Cast, browsers: Browsers, *, script: bool
) -> None:
    page = browsers.of(cast.dana, script=script)
    choose_kickoff(page)
    page.locator("#title").fill(TITLE)
    page.get_by_role("button", name="Start writing").click()
    page.wait_for_url("**/write/**")
    spec = Spec.objects.get(title=TITLE)
    before = load_contents(spec.pk).stored()

    for title in ("Design doc, 1 to 3 pages", "Full ML product specification"):
        page.goto(f"/specs/{spec.pk}/template/")
        page.get_by_role("link", name=f"Look {title}").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Promote to “{title}”")
        page.get_by_role("button", name="Promote").click()
        page.wait_for_url("**/write/**")

    spec.refresh_from_db()
    assert spec.template.key == "full_spec"
    assert load_contents(spec.pk).stored() == before


def test_what_a_copy_carries_over_can_be_read(cast: Cast, browsers: Browsers) -> None:
    spec = make_full_spec(cast, SpecTemplate.objects.get(key="ml_model_spec"))
    page = browsers.of(cast.dana)
    page.goto(f"/specs/{spec.pk}/template/")
    page.get_by_role("link", name="Copy One-page kickoff").click()
    page.get_by_label("What is the copy called?").fill("On one page")
    page.get_by_role("button", name="Make the copy").click()
    page.wait_for_url("**/write/**")

    page.get_by_role("link", name=re.compile("Carried over")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Carried over")
    expect(page.get_by_role("heading", name="Risk register")).to_be_visible()
