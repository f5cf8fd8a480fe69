"""Takes a picture of every page of the demo, in each theme and width, and those of the README.

python -m tests.browser.screens [FOLDER]    default: var/screens/
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, sync_playwright

from config.environment import ROOT

if TYPE_CHECKING:
    from tests.browser.places import Place

SIZES = {"wide": 1440, "phone": 390}
THEMES = ("dark", "light")
SCREENS = Path(os.environ.get("COUNTERSIGN_SCREENS") or ROOT / "var" / "screens")
README = ROOT / "docs" / "img"
# The pictures of the README: what one sees first, without scrolling.
SHOWN = (
    ("write-metrics", "light"),
    ("conflict", "light"),
    ("sign", "light"),
    ("read", "light"),
    ("risks", "dark"),
    ("review-second", "light"),
    ("specs", "dark"),
    ("review-in-stages", "light"),
    ("amendment", "light"),
    ("dashboard", "light"),
    ("life", "light"),
)


def open_place(page: Page, place: Place) -> None:
    """Open a page, wait until it has fetched its parts, and do what one does there."""
    response = page.goto(place.path)
    assert response
    assert response.status == place.status, place.path
    page.wait_for_load_state("networkidle")
    if place.act:
        place.act(page)


def dress(page: Page, size: str, theme: str) -> None:
    """Give a page a width and a theme."""
    page.set_viewport_size({"width": SIZES[size], "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")


def photograph(page: Page, place: Place, folder: Path, size: str, theme: str) -> Path:
    """Take a picture of a whole page."""
    path = folder / f"{place.name}-{size}-{theme}.png"
    page.screenshot(path=path, full_page=True)
    return path


def main(arguments: list[str]) -> int:
    """Make the demo on the servers of the environment, and go through it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    from reviews.management.demo.people import PASSWORD  # noqa: PLC0415 - needs the settings
    from tests.browser import places as demo  # noqa: PLC0415
    from tests.browser.pdf_pictures import make_pdf, picture_pages  # noqa: PLC0415
    from tests.browsing import Browsers, Site, launch_arguments, sign_in  # noqa: PLC0415

    folder = Path(arguments[0]) if arguments else SCREENS
    folder.mkdir(parents=True, exist_ok=True)
    README.mkdir(parents=True, exist_ok=True)
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    call_command("prepare", verbosity=0)
    demo.add_newcomer()
    demo.settle()
    places = demo.every_place()
    site = Site()
    site.start()
    try:
        with sync_playwright() as playwright:
            browsers = Browsers(playwright.chromium.launch(**launch_arguments()), site)
            pages = {demo.NOBODY: browsers.nobody()}
            for person in demo.viewers(places):
                pages[person] = browsers.nobody()
                sign_in(pages[person], demo.email_of(person), PASSWORD)
            for place in places:
                take(pages[place.person], place, folder)
            browsers.close()
    finally:
        site.stop()
    of_pdf = picture_pages(make_pdf("Card payment fraud detection"), README)
    count, shown = len(list(folder.glob("*.png"))), len(SHOWN) + len(of_pdf)
    print(f"{count} pictures in {folder}, {shown} for the README in {README}")  # noqa: T201
    return 0


def take(page: Page, place: Place, folder: Path) -> None:
    """Take all pictures of one page."""
    open_place(page, place)
    for size in SIZES:
        for theme in THEMES:
            dress(page, size, theme)
            photograph(page, place, folder, size, theme)
    for name, theme in SHOWN:
        if name == place.name:
            dress(page, "wide", theme)
            page.screenshot(path=README / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
