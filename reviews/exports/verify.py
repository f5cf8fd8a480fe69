"""Is this PDF one of ours, and unaltered? Decided from its bytes, without reading it as a PDF.

A file that we sealed is known by its last byte range: all of it but the signature. Whoever adds,
cuts or changes anything breaks that, however a PDF reader would take it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from asn1crypto import cms  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from reviews.exports.keys import fingerprint

LARGEST = 50_000_000
LARGEST_SIGNATURE = 65_536
MOST_SEALS = 8
BYTE_RANGE = re.compile(
    rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]"
)
SEAL_MARKS = (b"/ByteRange", b"/ETSI.CAdES.detached", b"Countersign export seal", b"/Type/Sig")
OUR_MARK = b"Countersign "


class Trusted(Protocol):
    """The certificates of this installation."""

    @property
    def root(self) -> x509.Certificate: ...

    @property
    def certificate(self) -> x509.Certificate: ...


class Kind(StrEnum):
    """What may be said of a file."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Known:
    """What the register of exports says of a file."""

    title: str
    organisation: str
    revision: int
    content_hash: str
    export_number: str
    made_at: str
    signed_by: tuple[str, ...] = ()
    superseded_by: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What was found, in words for the person who asks."""

    kind: Kind
    words: str
    file_hash: str
    known: Known | None = None
    sealed_by: str = ""


@dataclass(frozen=True)
class _Seal:
    """What the signature in a file says."""

    certificates: tuple[x509.Certificate, ...]
    signer: x509.Certificate
    is_whole: bool
    plain_hash: str
    name: str
    fingerprint: str


class _Broken(ValueError):
    """There is a seal, but the file is not as it was sealed; the message says what is wrong."""


Find = Callable[[str], Known | None]


def verify(pdf: bytes, *, keys: Trusted, find: Find, find_plain: Find) -> Verdict:
    """Judge a file by the register of exports of this installation.

    ``find`` looks up the SHA-256 of a sealed file, ``find_plain`` that of a file before its seal.
    """
    file_hash = sha256(pdf).hexdigest()
    if len(pdf) > LARGEST:
        words = "The file is larger than 50 MB. No audit PDF is; nothing was checked."
        return Verdict(Kind.UNREADABLE, words, file_hash)
    if not any(mark in pdf for mark in SEAL_MARKS):
        return _without_seal(pdf, file_hash)
    try:
        seal = _read_seal(pdf)
        known = find(file_hash)
        if known is None:
            _look_within(pdf, find)
            _look_beside(seal, keys, find_plain)
    except _Broken as broken:
        return Verdict(Kind.ALTERED, str(broken), file_hash)
    name = seal.name
    if seal.signer != keys.certificate:
        return Verdict(Kind.UNKNOWN, _foreign(seal), file_hash, sealed_by=name)
    if known is None:
        words = (
            "The seal is this installation's and the file is as it was sealed, but the register"
            " of exports does not hold it. It may be younger than a backup that was restored."
        )
        return Verdict(Kind.UNKNOWN, words, file_hash, sealed_by=name)
    return _registered(known, file_hash, name)


def _look_within(pdf: bytes, find: Find) -> None:
    """Refuse a file that begins with one of ours: somebody added to it, maybe with their seal."""
    for found in list(BYTE_RANGE.finditer(pdf))[:MOST_SEALS]:
        end = int(found[3]) + int(found[4])
        if end < len(pdf) and find(sha256(pdf[:end]).hexdigest()):
            message = (
                f"Something was added after the file was sealed: the {len(pdf) - end} bytes at its"
                " end are not part of what was handed out."
            )
            raise _Broken(message)


def _look_beside(seal: _Seal, keys: Trusted, find_plain: Find) -> None:
    """Refuse a file that is not in the register although what the seal covers is unaltered.

    A signature holds parts that it does not cover, the certificates among them.
    """
    is_ours = seal.signer.public_key() == keys.certificate.public_key()
    is_other = is_ours and set(seal.certificates) != {keys.certificate, keys.root}
    if find_plain(seal.plain_hash) or not seal.is_whole or is_other:
        message = (
            "The file was changed after it was sealed, beside what its seal covers: it is not"
            " the file that was handed out."
        )
        raise _Broken(message)


def _registered(known: Known, file_hash: str, sealed_by: str) -> Verdict:
    covers = (
        f"It covers revision {known.revision} of “{known.title}”, {known.organisation},"
        f" and was made here as export {known.export_number}."
    )
    if known.superseded_by:
        words = (
            f"Genuine and unaltered, but superseded: revision {known.superseded_by} of this spec"
            f" was approved since. {covers}"
        )
        return Verdict(Kind.SUPERSEDED, words, file_hash, known, sealed_by)
    return Verdict(Kind.GENUINE, f"Genuine and unaltered. {covers}", file_hash, known, sealed_by)


def _without_seal(pdf: bytes, file_hash: str) -> Verdict:
    if not pdf:
        return Verdict(Kind.UNREADABLE, "The file is empty.", file_hash)
    if b"%PDF-" not in pdf[:1024]:
        words = "This is not a PDF. Choose the audit PDF as it was downloaded."
        return Verdict(Kind.UNREADABLE, words, file_hash)
    if OUR_MARK in pdf:
        words = "It says it was made by Countersign, but its seal is missing: cut off or taken out."
        return Verdict(Kind.ALTERED, words, file_hash)
    if b"/Encrypt" in pdf:
        words = "The PDF is protected by a password. No audit PDF is; nothing was checked."
        return Verdict(Kind.UNREADABLE, words, file_hash)
    if b"%%EOF" not in pdf[-1024:]:
        words = "The file ends too early: it was not downloaded completely."
        return Verdict(Kind.UNREADABLE, words, file_hash)
    words = "This PDF carries no seal. It was not made by this installation, or not by its export."
    return Verdict(Kind.UNKNOWN, words, file_hash)


def _foreign(seal: _Seal) -> str:
    grouped = " ".join(seal.fingerprint[at : at + 4] for at in range(0, 32, 4))
    return (
        "The file is as it was sealed, but another installation sealed it, whose key this one"
        f" does not know. Ask there. The fingerprint of its key begins {grouped}."
    )


def _read_seal(pdf: bytes) -> _Seal:
    """The last seal of the file; everything outside its signature must be covered by it."""
    found = list(BYTE_RANGE.finditer(pdf))
    if not found:
        message = "The seal cannot be read: the place that says what it covers was changed."
        raise _Broken(message)
    start, before, after, length = map(int, found[-1].groups())
    end = after + length
    if end < len(pdf):
        message = (
            f"Something was added after the file was sealed: {len(pdf) - end} bytes at its end"
            " are not covered by the seal."
        )
        raise _Broken(message)
    if end > len(pdf):
        message = f"The file was cut off: {end - len(pdf)} bytes that were sealed are missing."
        raise _Broken(message)
    if start != 0 or not 0 < after - before <= LARGEST_SIGNATURE:
        message = "The seal does not cover the whole file: the place that says so was changed."
        raise _Broken(message)
    der = _signature(pdf[before:after])
    try:
        return _check(der, sha256(pdf[:before] + pdf[after:]).digest(), _plain_hash(pdf, before))
    except _Broken:
        raise
    except Exception as error:  # a damaged signature can fail in any way
        message = "The seal itself was changed: its signature cannot be read."
        raise _Broken(message) from error


def _signature(gap: bytes) -> bytes:
    """The signature between the two ranges; not one of its characters may be another."""
    digits = gap[1:-1]
    try:
        raw = bytes.fromhex(digits.decode("ascii"))
    except ValueError as error:
        message = "The seal itself was changed: its signature holds other characters than digits."
        raise _Broken(message) from error
    if len(raw) < 4 or raw[0] != 0x30 or raw[1] != 0x82:
        message = "The seal itself was changed: its signature cannot be read."
        raise _Broken(message)
    size = 4 + int.from_bytes(raw[2:4], "big")
    is_same = digits == raw.hex().upper().encode() and gap[:1] == b"<" and gap[-1:] == b">"
    if not is_same or size > len(raw) or any(raw[size:]):
        message = "The room beside the signature was changed: it must be empty."
        raise _Broken(message)
    return raw[:size]


def _plain_hash(pdf: bytes, before: int) -> str:
    """SHA-256 of the file as it was before the update that holds the seal."""
    end = pdf.rfind(b"%%EOF", 0, before) + len(b"%%EOF")
    end += 1 if pdf[end : end + 1] == b"\n" else 0
    return sha256(pdf[:end]).hexdigest()


def _check(der: bytes, digest: bytes, plain_hash: str) -> _Seal:
    content = cms.ContentInfo.load(der, strict=True)
    signed = content["content"]
    certificates = tuple(
        x509.load_der_x509_certificate(choice.chosen.dump()) for choice in signed["certificates"]
    )
    [info] = signed["signer_infos"]
    serial = info["sid"].chosen["serial_number"].native
    signer = next(c for c in certificates if c.serial_number == serial)
    attributes = {entry["type"].native: entry["values"][0].native for entry in info["signed_attrs"]}
    key = signer.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        message = "The seal is of a kind that Countersign does not make."
        raise _Broken(message)
    # What is signed is the set of attributes itself, with its own tag in place of the implicit one.
    attribute_bytes = info["signed_attrs"].untag().dump()
    try:
        key.verify(info["signature"].native, attribute_bytes, padding.PKCS1v15(), SHA256())
    except InvalidSignature as error:
        message = "The seal itself was changed: its signature is not genuine."
        raise _Broken(message) from error
    if attributes.get("message_digest") != digest:
        message = "The file was changed after it was sealed: its content does not match the seal."
        raise _Broken(message)
    roots = [c for c in certificates if c.subject == c.issuer]
    return _Seal(
        certificates=certificates,
        signer=signer,
        is_whole=len(roots) == 1 and all(_is_from(roots[0], one) for one in certificates),
        plain_hash=plain_hash,
        name=signer.subject.rfc4514_string(),
        fingerprint=fingerprint(roots[0] if roots else signer),
    )


def _is_from(root: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(root)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
