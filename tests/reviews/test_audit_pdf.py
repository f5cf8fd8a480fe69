"""The audit PDF: what it holds, that it conforms, that the same record gives the same bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fontTools.ttLib import TTFont

from reviews.exports import fonts, pages, prose
from reviews.exports.bundle import build_bundle
from reviews.exports.bundle_verifier import is_signed_by
from reviews.exports.dossier import DoesNotMatch, Dossier, Message, SignedDecision
from reviews.exports.font_manifest import describe
from reviews.exports.render import render
from specs import catalogue
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


OTHERS = ("one_page_kickoff", "design_doc", "ai_project_spec", "full_spec")


@pytest.mark.parametrize("key", OTHERS)
def test_every_template_prints_whole_and_conforms(key: str, tmp_path: Path) -> None:
    pdf, template = render(make_dossier(events=3, template_key=key)), catalogue.template(key)
    (tmp_path / "a.pdf").write_bytes(pdf)

    faults = [reading_pdf.failures(pdf, tmp_path, profile) for profile in reading_pdf.PROFILES]
    told = reading_pdf.run("qpdf", "--check", str(tmp_path / "a.pdf"))
    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_outline() as outline:
        titles = [item.title for item in outline.root]

    assert faults == ["", ""]
    assert "No syntax or stream encoding errors" in told
    expected = [f"{section.number} {section.title}".strip() for section in template.sections]
    assert [title for title in titles if title in expected] == expected


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
    assert "21 of 21" in text
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


def unpacked(folder: Path, bundle: bytes) -> Path:
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        archive.extractall(folder)
    return folder


def verify(folder: Path, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """Run the program of the bundle with the standard library alone."""
    return subprocess.run(
        [python, "-I", "-S", str(folder / "verify.py")], capture_output=True, text=True, check=False
    )


def test_the_bundle_is_attached_and_agrees(pdf: bytes, tmp_path: Path) -> None:
    attached = reading_pdf.attachments(pdf)

    told = verify(unpacked(tmp_path, attached["bundle.zip"]))

    assert list(attached) == ["bundle.zip"]
    assert told.returncode == 0, told.stdout
    assert "Everything agrees" in told.stdout
    assert "7 sign-offs" in told.stdout
    assert "Checkpoint 12" in told.stdout


def test_the_bundle_holds_the_comments(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, build_bundle(make_dossier(events=3)))

    [comment] = json.loads((folder / "comments.json").read_text())

    assert comment["messages"][0]["text"] == "Was it rehearsed with 4 instances?"
    assert comment["disposition"] == "Partly accepted"


def test_the_matrix_of_comments_is_printed(pdf: bytes, tmp_path: Path) -> None:
    text = " ".join(reading_pdf.words(pdf, tmp_path).split())

    assert "Was it rehearsed with 4 instances?" in text
    assert "Partly accepted: Rehearsed;" in text


def test_the_bundle_is_the_same_each_time() -> None:
    assert build_bundle(make_dossier()) == build_bundle(make_dossier())


ALTERATIONS = [
    ("revisions/2.json", b"Card payment", b"Gift payment", "Revision 2: its text was altered."),
    ("revisions/1.json", b'"80"', b'"81"', "Revision 1, section s6"),
    ("template.json", b"Recall", b"Recoil", "The template was altered."),
    ("sign-offs/07-finance.json", b"540,000", b"940,000", "07-finance.json: the record was"),
    ("trail.jsonl", b"Dana Okafor", b"Sam Ortiz", "Trail: event 2 does not follow"),
    ("checkpoints.json", b'\\"number\\":12', b'\\"number\\":13', "signature is not genuine"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), ALTERATIONS)
def test_the_program_of_the_bundle_names_what_was_altered(
    tmp_path: Path, name: str, old: bytes, new: bytes, words: str
) -> None:
    folder = unpacked(tmp_path, build_bundle(make_dossier(events=6)))
    text = (folder / name).read_bytes()
    assert old in text
    (folder / name).write_bytes(text.replace(old, new, 1))

    told = verify(folder)

    assert told.returncode == 1, told.stdout
    assert words in told.stdout


def test_a_trail_that_was_cut_off_is_noticed(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, build_bundle(make_dossier(events=6)))
    lines = (folder / "trail.jsonl").read_text().splitlines(keepends=True)
    (folder / "trail.jsonl").write_text("".join(lines[:-1]))

    told = verify(folder)

    assert told.returncode == 1
    assert "it was cut off" in told.stdout


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff"])
def test_a_record_that_cannot_be_read_is_said_so(tmp_path: Path, damage: bytes) -> None:
    folder = unpacked(tmp_path, build_bundle(make_dossier(events=3)))
    (folder / "manifest.json").write_bytes(damage)

    told = verify(folder)

    assert told.returncode == 2
    assert told.stdout.startswith("The record cannot be read")
    assert told.stderr == ""


@pytest.mark.parametrize("number", range(12))
def test_the_short_ed25519_agrees_with_the_library(number: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    public, data = key.public_key().public_bytes_raw(), b"x" * number
    signature = key.sign(data)
    wrong = bytes([signature[0] ^ 1]) + signature[1:]

    assert is_signed_by(public, signature, data)
    assert not is_signed_by(public, signature, data + b"y")
    assert not is_signed_by(public, wrong, data)
    assert not is_signed_by(public[:-1], signature, data)
    assert not is_signed_by(b"\xff" * 32, signature, data)


def test_a_signature_with_a_scalar_too_large_is_refused() -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"")
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(signature[32:], "little") + order

    assert not is_signed_by(public, signature[:32] + scalar.to_bytes(32, "little"), b"")


def test_the_hash_on_the_cover_is_that_of_the_text(pdf: bytes, tmp_path: Path) -> None:
    text = reading_pdf.words(pdf, tmp_path).split("\f")[0]
    dossier = make_dossier()

    printed = "".join(
        part for part in text.split("SHA-256")[1].split("How to")[0].split() if len(part) == 4
    )
    assert printed == digest(dossier.revision.text)
