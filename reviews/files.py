"""The folder of finished exports: a file is named by what it was made from, and never changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in the folder."""

    file_hash: str
    size: int


def path_of(plain_hash: str) -> Path:
    """Return where the sealed file lies whose content before the seal has this hash."""
    return Path(settings.EXPORTS_ROOT) / plain_hash[:2] / f"{plain_hash}.pdf"


def store_once(plain_hash: str, seal: Callable[[], bytes]) -> Stored:
    """Keep one sealed file for a content; what lies there already is returned as it is.

    A seal differs each time it is made, so a second attempt takes the file of the first.
    """
    place = path_of(plain_hash)
    if not place.exists():
        _write(place, seal())
    held = place.read_bytes()
    return Stored(file_hash=sha256(held).hexdigest(), size=len(held))


def _write(place: Path, data: bytes) -> None:
    """Write beside, sync, then link: nobody ever sees half a file, and the first one stays."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        for left in place.parent.glob(f"{place.stem}.*.part"):
            left.unlink(missing_ok=True)
