"""The demo in a real browser, and a walk through all of its pages at one width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from reviews.management.demo.people import PASSWORD
from tests.browser.places import NOBODY, Place, add_newcomer, email_of, every_place, viewers
from tests.browser.screens import SCREENS, dress, open_place, photograph
from tests.browsing import COLOUR_RULES, EVERY_RULE, Browsers, Site, axe, sign_in

NARROWEST = 320


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
def walk(demo: Demo, request: pytest.FixtureRequest) -> Walk:
    """Look at every page once, at the module's ``SIZE`` and in its ``THEMES``."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    size: str = request.module.SIZE
    walk = Walk()
    for place in demo.places:
        page = demo.pages[place.person]
        open_place(page, place)
        for theme in request.module.THEMES:
            dress(page, size, theme)
            rules = COLOUR_RULES if theme == "dark" else EVERY_RULE
            found = axe(page, rules)
            walk.illegible += [f"{place.name}, {size}, {theme}: {fault}" for fault in found]
            walk.screens.append(photograph(page, place, SCREENS, size, theme))
        if size == "phone":
            page.set_viewport_size({"width": NARROWEST, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        walk.sideways += [f"{place.name}: {over} px"] if over > 0 else []
        page.set_viewport_size({"width": 1440, "height": 900})
    return walk
