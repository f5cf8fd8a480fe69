"""The instance's Ed25519 key, which signs checkpoints; made on first use, never overwritten."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

FILE_NAME = "checkpoints.pem"


def sign(data: bytes) -> tuple[str, str]:
    """Return a signature and the public key that proves it, as hexadecimal digits."""
    key = _key()
    return key.sign(data).hex(), key.public_key().public_bytes_raw().hex()


def public_key() -> str | None:
    """Return the instance's public key, or None when no checkpoint was ever signed here."""
    path = _path()
    return _read(path).public_key().public_bytes_raw().hex() if path.exists() else None


def is_genuine(key: str, signature: str, data: bytes) -> bool:
    """Return whether the holder of the key signed just this."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _path() -> Path:
    return Path(settings.KEYS_ROOT) / FILE_NAME


def _read(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path} is not an Ed25519 key."
        raise TypeError(message)
    return key


def _key() -> Ed25519PrivateKey:
    path = _path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        _write_once(path, pem)
    return _read(path)


def _write_once(path: Path, pem: bytes) -> None:
    """Write a whole file or none, and leave one that another process wrote meanwhile."""
    number, name = tempfile.mkstemp(dir=path.parent)  # 0600
    with os.fdopen(number, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(name, path)  # fails where there is one already, unlike a rename
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
