"""Whether the data of the embedded set-up fits this code already, so that a start may be quick."""

from __future__ import annotations

import hashlib
from pathlib import Path

from config.environment import ROOT

APPS = ("config", "reviews", "specs", "accounts", "trail", "jobs")


def code_digest() -> str:
    """Return what tells one state of the code, its packages and its static files from another."""
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix in {".py", ".yaml"}:
                digest.update(f"{path}\0".encode() + path.read_bytes())
    for path in sorted((ROOT / "static").rglob("*")):
        facts = path.stat()
        digest.update(f"{path}\0{facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def stamp(var: Path) -> Path:
    """Return the note of what was prepared; it lies in the cluster and goes when that goes."""
    return var / "pg" / "countersign.prepared"


def is_prepared(var: Path) -> bool:
    """Say whether this very code has prepared these very data; never of a database outside."""
    note = stamp(var)
    return note.exists() and (var / "static").exists() and note.read_text() == code_digest()


def note_prepared(var: Path) -> None:
    """Note that this code has prepared the data."""
    if stamp(var).parent.exists():
        stamp(var).write_text(code_digest())
