"""The audit PDF: what it holds, that it conforms, that the same record gives the same bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from reviews.exports import fonts, pages, prose
from reviews.exports.dossier import DoesNotMatch, Dossier, Message, SignedDecision
from reviews.exports.font_manifest import describe
from reviews.exports.render import render
from tests.reviews import reading_pdf
from tests.reviews.make_dossier import answers, make_dossier, make_revision
from trail.domain.canonical import digest

PROJECT = Path(__file__).resolve().parent.parent.parent
AGAIN = """
import sys, django
django.setup()
from hashlib import sha256
from reviews.exports.render import render
from tests.reviews.make_dossier import make_dossier
print(sha256(render(make_dossier(events=12))).hexdigest())
"""


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render(make_dossier())


def with_answer(key: str, value: Any) -> Dossier:
    """The dossier with another answer, frozen anew."""
    given, dossier = answers(), make_dossier(events=3)
    section = next(held for held in given.values() if key in held)
    section[key] = value
    at = dossier.made_at
    return replace(dossier, revision=make_revision(2, given, at), sign_offs=())


def html(dossier: Dossier) -> str:
    return pages.build_pages(dossier).html


@pytest.mark.parametrize("profile", reading_pdf.PROFILES)
def test_an_independent_validator_finds_no_fault(pdf: bytes, tmp_path: Path, profile: str) -> None:
    assert reading_pdf.failures(pdf, tmp_path, profile) == ""


def test_the_validator_would_see_a_fault(pdf: bytes, tmp_path: Path) -> None:
    spoilt = pdf.replace(b"<pdfuaid:part>1", b"<pdfuaid:pabt>1", 1)

    assert reading_pdf.failures(spoilt, tmp_path, "ua1")


def test_qpdf_finds_it_clean(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf)

    assert "No syntax or stream encoding errors" in reading_pdf.run(
        "qpdf", "--check", str(tmp_path / "a.pdf")
    )


def test_it_is_tagged_and_says_its_language_title_and_bookmarks(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.Lang == "en"
        assert opened.Root.MarkInfo.Marked
        assert "Card payment fraud detection, revision 2" in str(opened.docinfo["/Title"])
        with opened.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert titles[:3] == ["Contents", "Header", "1 Problem statement"]
    assert titles[-1] == "Appendix: the attached bundle"


def test_every_chapter_is_there_in_its_order(pdf: bytes, tmp_path: Path) -> None:
    text = reading_pdf.words(pdf, tmp_path)

    chapters = (
        *("Header", "Problem statement", "Input/output contract"),
        *("Failure modes and risk register", "Check results and waivers"),
        *("Comments and what became of them", "Sign-off sheet"),
        *("Conditions", "Answers to", "Trail", "Appendix: what", "Appendix: rec", "Appendix: the"),
    )
    body = text.split("\f", 2)[2]
    found = [re.search(rf"^[\f ]*(\d +)?{chapter}", body, re.MULTILINE) for chapter in chapters]
    places = [match.start() for match in found if match]
    assert len(places) == len(chapters)
    assert places == sorted(places)
    assert "How to verify this file" in text
    assert f"{text.count(chr(12))} of {text.count(chr(12))}" in text
    assert "Export 7K3Q-20260221, sealed by Meridian Payments" in text


def test_the_contents_name_the_pages_on_which_chapters_begin(pdf: bytes, tmp_path: Path) -> None:
    sheets = reading_pdf.words(pdf, tmp_path).split("\f")

    [entry] = [line.split() for line in sheets[1].splitlines() if "Sign-off sheet" in line]
    assert "Sign-off sheet" in sheets[int(entry[-1]) - 1]
    assert "Sign-off sheet" not in sheets[int(entry[-1])]


def test_a_table_that_breaks_repeats_its_head(pdf: bytes, tmp_path: Path) -> None:
    sheets = reading_pdf.words(pdf, tmp_path).split("\f")

    trail = [sheet for sheet in sheets if "Saved “" in sheet]
    assert len(trail) > 1
    assert all("When (UTC)" in sheet for sheet in trail)


def test_only_vendored_fonts_are_used(pdf: bytes) -> None:
    families = {font.name for font in fonts.vendored()}

    used = reading_pdf.fonts(pdf)

    assert used
    assert {name.removesuffix("-Semi-Bold").removesuffix("-Italic") for name in used} <= families


@pytest.mark.parametrize(
    "name",
    ["Łukasz Žižka", "Дмитрий Шевченко", "Ωμέγα Παπάς", "Nguyễn Thị", "李娜 山田たろう", "김철수"],
)
def test_names_in_other_scripts_are_printed(name: str, tmp_path: Path) -> None:
    printed = render(replace(make_dossier(events=3), owner=name))

    assert name in reading_pdf.words(printed, tmp_path)
    assert reading_pdf.failures(printed, tmp_path, "3a") == ""


def test_what_no_font_can_print_is_spelled_out(tmp_path: Path) -> None:
    hidden = "Pay\u202e001$\u200b \U00012000 or 100"

    printed = render(replace(make_dossier(events=3), owner=hidden))

    assert "Pay[U+202E]001$[U+200B] [U+12000] or 100" in reading_pdf.words(printed, tmp_path)
    assert reading_pdf.failures(printed, tmp_path, "3a") == ""


def test_scripts_that_join_their_letters_conform_too(tmp_path: Path) -> None:
    owner = "محمد علي, ภาษาไทยกำลัง, नमस्ते, עברית, ✅ 🚀 ≥ → ✓ ☐"
    printed = render(replace(make_dossier(events=3), owner=owner))

    assert "[U+" not in reading_pdf.words(printed, tmp_path)
    for profile in reading_pdf.PROFILES:
        assert reading_pdf.failures(printed, tmp_path, profile) == ""


def test_the_manifest_of_fonts_is_true() -> None:
    listed = json.loads(fonts.MANIFEST.read_text())["fonts"]
    files = {path.name for path in fonts.FOLDER.iterdir() if path.suffix in (".ttf", ".woff2")}

    assert {font["file"] for font in listed} == files
    for font in listed:
        assert json.loads(json.dumps(describe(fonts.FOLDER / font["file"]))) == font


def test_coverage_is_what_the_fonts_hold() -> None:
    latin = TTFont(fonts.FOLDER / "source-serif-4-latin-400-normal.ttf").getBestCmap()

    assert {point for point in latin if point >= 32} <= fonts.covered()
    assert 0x12000 not in fonts.covered()


@pytest.mark.parametrize(("seed", "zone"), [("1", "Asia/Tokyo"), ("4711", "America/New_York")])
def test_another_process_makes_the_same_bytes(seed: str, zone: str) -> None:
    surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"}

    done = subprocess.run(
        [sys.executable, "-c", AGAIN],
        cwd=PROJECT,
        env={**surroundings, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == sha256(render(make_dossier(events=12))).hexdigest()


def test_another_record_makes_other_bytes(pdf: bytes) -> None:
    assert render(make_dossier(events=61)) != pdf


@pytest.mark.parametrize("what", ["revision", "sign_off", "event"])
def test_nothing_is_printed_from_a_text_that_its_hash_does_not_name(what: str) -> None:
    dossier = make_dossier(events=3)
    changes: dict[str, dict[str, Any]] = {
        "revision": {"revision": replace(dossier.revision, text=dossier.revision.text + " ")},
        "sign_off": {"sign_offs": (replace(dossier.sign_offs[0], record="{}"),)},
        "event": {"trail": (replace(dossier.trail[0], body="{}"),)},
    }

    with pytest.raises(DoesNotMatch):
        pages.build_pages(replace(dossier, **changes[what]))


def test_changes_since_the_revision_before_are_marked() -> None:
    text = html(make_dossier(events=3))

    assert "<del>80 ms</del> <ins>60 ms</ins>" in text
    assert "<del>2,900</del> <ins>3,100</ins>" in text
    assert 'class="gone"' in text
    assert "what changed since revision 1" in text


def test_without_an_earlier_revision_nothing_is_marked() -> None:
    text = html(replace(make_dossier(events=3), earlier=(), sign_offs=()))

    assert "<ins>" not in text
    assert "what changed since" not in text
    assert "Nobody has signed this revision yet." in text


def test_a_reason_for_not_applicable_is_printed() -> None:
    text = html(with_answer("io.inputs", {"not_applicable": "the model takes no input"}))

    assert "Not applicable, because: the model takes no input" in text


def test_long_tables_become_blocks_and_short_ones_stay_tables() -> None:
    text = html(make_dossier(events=3))

    assert '<p class="label">Available at serving time?</p>' in text
    assert '<th scope="col" class="n">Alert when</th>' in text
    assert "less than 0.35" in text


def test_markdown_is_set_and_its_html_is_shown() -> None:
    typed = "**Bold** and <b onclick='x'>not</b>\n\n- one\n- two\n\n[site](https://a.example/)"

    text = html(with_answer("problem.statement", typed))

    assert "<strong>Bold</strong>" in text
    assert "&lt;b onclick=" in text
    assert "<li>one</li>" in text
    assert "site (https://a.example/)" in text


def test_every_field_of_a_person_is_escaped() -> None:
    evil = "</td><script>alert(1)</script>"
    dossier = make_dossier(events=3)
    sign_off = replace(
        dossier.sign_offs[0], name=evil, title=evil, statement=evil, reason=evil, email=evil
    )
    condition = replace(dossier.conditions[0], text=evil, owner=evil, met_note=evil)
    event = replace(dossier.trail[0], words=evil, actor=evil)
    comment = replace(
        dossier.comments[0],
        place=evil,
        quote=evil,
        messages=(Message(by=evil, at=dossier.comments[0].disposed_at, text=evil),),
        reason=evil,
        disposed_by=evil,
    )

    text = html(
        replace(
            dossier,
            title=evil,
            organisation=evil,
            owner=evil,
            export_number=evil,
            sign_offs=(sign_off,),
            conditions=(condition,),
            comments=(comment,),
            trail=(event,),
        )
    )

    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 18


def test_the_last_word_of_a_role_counts(tmp_path: Path) -> None:
    dossier = make_dossier(events=3)
    first = dossier.sign_offs[0]
    withdrawn: SignedDecision = replace(first, decision="withdrawn", reason="Wrong revision.")

    text = html(replace(dossier, sign_offs=(*dossier.sign_offs, withdrawn)))

    assert "6 of 7 roles, 1 of them carried over from revision 1" in text
    assert "Not signed: product manager." in text


def test_a_very_long_trail_is_printed_without_the_typing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PRINTED_EVENTS", 20)

    text = html(make_dossier(events=60))

    assert "further records, the saving of single answers among them" in text
    assert "Submitted revision 6 for review." in text
    assert "Saved “Data sources”" not in text


@pytest.mark.parametrize("typed", ["\x00", "\x1b", "a\u2028b", "\ufeff"])
def test_characters_that_nobody_sees_are_shown(typed: str) -> None:
    assert "[U+" in prose.printable(typed)


def test_the_matrix_of_comments_is_printed(pdf: bytes, tmp_path: Path) -> None:
    text = " ".join(reading_pdf.words(pdf, tmp_path).split())

    assert "Was it rehearsed with 4 instances?" in text
    assert "Partly accepted: Rehearsed;" in text


def test_the_hash_on_the_cover_is_that_of_the_text(pdf: bytes, tmp_path: Path) -> None:
    text = reading_pdf.words(pdf, tmp_path).split("\f")[0]
    dossier = make_dossier()

    printed = "".join(
        part for part in text.split("SHA-256")[1].split("How to")[0].split() if len(part) == 4
    )
    assert printed == digest(dossier.revision.text)
