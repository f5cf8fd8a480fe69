"""The seal: made with the installation's own key, without harm to the pages."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reviews.exports import store
from reviews.exports.keys import FILE_NAME, KeysDamaged, load_keys
from reviews.exports.render import render
from reviews.exports.seal import seal
from tests.reviews import reading_pdf
from tests.reviews.make_dossier import make_dossier


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render(make_dossier(events=3))


@pytest.fixture
def keys_root(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    root = tmp_path / "keys"
    settings.KEYS_ROOT = root  # type: ignore[attr-defined]
    return root


@pytest.fixture
def exports_root(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    root = tmp_path / "exports"
    settings.EXPORTS_ROOT = root  # type: ignore[attr-defined]
    return root


@pytest.mark.parametrize("profile", reading_pdf.PROFILES)
def test_a_sealed_file_still_conforms(
    plain: bytes, keys_root: Path, tmp_path: Path, profile: str
) -> None:
    assert reading_pdf.failures(seal(plain, load_keys()), tmp_path, profile) == ""


def test_pdfsig_says_that_the_seal_is_valid_and_covers_all(
    plain: bytes, keys_root: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(seal(plain, load_keys(), organisation="Meridian"))

    told = reading_pdf.run("pdfsig", str(tmp_path / "a.pdf"))

    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert "Countersign export seal" in told
    assert "No syntax" in reading_pdf.run("qpdf", "--check", str(tmp_path / "a.pdf"))


def test_the_seal_leaves_what_it_seals_untouched(plain: bytes, keys_root: Path) -> None:
    sealed = seal(plain, load_keys())

    assert sealed.startswith(plain)
    assert len(re.findall(rb"/ByteRange", sealed)) == 1


def test_the_key_is_made_once_and_for_nobody_else(keys_root: Path) -> None:
    first = load_keys()

    assert load_keys().fingerprint == first.fingerprint
    assert stat.S_IMODE((keys_root / FILE_NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(keys_root.stat().st_mode) == 0o700
    assert [path.name for path in keys_root.iterdir()] == [FILE_NAME]


def test_many_that_need_the_key_at_once_get_the_same(keys_root: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = {keys.fingerprint for keys in pool.map(lambda _: load_keys(), range(4))}

    assert len(found) == 1
    assert [path.name for path in keys_root.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN CERTIFICATE-----\n", b"\x00" * 64])
def test_a_damaged_key_is_said_and_never_overwritten(keys_root: Path, damage: bytes) -> None:
    load_keys()
    (keys_root / FILE_NAME).write_bytes(damage)

    with pytest.raises(KeysDamaged, match="Restore it from a backup"):
        load_keys()
    assert (keys_root / FILE_NAME).read_bytes() == damage


def test_the_root_that_leaves_the_machine_holds_no_key(keys_root: Path) -> None:
    keys = load_keys()

    assert "PRIVATE" not in keys.root_pem
    keys.certificate.verify_directly_issued_by(keys.root)


def test_a_file_is_kept_under_its_hash_once(exports_root: Path) -> None:
    file_hash = store.store(b"pages")

    assert store.store(b"pages") == file_hash
    assert store.read(file_hash) == b"pages"
    assert [p.name for p in exports_root.rglob("*") if p.is_file()] == [f"{file_hash}.pdf"]
    assert store.path_of(file_hash).parent.name == file_hash[:2]


def test_a_half_written_file_is_written_again(exports_root: Path) -> None:
    file_hash = store.store(b"pages")
    store.path_of(file_hash).write_bytes(b"pag")

    with pytest.raises(store.StoreDamaged, match="altered"):
        store.read(file_hash)
    store.store(b"pages")
    assert store.read(file_hash) == b"pages"


def test_a_full_disk_is_said_and_leaves_nothing(
    exports_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(store.StoreFull, match="There is no room for 5 bytes"):
        store.store(b"pages")
    assert [path for path in exports_root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/x"])
def test_only_a_hash_names_a_file(exports_root: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.read(name)


def test_a_file_that_is_not_there_is_said(exports_root: Path) -> None:
    with pytest.raises(store.StoreDamaged, match="not in the store"):
        store.read("0" * 64)


def test_no_stream_ends_so_that_readers_disagree_about_its_length(keys_root: Path) -> None:
    for events in range(1, 6):
        plain = render(make_dossier(events=events))

        assert b"\r\nendstream" not in seal(plain, load_keys())
