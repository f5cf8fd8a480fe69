"""Comments beside the text: asked by a reviewer, answered by the author, without script too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from specs.models import Answer, Mention, Spec, SpecTemplate, Thread
from tests.browsing import Browsers
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec

pytestmark = pytest.mark.django_db(transaction=True)
SHIP = "evaluation.ship_threshold"


@pytest.fixture
def spec(cast: Cast, ml_template: SpecTemplate) -> Spec:
    return make_full_spec(cast, ml_template)


def test_a_suggestion_travels_from_the_reader_to_the_author(
    cast: Cast, spec: Spec, browsers: Browsers
) -> None:
    piotr, dana = browsers.of(cast.piotr), browsers.of(cast.dana)
    piotr.goto(f"/specs/{spec.pk}/comments/at/?key={SHIP}")
    piotr.get_by_text("Suggest another answer").click()
    piotr.locator(".suggest [name=value]").fill("0.82")
    piotr.locator(".suggest [name=text]").press_sequentially("It is enough, @dana")
    expect(piotr.get_by_role("option", name=re.compile("Dana Okafor"))).to_be_visible()
    piotr.keyboard.press("Enter")
    piotr.get_by_role("button", name="Suggest it").click()
    expect(piotr.locator(".proposal ins")).to_have_text("0.82")
    assert Mention.objects.get().user == cast.dana

    dana.goto(f"/specs/{spec.pk}/write/s4/")
    badge = dana.locator(f'[data-talk="{SHIP}"]')
    expect(badge.locator(".talk-count")).to_have_text("1")
    badge.click()
    dana.locator("#talk").get_by_role("button", name="Accept").click()

    expect(dana.locator("#input-evaluation-ship_threshold")).to_have_value("0.82")
    expect(badge.locator(".talk-count")).to_be_hidden()
    assert Answer.objects.get(spec=spec, key=SHIP).value == "0.82"


def test_a_comment_is_made_on_a_phone(cast: Cast, spec: Spec, browsers: Browsers) -> None:
    page = browsers.of(cast.piotr)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/specs/{spec.pk}/read/")
    page.wait_for_load_state("networkidle")

    page.locator('[data-talk="problem.statement"]').click()
    page.get_by_label("Comment", exact=True).fill("Since when?")
    page.get_by_role("button", name="Comment", exact=True).click()

    expect(page.locator("#talk .said-text")).to_have_text("Since when?")
    assert Thread.objects.get().key == "problem.statement"


def test_talking_needs_no_script(cast: Cast, spec: Spec, browsers: Browsers) -> None:
    page = browsers.of(cast.piotr, script=False)
    page.goto(f"/specs/{spec.pk}/read/")

    page.locator('[data-talk="problem.statement"]').click()
    page.get_by_label("Comment", exact=True).fill("Since when?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page).to_have_url(re.compile(r"/comments/\d+/$"))
    page.get_by_label("Reply").fill("Since March, I see.")
    page.get_by_label("Reply").focus()
    page.get_by_role("button", name="Reply").click()
    page.get_by_role("button", name="Resolve").click()

    expect(page.locator(".thread")).to_contain_text("Resolved by Piotr Zielak")
    assert Thread.objects.get().comments.count() == 2


def test_who_was_signed_out_meanwhile_is_told_and_sends_the_comment_again(
    cast: Cast, spec: Spec, browsers: Browsers
) -> None:
    page = browsers.of(cast.piotr)
    browsers.allow("Response Status Error Code 401")
    page.goto(f"/specs/{spec.pk}/comments/at/?key={SHIP}")
    page.get_by_label("Comment", exact=True).fill("Since when?")
    page.context.clear_cookies(name="countersign_session")

    page.get_by_role("button", name="Comment", exact=True).click()

    told = page.get_by_role("alert").filter(has_text="You were signed out.")
    expect(told).to_be_visible()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Since when?")
    with page.context.expect_page() as opened:
        told.get_by_role("link", name="Sign in").click()
    again = opened.value
    again.get_by_label("Email").fill(cast.piotr.email)
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again.get_by_role("heading", name="You are signed in")).to_be_visible()

    page.get_by_role("button", name="Comment", exact=True).click()

    expect(page.locator(".said-text")).to_have_text("Since when?")
    expect(told).to_have_count(0)


def test_a_server_that_does_not_answer_is_said_where_one_pressed(
    cast: Cast, spec: Spec, browsers: Browsers
) -> None:
    page = browsers.of(cast.piotr)
    page.goto(f"/specs/{spec.pk}/comments/at/?key={SHIP}")
    page.get_by_label("Comment", exact=True).fill("Since when?")
    page.context.set_offline(True)
    browsers.allow("htmx:(afterRequest|sendError)")

    page.get_by_role("button", name="Comment", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Since when?")
