"""Pictures of figures in the audit PDF: with words, with a table, and without a fault."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reviews.exports import pages
from reviews.exports.dossier import Dossier
from reviews.exports.render import render
from tests.reviews import reading_pdf
from tests.reviews.make_dossier import answers, make_dossier, make_revision

FULL = "full_spec"
NAME = "Rückbuchung \U0001f4a5 <b>нет</b>"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the running example in full, with a proxy that no font prints as it is typed."""
    given, dossier = answers(FULL), make_dossier(events=3, template_key=FULL)
    given["proxy"]["proxy.candidates"][0]["cells"]["candidate"] = NAME
    revision = make_revision(2, given, dossier.made_at, FULL)
    return replace(dossier, revision=revision, sign_offs=())


@pytest.fixture(scope="module")
def pdf(dossier: Dossier) -> bytes:
    return render(dossier)


def test_the_pictures_stand_with_their_words_and_tables(dossier: Dossier) -> None:
    html = pages.build_pages(dossier).html

    for title in (
        "Expected cost against the threshold",
        "Where the latency budget goes",
        "Mean score of each candidate",
        "What a model reaches that always says",
    ):
        assert html.count(f"<h3>{title}") == 1
    assert "<title>A curve of the expected cost per 1,000 cases" in html
    assert "1 Model" in html
    assert "var(--" not in html[html.index("<polyline") :][:5_000]
    assert "<b>нет" not in html


@pytest.mark.parametrize("profile", reading_pdf.PROFILES)
def test_a_validator_finds_no_fault_in_them(pdf: bytes, tmp_path: Path, profile: str) -> None:
    assert not reading_pdf.failures(pdf, tmp_path, profile)


def test_a_table_has_the_figures_of_its_picture(pdf: bytes, tmp_path: Path) -> None:
    words = reading_pdf.words(pdf, tmp_path)

    assert "t* = 0.0385" in words
    assert "Where the latency budget goes" in words
    assert "usefulness below 3" in " ".join(words.split())
