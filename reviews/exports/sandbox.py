"""Runs the renderer in a process without secrets, bounded in time, memory and files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

WALL_SECONDS = 80  # less than what a worker's task may take, so that the reason is recorded
PROJECT = Path(__file__).resolve().parent.parent.parent
NO_FONTS = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{}</fontconfig>'
)


class RenderFailed(RuntimeError):
    """No PDF came out; the message says why, in words for the person who asked."""


def run(*, html: str, css: str, bundle: bytes, made_at: datetime) -> bytes:
    """Return the PDF of the pages."""
    with TemporaryDirectory(prefix="countersign-pdf-") as name:
        folder = Path(name)
        (folder / "pages.html").write_text(html)
        (folder / "style.css").write_text(css)
        (folder / "bundle.zip").write_bytes(bundle)
        (folder / "plan.json").write_text(json.dumps({"made_at": made_at.isoformat()}))
        # Fonts of the machine must not show: only those that the pages bring along exist.
        (folder / "fonts.conf").write_text(NO_FONTS.format(f"<cachedir>{folder}/fc</cachedir>"))
        said = _wait_for(_start(folder))
        result = folder / "out.pdf"
        if not result.exists():
            raise RenderFailed(_reason(said))
        return result.read_bytes()


def environment(folder: Path) -> dict[str, str]:
    """All that the renderer learns of the machine: no settings, no keys, no address of a server."""
    return {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        # Where Pango was unpacked rather than installed.
        "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
    }


def _start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  our own module, no shell
        [sys.executable, "-m", "reviews.exports.audit_pdf", str(folder)],
        cwd=PROJECT,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _wait_for(process: subprocess.Popen[str]) -> str:
    """What the renderer said; it is stopped when it takes too long."""
    try:
        _, said = process.communicate(timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        message = f"The pages took longer than {WALL_SECONDS} seconds to set."
        raise RenderFailed(message) from None
    return f"{said}\nexit {process.returncode}" if process.returncode else said


def _reason(said: str) -> str:
    last = [line for line in said.splitlines() if line.strip()][-2:]
    if f"exit -{signal.SIGXCPU}" in said or f"exit -{signal.SIGKILL}" in said:
        return "The pages took more processor time than an export may use."
    if "MemoryError" in said:
        return "The pages took more memory than an export may use."
    if "No space left" in said:
        return "The disk is full: no PDF could be written."
    return f"The renderer stopped: {' '.join(last)[:400]}"
