"""P9: what the audit PDF of a full spec, about 40 pages, costs in processor time and memory.

The pages are set in a process of their own, as in the product; its time and peak memory are what
the system counted for it. Loading Python and the renderer is told apart, since a worker pays it
once for each file and a page costs nothing of it. The plain loop beside it says how fast the
machine was just then.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import django

from bench.rows import Row

ROUNDS, PAGES = 3, 40
MOST_SECONDS, GOAL_SECONDS = 2.3, 1.6
MOST_MEMORY, GOAL_MEMORY = 200, 150
START = "import reviews.exports.audit_pdf, weasyprint"


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    memory: float


def run() -> list[Row]:
    """Return the rows of P9: pages, processor time, peak memory."""
    from reviews.exports.render import render
    from tests.reviews.make_dossier import make_dossier

    dossier = make_dossier(template_key="full_spec")
    pdf = render(dossier)
    pages = len(re.findall(rb"/Type ?/Page\b(?!s)", _unpacked(pdf)))
    costs = [child(lambda: render(dossier)) for _ in range(ROUNDS)]
    starts = [child(_start) for _ in range(ROUNDS)]
    best, start = min(c.seconds for c in costs), min(c.seconds for c in starts)
    seconds = (best - start) * PAGES / pages
    memory = max(c.memory for c in costs)
    loop = min(plain_loop() for _ in range(20))
    return [
        Row(
            number="P9",
            what=f"audit PDF of {pages} pages: processor time of {PAGES} of them",
            measured=f"{seconds:.2f} s (and {start:.2f} s to start)",
            must=f"{MOST_SECONDS} s",
            goal=f"{GOAL_SECONDS} s",
            reference=f"plain loop {loop * 1000:.1f} ms",
            ratio=seconds / loop,
            holds=seconds <= MOST_SECONDS,
        ),
        Row(
            number="P9",
            what="its peak memory",
            measured=f"{memory:.0f} MiB",
            must=f"{MOST_MEMORY} MiB",
            goal=f"{GOAL_MEMORY} MiB",
            holds=memory <= MOST_MEMORY,
        ),
    ]


def child(work: object) -> Cost:
    """Run something that starts one process; return what that process cost."""
    assert callable(work)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, after.ru_maxrss / 1024)


def _start() -> None:
    subprocess.run([sys.executable, "-c", START], check=True, capture_output=True)


def _unpacked(pdf: bytes) -> bytes:
    """The PDF with its objects in plain sight."""
    with TemporaryDirectory() as folder:
        packed, plain = Path(folder) / "a.pdf", Path(folder) / "b.pdf"
        packed.write_bytes(pdf)
        command = ["qpdf", "--object-streams=disable", str(packed), str(plain)]
        subprocess.run(command, check=True)
        return plain.read_bytes()


def plain_loop() -> float:
    """Seconds of a loop that only counts."""
    started, total = time.process_time(), 0
    for number in range(300_000):
        total += number * number % 7
    return time.process_time() - started


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.rows import table

    print(table(run()))
