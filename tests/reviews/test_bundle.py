"""The bundle that an audit PDF carries: its program finds what was altered, with Python alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reviews.exports.bundle import build_bundle
from reviews.exports.bundle_verifier import is_signed_by
from reviews.exports.dossier import Dossier, SignedDecision
from reviews.exports.render import render
from tests.reviews import reading_pdf
from tests.reviews.make_dossier import START, make_checkpoint, make_dossier, make_trail, tell
from trail.domain.canonical import canonical, digest
from trail.domain.event import Actor, Tip
from trail.domain.kinds import Kind


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


ORDER = ("legal_compliance", "data_engineer", "sre_on_call", "finance")
STAGES = dict(zip(ORDER, (1, 1, 2, 2), strict=True))
QUORUM = {"sre_on_call": 2}


def seat_holders(role: str) -> list[dict[str, str]]:
    names = ("Ana", "Bo", "Cy") if role in QUORUM else ("Ana",)
    return [{"id": f"{name}-{role}", "name": name, "email": ""} for name in names]


def staged(role: str) -> dict[str, object]:
    return {
        "role": role,
        "label": role,
        "sections": [],
        "signers": seat_holders(role),
        "stage": STAGES[role],
        "quorum": QUORUM.get(role, "any"),
    }


def in_stages(*signed: tuple[str, int], approved: bool = True) -> Dossier:
    """A revision in two stages, signed in this order: roles and seats; all hashes agree.

    Who is named twice on one seat takes back what they signed.
    """
    base = make_dossier(events=2)
    content = json.loads(base.revision.text)
    content["policy"]["roles"] = [staged(role) for role in ORDER]
    text = canonical(content)
    revision = replace(base.revision, text=text, content_hash=digest(text))
    given: list[SignedDecision] = []
    for place, (role, seat) in enumerate(signed):
        is_again = (role, seat) in signed[:place]
        record = canonical(
            {
                "role": {"key": role, "label": role},
                "seat": seat,
                "turn": 2 if is_again else 1,
                "decision": "withdrawn" if is_again else "approved",
                "content_hash": revision.content_hash,
                "signer": seat_holders(role)[max(seat - 1, 0)],
                "previous": [one.record_hash for one in given],
                "carried_from": None,
            }
        )
        made = replace(base.sign_offs[0], role=role, record=record, record_hash=digest(record))
        given.append(replace(made, carried_from=None))
    trail = [*make_trail(2, tuple(given))]
    if approved:
        tip = Tip(trail[-1].seq, trail[-1].hash, START)
        tell(trail, tip, Kind.REVIEW_APPROVED, {"revision": 2}, Actor("7", "Dana Okafor"))
    points = (make_checkpoint(tuple(trail)),)
    return replace(
        base, revision=revision, sign_offs=tuple(given), trail=tuple(trail), checkpoints=points
    )


IN_ORDER = (
    ("legal_compliance", 0),
    ("data_engineer", 0),
    ("sre_on_call", 3),
    ("sre_on_call", 1),
    ("finance", 0),
)


def test_an_approval_by_its_route_agrees_and_the_route_is_told(tmp_path: Path) -> None:
    told = verify(unpacked(tmp_path, build_bundle(in_stages(*IN_ORDER))))

    assert told.returncode == 0, told.stdout
    assert "Route, stage 1: legal_compliance (1 of 1), data_engineer (1 of 1)" in told.stdout
    assert "Route, stage 2: sre_on_call (2 of 3), finance (1 of 1)" in told.stdout


def test_a_later_stage_that_signed_before_an_earlier_one_is_told(tmp_path: Path) -> None:
    early = (IN_ORDER[2], *IN_ORDER[:2], *IN_ORDER[3:])

    told = verify(unpacked(tmp_path, build_bundle(in_stages(*early))))

    assert told.returncode == 1
    for role in ("legal_compliance", "data_engineer"):
        words = f"sre_on_call signed in stage 2 before {role} in stage 1 had approved."
        assert words in told.stdout
    assert told.stdout.count("had approved.") == 2


def test_an_approval_with_too_few_signatures_is_told(tmp_path: Path) -> None:
    few = (*IN_ORDER[:3], IN_ORDER[4])

    told = verify(unpacked(tmp_path / "few", build_bundle(in_stages(*few))))
    waits = verify(unpacked(tmp_path / "waits", build_bundle(in_stages(*few, approved=False))))

    assert told.returncode == 1
    assert "approved, although sre_on_call had not approved as the route asks" in told.stdout
    assert waits.returncode == 0, waits.stdout
    assert "the trail tells of no approval of revision 2" in waits.stdout


def test_what_was_withdrawn_does_not_count(tmp_path: Path) -> None:
    told = verify(unpacked(tmp_path, build_bundle(in_stages(*IN_ORDER, IN_ORDER[4]))))

    assert told.returncode == 1
    assert "approved, although finance had not approved as the route asks" in told.stdout


def test_one_person_on_two_seats_is_told(tmp_path: Path) -> None:
    dossier = in_stages(*IN_ORDER)
    first, second = dossier.sign_offs[2:4]
    record = canonical(json.loads(second.record) | {"signer": json.loads(first.record)["signer"]})
    forged = replace(second, record=record, record_hash=digest(record))
    signed = (*dossier.sign_offs[:3], forged, *dossier.sign_offs[4:])

    told = verify(unpacked(tmp_path, build_bundle(replace(dossier, sign_offs=signed))))

    assert told.returncode == 1
    assert "who signed has no such seat in the role" in told.stdout
    assert "the trail does not tell of it" in told.stdout


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
