"""Keeps exported files under the SHA-256 of their bytes: each once, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings

HASH = re.compile(r"[0-9a-f]{64}")


class StoreFull(OSError):
    """There is no room for the file; nothing half written is left behind."""


class StoreDamaged(OSError):
    """A file is not there, or is no longer what its name says."""


def store(data: bytes, suffix: str = "pdf") -> str:
    """Keep the bytes and return their hash; keeping them twice does no harm."""
    file_hash = sha256(data).hexdigest()
    path = path_of(file_hash, suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and sha256(path.read_bytes()).hexdigest() == file_hash:
        return file_hash
    try:
        _write(path, data)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            message = f"There is no room for {len(data)} bytes in {settings.EXPORTS_ROOT}."
            raise StoreFull(error.errno, message) from error
        raise
    return file_hash


def _write(path: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name is on the disk as well, not only the content
        finally:
            os.close(folder)
    finally:
        Path(name).unlink(missing_ok=True)


def path_of(file_hash: str, suffix: str = "pdf") -> Path:
    """Where a file is kept; refuses what is no hash, so that no name leads elsewhere."""
    if not HASH.fullmatch(file_hash):
        message = f"{file_hash[:80]!r} is not a SHA-256."
        raise ValueError(message)
    return Path(settings.EXPORTS_ROOT) / file_hash[:2] / f"{file_hash}.{suffix}"


def read(file_hash: str, suffix: str = "pdf") -> bytes:
    """Return the bytes; they are hashed again, so a damaged disk is noticed here and not later."""
    try:
        data = path_of(file_hash, suffix).read_bytes()
    except FileNotFoundError as error:
        message = f"The file {file_hash} is not in the store."
        raise StoreDamaged(errno.ENOENT, message) from error
    if sha256(data).hexdigest() != file_hash:
        message = f"The file {file_hash} was altered in the store."
        raise StoreDamaged(errno.EIO, message)
    return data
