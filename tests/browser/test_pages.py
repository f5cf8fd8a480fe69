"""Every page in light and dark, wide and narrow: whole, legible, and reachable by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from reviews.management.demo.people import PASSWORD
from tests.browser.places import NOBODY, Place, add_newcomer, email_of, every_place, viewers
from tests.browser.screens import SCREENS, SIZES, THEMES, dress, open_place, photograph
from tests.browsing import COLOUR_RULES, EVERY_RULE, Browsers, Site, axe, sign_in

pytestmark = pytest.mark.django_db  # without it no test database is made


@dataclass
class Demo:
    """The demo as its people see it, each in a browser of their own."""

    browsers: Browsers
    pages: dict[str, Page]
    places: list[Place]


@dataclass
class Walk:
    """What was seen on a walk through every page."""

    illegible: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    screens: list[Path] = field(default_factory=list)


@pytest.fixture(scope="module")
def demo(
    site: Site, browser: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Demo]:
    """Make the demo once, committed; the tests only look at it."""
    assert str(connection.settings_dict["NAME"]).startswith("test_")
    browsers = Browsers(browser, site)
    with django_db_blocker.unblock():
        cache.clear()
        call_command("load_catalogue", verbosity=0)
        call_command("seed_demo", verbosity=0)
        add_newcomer()
        places = every_place()
    pages = {NOBODY: browsers.nobody()}
    for person in viewers(places):
        pages[person] = browsers.nobody()
        sign_in(pages[person], email_of(person), PASSWORD)
    yield Demo(browsers, pages, places)
    browsers.close()
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def walk(demo: Demo) -> Walk:
    """Look at every page once: in both themes, wide and narrow, and at 320 pixels."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    walk = Walk()
    for place in demo.places:
        page = demo.pages[place.person]
        open_place(page, place)
        for size in SIZES:
            for theme in THEMES:
                dress(page, size, theme)
                rules = COLOUR_RULES if theme == "dark" else EVERY_RULE
                found = axe(page, rules)
                walk.illegible += [f"{place.name}, {size}, {theme}: {fault}" for fault in found]
                walk.screens.append(photograph(page, place, SCREENS, size, theme))
        page.set_viewport_size({"width": 320, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        walk.sideways += [f"{place.name}: {over} px"] if over > 0 else []
        page.set_viewport_size({"width": 1440, "height": 900})
    return walk


@pytest.mark.timeout(600)
def test_axe_finds_nothing_serious_on_any_page(walk: Walk) -> None:
    assert walk.illegible == []


def test_no_page_scrolls_sideways_at_320_pixels(walk: Walk) -> None:
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
