"""The key of the seal, and the root of the installation's own that vouches for it."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from django.conf import settings

FILE_NAME = "seal.pem"
BITS = 3072
YEARS = timedelta(days=30 * 365)


class KeysDamaged(RuntimeError):
    """The file of the seal's key is there but cannot be used; it is never overwritten."""


@dataclass(frozen=True)
class SealKeys:
    """What a seal is made with; only the root certificate leaves the machine."""

    root: x509.Certificate
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def root_pem(self) -> str:
        return self.root.public_bytes(Encoding.PEM).decode()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the root certificate: printed in every audit PDF."""
        return fingerprint(self.root)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, as hexadecimal digits."""
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def load_keys() -> SealKeys:
    """The keys of this installation; the first caller makes them, all others read the same."""
    path = Path(settings.KEYS_ROOT) / FILE_NAME
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, _make(urlsplit(settings.PUBLIC_URL).hostname or "localhost"))
    return _read(path)


def _read(path: Path) -> SealKeys:
    pem = path.read_bytes()
    try:
        root, certificate = x509.load_pem_x509_certificates(pem)
        key = load_pem_private_key(pem, password=None)
    except ValueError as error:
        message = f"{path} does not hold the key of the seal. Restore it from a backup."
        raise KeysDamaged(message) from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.public_key():
        message = f"The key in {path} is not the one of its certificate."
        raise KeysDamaged(message)
    return SealKeys(root, certificate, key)


def _make(host: str) -> bytes:
    """A root, the seal's certificate and the seal's key, in one file that is whole or not there.

    The root's own key is not kept: it vouches for this one seal and can never vouch for another.
    """
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    seal_key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    issuer = _name("Countersign root", host)
    root = _certificate(issuer, issuer, root_key, root_key, is_root=True)
    seal = _certificate(
        issuer, _name("Countersign export seal", host), root_key, seal_key, is_root=False
    )
    key = seal_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return root.public_bytes(Encoding.PEM) + seal.public_bytes(Encoding.PEM) + key


def _name(what: str, host: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{what}, {host}"[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, host[:64]),
        ]
    )


def _certificate(
    issuer: x509.Name,
    subject: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    key: rsa.RSAPrivateKey,
    *,
    is_root: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .sign(issuer_key, SHA256())
    )


def _write_once(path: Path, pem: bytes) -> None:
    """Write a whole file or none, and leave one that another process wrote meanwhile."""
    number, name = tempfile.mkstemp(dir=path.parent)  # 0600
    try:
        with os.fdopen(number, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)  # fails where there is one already, unlike a rename
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
