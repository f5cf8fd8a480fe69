"""The bundle that an audit PDF carries: its program finds what was altered, with Python alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reviews.exports.bundle import build_bundle
from reviews.exports.bundle_verifier import is_signed_by
from reviews.exports.render import render
from tests.reviews import reading_pdf
from tests.reviews.make_dossier import make_dossier


def unpacked(folder: Path, bundle: bytes) -> Path:
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        archive.extractall(folder)
    return folder


def verify(folder: Path, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """Run the program of the bundle with the standard library alone."""
    return subprocess.run(
        [python, "-I", "-S", str(folder / "verify.py")], capture_output=True, text=True, check=False
    )


def test_the_bundle_is_attached_and_agrees(tmp_path: Path) -> None:
    attached = reading_pdf.attachments(render(make_dossier()))

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


def test_the_bundle_holds_the_stages(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, build_bundle(make_dossier(events=3)))

    [stage] = json.loads((folder / "stages.json").read_text())

    assert stage["decisions"][0]["by"] == "Sam Ortiz"
    assert stage["decisions"][0]["known"][0]["measured"] == "0.59"


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
