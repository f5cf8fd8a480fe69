"""The environment and the short-lived folders that the project's own commands work in."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from config.processes import started_at

ROOT = Path(__file__).resolve().parent.parent
SYSLIBS = ROOT / ".venv" / "syslibs"
# Sockets lie apart from the data, for their path must stay under 107 bytes.
SHORT = Path("/tmp")  # noqa: S108 (every folder in it is made by mkdtemp, for its owner alone)
PREFIX = "cs-"


def var_folder() -> Path:
    """Return where the embedded set-up keeps its data."""
    return Path(os.environ.get("COUNTERSIGN_VAR") or ROOT / "var").resolve()


def identity(pid: int) -> dict[str, str | int | None]:
    """Return what tells a process from every other that had or will have its number."""
    return {"pid": pid, "started": started_at(pid)}


def is_same(note: dict[str, str | int | None]) -> bool:
    """Say whether the process that ``identity()`` described still runs."""
    pid = note.get("pid")
    return isinstance(pid, int) and started_at(pid) == note.get("started") is not None


def is_alive(owner: Path) -> bool:
    """Say whether the process that left its identity in a file still runs."""
    try:
        return is_same(json.loads(owner.read_text()))
    except (OSError, ValueError):
        return False


def fresh_folder() -> Path:
    """Make a short private folder, and clear those away whose process was killed."""
    for owner in SHORT.glob(f"{PREFIX}*/owner"):
        with contextlib.suppress(OSError):
            if owner.stat().st_uid == os.geteuid() and not is_alive(owner):
                shutil.rmtree(owner.parent, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=SHORT))
    (folder / "owner").write_text(json.dumps(identity(os.getpid())))
    return folder


def base_environment() -> dict[str, str]:
    """Return the environment of our commands, with the libraries unpacked where one is not root."""
    env = {"COUNTERSIGN_DEMO": "1", **os.environ}
    if (SYSLIBS / "fonts.conf").exists():
        triplet = f"{os.uname().machine}-linux-gnu"
        folders = [str(SYSLIBS / "usr/lib" / triplet), str(SYSLIBS / "lib" / triplet)]
        folders += [given] if (given := env.get("LD_LIBRARY_PATH")) else []
        env |= {
            "LD_LIBRARY_PATH": ":".join(folders),
            "FONTCONFIG_FILE": str(SYSLIBS / "fonts.conf"),
        }
    return env


def secret_key(var: Path) -> str:
    """Return this installation's key, made at its first start."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    file = var / "secret_key"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text()
