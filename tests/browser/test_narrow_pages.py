"""Every page on a phone, whole and legible, down to 320 pixels."""

from __future__ import annotations

import pytest

from tests.browser.walking import Demo, Walk

pytestmark = pytest.mark.django_db  # without it no test database is made
SIZE, THEMES = "phone", ("light",)  # colours are the same at every width


@pytest.mark.timeout(1200)  # it walks through all of them
def test_axe_finds_nothing_serious_on_any_page(walk: Walk) -> None:
    assert walk.illegible == []


def test_no_page_scrolls_sideways_at_320_pixels(walk: Walk) -> None:
    assert walk.sideways == []


def test_no_page_says_anything_in_the_console(demo: Demo, walk: Walk) -> None:
    assert demo.browsers.unexpected() == []


def test_every_page_leaves_its_pictures(walk: Walk) -> None:
    assert all(path.stat().st_size > 1000 for path in walk.screens)
