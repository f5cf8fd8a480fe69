"""The README counts what there is."""

from __future__ import annotations

import re

from django.conf import settings

from specs import catalogue
from specs.domain.calculators import CALCULATORS
from specs.domain.checks import CHECKS
from tests.browser.pdf_pictures import PAGES
from tests.browser.screens import SHOWN


def test_the_readme_counts_checks_calculators_and_templates() -> None:
    words = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")

    assert f"{len(CHECKS)} deterministic checks" in words
    assert f"{len(CALCULATORS)} calculators" in words
    assert len(catalogue.templates()) == 5
    assert "Five templates" in words


def test_every_picture_of_the_readme_is_one_that_the_script_takes() -> None:
    words = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")

    taken = {name for name, _ in SHOWN} | set(PAGES)
    assert set(re.findall(r"docs/img/([\w-]+)\.png", words)) == taken
