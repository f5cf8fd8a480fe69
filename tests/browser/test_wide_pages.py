"""Every page on a desk, in light and dark: whole, legible, and reachable by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.walking import Demo, Walk

pytestmark = pytest.mark.django_db  # without it no test database is made
SIZE, THEMES = "wide", ("dark", "light")


@pytest.mark.timeout(1200)  # it walks through all of them
def test_axe_finds_nothing_serious_on_any_page(walk: Walk) -> None:
    assert walk.illegible == []


def test_no_page_scrolls_sideways(walk: Walk) -> None:
    assert walk.sideways == []


def test_no_page_says_anything_in_the_console(demo: Demo, walk: Walk) -> None:
    assert demo.browsers.unexpected() == []


def test_every_page_leaves_its_pictures(walk: Walk) -> None:
    assert all(path.stat().st_size > 1000 for path in walk.screens)


def test_the_first_tab_skips_to_the_text(demo: Demo) -> None:
    page = demo.pages["dana"]
    page.goto("/specs/")
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_keys_walk_search_and_explain_themselves(demo: Demo) -> None:
    page = demo.pages["dana"]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/specs/")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1).locator("a").first).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0).locator("a").first).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("fraud")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]").first).to_contain_text("fraud")
