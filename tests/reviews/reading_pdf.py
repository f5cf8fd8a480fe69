"""Reading PDFs back with programs that had no part in making them."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pytest

PROFILES = ("3a", "ua1")


def failures(pdf: bytes, folder: Path, profile: str) -> str:
    """What an independent validator finds wrong, or nothing."""
    path = folder / f"{profile}.pdf"
    path.write_bytes(pdf)
    told = str(page.validate_pdf(str(path), profile=profile))
    return "" if "Result: no failures" in told and " 0 failed" in told else told


def run(command: str, *arguments: str, needs: int = 0) -> str:
    """What a program says of a file; it must be installed, or the test says what is missing."""
    if shutil.which(command) is None:
        pytest.fail(f"{command} is missing: install poppler-utils and qpdf.")
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == needs, done.stderr
    return done.stdout


def words(pdf: bytes, folder: Path) -> str:
    """The text of the pages."""
    path = folder / "words.pdf"
    path.write_bytes(pdf)
    return run("pdftotext", "-layout", str(path), "-")


def attachments(pdf: bytes) -> dict[str, bytes]:
    """The files that are embedded."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}


def fonts(pdf: bytes) -> set[str]:
    """The names of the fonts that are used, without the mark of their subset."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {
            str(font["/BaseFont"]).lstrip("/").split("+")[-1]
            for pdf_page in opened.pages
            for font in pdf_page.resources.get("/Font", pikepdf.Dictionary()).values()
        }
