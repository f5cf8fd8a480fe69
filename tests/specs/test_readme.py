"""The README counts what there is."""

from __future__ import annotations

from django.conf import settings

from specs import catalogue
from specs.domain.calculators import CALCULATORS
from specs.domain.checks import CHECKS


def test_the_readme_counts_checks_calculators_and_templates() -> None:
    words = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")

    assert f"{len(CHECKS)} deterministic checks" in words
    assert f"{len(CALCULATORS)} calculators" in words
    assert len(catalogue.templates()) == 5
    assert "Five templates" in words
