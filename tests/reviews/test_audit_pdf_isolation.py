"""Nothing that people type makes the renderer fetch, read or run anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reviews.exports import pages, sandbox
from reviews.exports.render import render
from tests.reviews import reading_pdf
from tests.reviews.make_dossier import answers, make_dossier, make_revision

SECRET = "planted-secret-7f3a"
PROJECT = Path(__file__).resolve().parent.parent.parent
VECTORS = """
<img src="{web}/img"><link rel="stylesheet" href="{web}/css"><link rel="attachment" href="{file}">
<a rel="attachment" href="{file}">x</a><object data="{web}/object"></object>
<embed src="{web}/embed"><style>@import url("{web}/import"); @font-face {{ font-family: x;
src: url("{web}/font") }} p {{ font-family: x; background: url("{web}/bg") }}
ul {{ list-style-image: url("{web}/li") }} p::before {{ content: url("{file}") }}</style>
<svg xmlns="http://www.w3.org/2000/svg"><image href="{web}/svg"/><use href="{web}/use#a"/></svg>
<p style="background-image: url({web}/inline)">x</p>
"""
WITH_DEFAULTS = """
import sys
from pathlib import Path
from weasyprint import HTML
HTML(string=Path(sys.argv[1]).read_text()).write_pdf(sys.argv[2])
"""
WITH_OURS = """
import sys
from pathlib import Path
from reviews.exports.audit_pdf import write_pdf
html = Path(sys.argv[1]).read_text()
pdf = write_pdf(html, "", b"zip", {"made_at": "2026-02-21T14:02:00+00:00"})
Path(sys.argv[2]).write_bytes(pdf)
"""


@dataclass
class Detector:
    """A server and a file; it knows what was taken from either."""

    web: str
    file: Path
    asked: list[str] = field(default_factory=list)

    def vectors(self) -> str:
        return VECTORS.format(web=self.web, file=self.file.as_uri())

    def has_leaked(self, pdf: bytes) -> bool:
        return any(SECRET.encode() in held for held in reading_pdf.attachments(pdf).values())


@pytest.fixture
def detector(tmp_path: Path) -> Iterator[Detector]:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Detector(f"http://127.0.0.1:{server.server_port}", secret, asked)
    server.shutdown()
    server.server_close()


def rendered_by(script: str, html: str, folder: Path) -> bytes:
    (folder / "in.html").write_text(f"<!doctype html><title>x</title><p>x</p>{html}")
    subprocess.run(
        [sys.executable, "-c", script, str(folder / "in.html"), str(folder / "out.pdf")],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    return (folder / "out.pdf").read_bytes()


def test_the_detector_sees_a_renderer_that_fetches(detector: Detector, tmp_path: Path) -> None:
    pdf = rendered_by(WITH_DEFAULTS, detector.vectors(), tmp_path)

    assert {"/img", "/css", "/import", "/svg"} <= set(detector.asked)
    assert detector.has_leaked(pdf)


def test_our_renderer_fetches_nothing_even_from_html(detector: Detector, tmp_path: Path) -> None:
    pdf = rendered_by(WITH_OURS, detector.vectors(), tmp_path)

    assert detector.asked == []
    assert not detector.has_leaked(pdf)
    assert list(reading_pdf.attachments(pdf)) == ["bundle.zip"]


def test_what_people_type_stays_text(detector: Detector, tmp_path: Path) -> None:
    typed, given, dossier = detector.vectors(), answers(), make_dossier(events=2)
    markdown = f"![x]({detector.web}/md) [x]({detector.file.as_uri()}) <{detector.web}/auto>\n\n"
    given["s1"]["problem.statement"] = markdown + typed
    given["s2"]["io.missing_input_default"] = typed
    given["s5"]["risk.register"][0]["cells"]["mitigation"] = typed
    revision = make_revision(2, given, dossier.made_at)

    pdf = render(replace(dossier, revision=revision, sign_offs=(), title=f"A {typed}"))

    assert detector.asked == []
    assert list(reading_pdf.attachments(pdf)) == ["bundle.zip"]
    assert not detector.has_leaked(pdf)
    assert "<img src=" in reading_pdf.words(pdf, tmp_path)


def test_no_markup_of_theirs_reaches_the_pages(detector: Detector) -> None:
    given, dossier = answers(), make_dossier(events=2)
    given["s1"]["problem.statement"] = detector.vectors()
    revision = make_revision(2, given, dossier.made_at)

    html = pages.build_pages(replace(dossier, revision=revision, sign_offs=())).html

    for tag in ("<img", "<object", "<embed", "<style", "<link", "<image", "<use"):
        assert tag not in html
    assert set(re.findall(r"<[a-z]+ [^>]*href=(\S)", html.replace('href="#', ""))) == set()


def test_a_stylesheet_cannot_be_ended_by_a_text() -> None:
    dossier = make_dossier(events=2)

    printed = pages.build_pages(replace(dossier, owner="</style><style>* {color: red}"))

    assert "color: red" not in printed.css
    assert "&lt;/style&gt;" in printed.html


def test_the_renderer_learns_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, SECRET)

    surroundings = sandbox.environment(tmp_path)

    assert SECRET not in surroundings.values()
    assert SECRET in os.environ.values()
    assert set(surroundings) <= {
        *("PATH", "LANG", "TZ", "HOME", "TMPDIR", "FONTCONFIG_FILE", "PYTHONHASHSEED"),
        *("PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH"),
    }


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.fork()",
    ],
)
def test_the_renderer_can_neither_connect_nor_run_programs(attempt: str) -> None:
    script = f"from reviews.exports.audit_pdf import forbid_ways_out as f; f(); {attempt}"

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert "PermissionError: The renderer may not use" in done.stderr


@pytest.mark.parametrize(
    ("attempt", "sign"),
    [
        ("bytearray(2 << 30)", "MemoryError"),
        ("open('/dev/shm/countersign-test', 'wb').write(bytes(65 << 20))", "File too large"),
    ],
)
def test_the_renderer_is_bounded(attempt: str, sign: str) -> None:
    script = f"import signal; from reviews.exports.audit_pdf import set_limits as s; s(); {attempt}"

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    Path("/dev/shm/countersign-test").unlink(missing_ok=True)  # noqa: S108
    assert sign in done.stderr


def test_pages_that_take_too_long_are_given_up_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.2)

    with pytest.raises(sandbox.RenderFailed, match="took longer than"):
        render(make_dossier(events=2))


def test_a_renderer_that_fails_says_why_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(sandbox, "PROJECT", tmp_path.parent)  # where no renderer is

    with pytest.raises(sandbox.RenderFailed, match=r"The renderer stopped.*No module named"):
        render(make_dossier(events=2))
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_again_when_its_end_would_be_ambiguous() -> None:
    tried_again = (
        "from reviews.exports import audit_pdf\n"
        "audit_pdf.AMBIGUOUS_END, audit_pdf.TRIES = b'%PDF', 2\n"
        "plan = {'made_at': '2026-02-21T14:02:44+00:00'}\n"
        "assert audit_pdf.write_pdf('<p>A</p>', '', b'bundle', plan).startswith(b'%PDF')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", tried_again], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
