"""Verifying a file: genuine, superseded, altered, unknown and unreadable, each in its own words."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.management import call_command

from jobs.models import JobStatus
from reviews.exports import keys as keyring
from reviews.exports.keys import SealKeys, load_keys
from reviews.exports.render import render
from reviews.exports.seal import seal
from reviews.exports.verify import LARGEST, Kind, Known, Verdict, verify
from reviews.models import Export, ExportKind
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from tests.reviews.make_dossier import make_dossier

KNOWN = Known(
    title="Card payment fraud detection",
    organisation="Meridian Payments",
    revision=2,
    content_hash="0" * 64,
    export_number="7K3Q-20260221",
    made_at="2026-02-21T14:05:00Z",
    signed_by=("Sam Ortiz (Product manager)",),
)


def make_keys(folder: Path) -> SealKeys:
    """Keys of an installation of their own."""
    path = folder / "seal.pem"
    path.write_bytes(keyring._make("elsewhere.example"))
    return keyring._read(path)


@dataclass(frozen=True)
class World:
    """A sealed file, and the installation that sealed it."""

    keys: SealKeys
    others: SealKeys
    plain: bytes
    sealed: bytes

    def judge(self, pdf: bytes, known: Known = KNOWN) -> Verdict:
        return verify(
            pdf,
            keys=self.keys,
            find=lambda h: known if h == sha256(self.sealed).hexdigest() else None,
            find_plain=lambda h: known if h == sha256(self.plain).hexdigest() else None,
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    keys, others = (make_keys(tmp_path_factory.mktemp(name)) for name in ("ours", "theirs"))
    plain = render(make_dossier(events=3))
    return World(keys, others, plain, seal(plain, keys))


def flipped(pdf: bytes, place: int, bit: int = 0) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1 << bit]) + pdf[place + 1 :]


def test_the_file_that_was_handed_out_is_genuine(world: World) -> None:
    verdict = world.judge(world.sealed)

    assert verdict.kind is Kind.GENUINE
    assert "Genuine and unaltered. It covers revision 2 of “Card payment" in verdict.words
    assert verdict.known == KNOWN
    assert "elsewhere.example" in verdict.sealed_by


def test_a_later_approved_revision_supersedes_it(world: World) -> None:
    verdict = world.judge(world.sealed, replace(KNOWN, superseded_by=4))

    assert verdict.kind is Kind.SUPERSEDED
    assert "revision 4 of this spec was approved since" in verdict.words


PLACES: dict[str, Callable[[World], int]] = {
    "first byte": lambda _: 0,
    "in a page": lambda _: 2000,
    "in the middle": lambda w: len(w.plain) // 2,
    "end of the pages": lambda w: len(w.plain) - 2,
    "what the seal covers": lambda w: w.sealed.rfind(b"/ByteRange") + 3,
    "a figure of it": lambda w: w.sealed.rfind(b"/ByteRange [0 ") + 15,
    "first of the signature": lambda w: w.sealed.rfind(b"/Contents <") + 11,
    "in the signature": lambda w: w.sealed.rfind(b"/Contents <") + 3000,
    "empty room beside it": lambda w: w.sealed.rfind(b"/Contents <") + 16_000,
    "last byte": lambda w: len(w.sealed) - 1,
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("bit", [0, 5])
def test_one_flipped_bit_is_seen(world: World, name: str, bit: int) -> None:
    verdict = world.judge(flipped(world.sealed, PLACES[name](world), bit))

    assert verdict.kind is Kind.ALTERED, verdict.words
    assert verdict.known is None


def test_a_flipped_bit_is_seen_wherever_it_is(world: World) -> None:
    dice = random.Random(2026)
    signature = range(len(world.plain), len(world.sealed))

    for turn in range(1200):
        among = signature if turn % 2 else range(len(world.sealed))
        place = dice.choice(among)
        verdict = world.judge(flipped(world.sealed, place, dice.randrange(8)))
        assert verdict.kind is Kind.ALTERED, (place, verdict.words)


def test_each_sort_of_change_has_its_own_words(world: World) -> None:
    in_page = world.judge(flipped(world.sealed, 2000)).words
    appended = world.judge(world.sealed + b"x").words
    cut = world.judge(world.sealed[:-1]).words
    unsealed = world.judge(world.plain).words
    room = world.judge(flipped(world.sealed, PLACES["empty room beside it"](world))).words

    assert "content does not match the seal" in in_page
    assert "1 bytes at its end are not" in appended
    assert "cut off: 1 bytes" in cut
    assert "its seal is missing" in unsealed
    assert len({in_page, appended, cut, unsealed, room}) == 5


def test_an_appended_update_is_told_apart(world: World) -> None:
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415
        IncrementalPdfFileWriter,
    )

    writer, out = IncrementalPdfFileWriter(BytesIO(world.sealed)), BytesIO()
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()  # type: ignore[no-untyped-call]
    writer.write(out)  # type: ignore[no-untyped-call]
    updated = out.getvalue()

    verdict = world.judge(updated)

    assert updated.startswith(world.sealed)
    assert verdict.kind is Kind.ALTERED
    assert "added after the file was sealed" in verdict.words


def test_the_file_of_another_installation_is_unknown(world: World) -> None:
    verdict = world.judge(seal(world.plain, world.others))
    elsewhere = replace_find(world, seal(make_other(world), world.others))

    assert verdict.kind is Kind.ALTERED  # our pages, sealed by somebody else
    assert elsewhere.kind is Kind.UNKNOWN
    assert "another installation sealed it" in elsewhere.words


def make_other(world: World) -> bytes:
    """Pages that we never made."""
    return world.plain.replace(b"Countersign 0.1.0", b"Countersign 9.9.9")


def replace_find(world: World, pdf: bytes) -> Verdict:
    return verify(pdf, keys=world.keys, find=lambda _: None, find_plain=lambda _: None)


def test_our_seal_without_an_entry_in_the_register_is_unknown(world: World) -> None:
    verdict = replace_find(world, world.sealed)

    assert verdict.kind is Kind.UNKNOWN
    assert "the register of exports does not hold it" in verdict.words


def made_by_hand(**options: object) -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


STRANGE: list[tuple[str, Callable[[], bytes], Kind, str]] = [
    ("empty", lambda: b"", Kind.UNREADABLE, "is empty"),
    ("no pdf", lambda: b"hello", Kind.UNREADABLE, "not a PDF"),
    ("text", "naïve ✓".encode, Kind.UNREADABLE, "not a PDF"),
    ("cut", lambda: made_by_hand()[:200], Kind.UNREADABLE, "ends too early"),
    ("unsealed", made_by_hand, Kind.UNKNOWN, "carries no seal"),
    (
        "encrypted",
        lambda: made_by_hand(encryption=pikepdf.Encryption(owner="a", user="b")),
        Kind.UNREADABLE,
        "protected by a password",
    ),
    ("huge", lambda: b"%PDF-1.7" + bytes(LARGEST), Kind.UNREADABLE, "larger than 50 MB"),
    ("range", lambda: b"%PDF /ByteRange [0 1 2 9999999999]", Kind.ALTERED, "cut off"),
    ("backwards", lambda: b"%PDF /ByteRange [9 9 1 25]", Kind.ALTERED, "does not cover"),
    ("many", lambda: b"%PDF-1.7" + b"/ByteRange [0 1 2 3]" * 50_000, Kind.ALTERED, "added"),
    ("no range", lambda: b"%PDF-1.7 /ByteRange []", Kind.ALTERED, "cannot be read"),
]


@pytest.mark.parametrize(
    ("make", "kind", "words"), [s[1:] for s in STRANGE], ids=[s[0] for s in STRANGE]
)
def test_strange_files_get_words(
    world: World, make: Callable[[], bytes], kind: Kind, words: str
) -> None:
    verdict = world.judge(make())

    assert verdict.kind is kind
    assert words in verdict.words


def test_any_bytes_between_the_ranges_get_a_verdict(world: World) -> None:
    dice = random.Random(7)
    start = world.sealed.rfind(b"/Contents <") + 11

    for _ in range(400):
        junk = dice.randbytes(1500).hex().upper().encode()
        pdf = world.sealed[:start] + b"3082" + junk[4:] + world.sealed[start + len(junk) :]
        assert world.judge(pdf).kind is Kind.ALTERED


@pytest.fixture
def export(db: None, people: Cast, template: SpecTemplate, world: World) -> tuple[Export, bytes]:
    """A file that this installation made, with its row in the register."""
    revision = make_review(people, make_full_spec(people, template)).revision
    sealed = seal(world.plain, load_keys())
    row = Export.objects.create(
        key="k" * 64,
        revision=revision,
        kind=ExportKind.AUDIT_PDF,
        asked_by=people.dana,
        number="ABCD-20260221",
        trail_seq=1,
        status=JobStatus.DONE,
        plain_hash=sha256(world.plain).hexdigest(),
        file_hash=sha256(sealed).hexdigest(),
        size=len(sealed),
    )
    return row, sealed


def command(path: Path, *arguments: str) -> int:
    """Run the command; return its exit code."""
    try:
        call_command("verify_pdf", str(path), *arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_command_knows_its_own_files(
    export: tuple[Export, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row, sealed = export
    (tmp_path / "a.pdf").write_bytes(sealed)

    assert command(tmp_path / "a.pdf") == 0
    told = capsys.readouterr().out
    assert told.startswith("GENUINE: ")
    assert row.revision.content_hash in told
    assert "ABCD-20260221" in told


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda pdf: pdf + b"\n", 1),
        (lambda pdf: flipped(pdf, 5000), 1),
        (lambda pdf: pdf[:100], 2),
        (lambda _: b"", 2),
        (lambda _: made_by_hand(), 3),
    ],
    ids=["appended", "flipped", "cut", "empty", "stranger"],
)
def test_the_command_says_by_its_exit_code_what_it_found(
    export: tuple[Export, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[bytes], bytes],
    code: int,
) -> None:
    (tmp_path / "a.pdf").write_bytes(change(export[1]))

    assert command(tmp_path / "a.pdf", "--json") == code
    assert json.loads(capsys.readouterr().out)["words"]


@pytest.mark.usefixtures("db")
def test_the_command_says_that_a_file_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path / "none.pdf") == 2
    assert command(tmp_path) == 2
    assert "cannot be read: No such file" in capsys.readouterr().out
