"""Takes pictures of pages of an audit PDF, which a browser would show in a frame of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from reviews import tasks
from reviews.exports import store
from reviews.models import Export

# The first page on which a line says just this, by the name of its picture; "" is the cover.
PAGES = {"audit-pdf-cover": "", "audit-pdf-sign-offs": "Sign-off sheet"}
DOTS_PER_INCH = 110


def make_pdf(title: str) -> Path:
    """Make the audit PDF that somebody asked for, as a worker does, and return its path."""
    export = Export.objects.filter(revision__spec__title=title).latest("pk")
    tasks.make_export(export.pk)
    export.refresh_from_db()
    return store.path_of(export.file_hash)


def picture_pages(pdf: Path, folder: Path) -> list[Path]:
    """Take the pictures, and return where they are."""
    read = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True)
    pages = [
        [line.strip() for line in page.splitlines()] for page in read.stdout.decode().split("\f")
    ]
    return [
        _picture(
            pdf, next(n for n, lines in enumerate(pages, 1) if not line or line in lines), path
        )
        for name, line in PAGES.items()
        for path in [folder / f"{name}.png"]
    ]


def _picture(pdf: Path, page: int, path: Path) -> Path:
    only = ["-f", str(page), "-l", str(page), "-singlefile", "-png", "-r", str(DOTS_PER_INCH)]
    subprocess.run(["pdftoppm", *only, pdf, path.with_suffix("")], check=True)
    return path
