"""What is printed and sealed of a signature that a stand-in gave: both names."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from reviews import actions
from reviews.dossiers import load_dossier
from reviews.exports.bundle import build_bundle
from reviews.exports.dossier import Dossier
from reviews.exports.pages import build_pages
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off
from tests.reviews.standing_in import name_stand_in

pytestmark = pytest.mark.django_db
RECORD = "sign-offs/01-sre_on_call.json"


@pytest.fixture
def dossier(people: Cast, template: SpecTemplate) -> Dossier:
    """A record in which Felix signed for Piotr."""
    review = make_review(people, make_full_spec(people, template))
    name_stand_in(people, people.piotr, people.felix)
    make_sign_off(review, "sre_on_call", people.felix)
    return load_dossier(actions.ask_for_export(revision=review.revision, by=people.dana))


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def unpacked(folder: Path, dossier: Dossier) -> Path:
    with zipfile.ZipFile(BytesIO(build_bundle(dossier))) as archive:
        archive.extractall(folder)
    return folder


def test_the_sign_off_sheet_prints_both_names(dossier: Dossier) -> None:
    html = build_pages(dossier).html

    assert "as stand-in for Piotr Zielak</th>" in html
    assert "As SRE / on-call, as stand-in for Piotr Zielak, I approve revision 1" in html


def test_the_bundle_tells_who_stood_in(dossier: Dossier, tmp_path: Path) -> None:
    told = verify(unpacked(tmp_path, dossier))

    assert told.returncode == 0, told.stdout
    assert "Felix Braun signed as stand-in for Piotr Zielak" in told.stdout


@pytest.mark.parametrize("who", ["1", ""])
def test_a_stand_in_for_somebody_who_was_not_named_is_found(
    dossier: Dossier, tmp_path: Path, who: str
) -> None:
    folder = unpacked(tmp_path, dossier)
    record = json.loads((folder / RECORD).read_text())
    record["instead_of"]["id"] = who or record["signer"]["id"]
    text = json.dumps(record).encode()
    (folder / RECORD).write_bytes(text)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sign_offs"][RECORD] = sha256(text).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))

    told = verify(folder)

    assert told.returncode == 1
    assert "nobody of that name was to sign in this role" in told.stdout
