"""From pages to a PDF, in a process of its own: ``python -m reviews.exports.audit_pdf FOLDER``.

It knows no settings, no database and no secret. It reads ``pages.html``, ``style.css``,
``bundle.zip`` and ``plan.json`` from the folder, and writes ``out.pdf`` there.
"""

from __future__ import annotations

import ctypes
import gc
import json
import re
import resource
import signal
import sys
import zlib
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pydyf  # type: ignore[import-untyped]

CPU_SECONDS = 60
MEMORY = 1 << 30
LARGEST_FILE = 64 << 20
PR_SET_PDEATHSIG = 1
WAYS_OUT = frozenset(
    (
        *("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo"),
        *("subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn", "os.system", "pty.spawn"),
    )
)
# Where a stream ends with a carriage return, readers disagree about its length.
AMBIGUOUS_END = b"\r\nendstream"
TRIES = 8
LEVEL = 6  # of compression
NO_TEXT = re.compile(rb"^(<[0-9a-f]{4}> )<>$")
FONT = re.compile(r"countersign-font:([a-z0-9-]+\.(?:ttf|woff2))")
EMPTY = re.compile(r"<((?:br|col|hr|meta)\b[^<>]*?)/?>")
BARE_SVG = re.compile(r"<svg\b(?![^<>]*\bxmlns=)")
FONT_TYPES = {".ttf": "font/ttf", ".woff2": "font/woff2"}
FONT_FOLDER = Path(__file__).parent / "fonts"
# Declares PDF/UA-1 beside PDF/A-3a, with the schema that PDF/A asks for. The stream stays
# uncompressed, as PDF/A wants it.
PDF_UA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def set_limits() -> None:
    """Bound what a page can cost, and die with the worker that asked for it."""
    limits = {
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: LARGEST_FILE,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 128,
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def forbid_ways_out() -> None:
    """Refuse sockets and programs, whatever asks for them."""

    def refuse(event: str, _arguments: tuple[object, ...]) -> None:
        if event in WAYS_OUT:
            message = f"The renderer may not use {event}."
            raise PermissionError(message)

    sys.addaudithook(refuse)


def write_pdf(html: str, css: str, bundle: bytes, plan: dict[str, str]) -> bytes:
    """Render the pages with the bundle, if any, attached; the same input gives the same bytes."""
    from weasyprint import CSS, Attachment  # noqa: PLC0415  after the limits are set
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    forbid_ways_out()
    pydyf.zlib, pydyf.PDF.page_references = _Quick, property(_name_pages)
    pydyf._to_bytes = _say  # noqa: SLF001  a quarter of a million times a file
    fetcher, made_at = _fonts_only(), datetime.fromisoformat(plan["made_at"])
    config = FontConfiguration()
    style = CSS(string=css, url_fetcher=fetcher, font_config=config)
    attach = partial(
        Attachment,
        string=bundle,
        name="bundle.zip",
        description="The record in a form that machines read, and a program that checks it",
        relationship="Source",
        created=made_at,
        modified=made_at,
    )
    document = _read(html, fetcher).render(
        font_config=config, stylesheets=[style], pdf_variant="pdf/a-3a"
    )
    pdf = b""
    for padding in range(TRIES):
        pdf = document.write_pdf(
            finisher=partial(_finish, padding=padding),
            attachments=[attach()] if bundle else [],  # each can be read once
            pdf_variant="pdf/a-3a",
        )
        if AMBIGUOUS_END not in pdf:
            break
    return pdf


def _read(html: str, fetcher: Any) -> Any:
    """Read pages as XML, in a tenth of the time, or as HTML where something does not allow it."""
    from cssselect2 import ElementWrapper  # type: ignore[import-untyped]  # noqa: PLC0415
    from weasyprint import HTML  # noqa: PLC0415

    try:
        tree = ElementTree.fromstring(as_xml(html))  # noqa: S314  made by our own templates
    except ElementTree.ParseError:
        return HTML(string=html, url_fetcher=fetcher)
    document = HTML(string="", url_fetcher=fetcher)
    document.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
    document.etree_element = tree
    return document


def as_xml(html: str) -> str:
    """Return the same pages with every element closed and every picture in its namespace."""
    text = html.removeprefix("<!doctype html>").replace("&nbsp;", "\u00a0")
    return BARE_SVG.sub(r'<svg xmlns="http://www.w3.org/2000/svg"', EMPTY.sub(r"<\1/>", text))


def _fonts_only() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Fonts(URLFetcher):  # type: ignore[misc]
        """Serves vendored fonts under a scheme of our own, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            del headers
            named = FONT.fullmatch(url)
            if named is None:
                sys.stderr.write(f"refused {url[:200]}\n")
                message = f"Nothing is fetched from {url[:200]}."
                raise ValueError(message)
            path = FONT_FOLDER / named[1]
            kind = {"Content-Type": FONT_TYPES[path.suffix]}
            return URLFetcherResponse(url, path.read_bytes(), kind)

    return Fonts()


def _finish(_document: Any, pdf: Any, *, padding: int) -> None:
    _declare_pdf_ua(pdf)
    if padding:
        pdf.add_object(pydyf.Dictionary({"Padding": padding}))
    for held in pdf.objects:
        if isinstance(held, pydyf.Stream):
            _finish_stream(held)
    _say_once(pdf)


class _Said(pydyf.Object):  # type: ignore[misc]
    """An object in the words that stand in the file."""

    data = b""
    compressible = True

    def __init__(self, held: Any) -> None:
        super().__init__()
        self.number, self.data = held.number, held.data


def _say_once(pdf: Any) -> None:
    """Put each object into words now: the writer does it for the file and again for its id."""
    pdf.objects[1:] = [_Said(held) if held.compressible else held for held in pdf.objects[1:]]


def _finish_stream(held: Any) -> None:
    if b"begincmap" in held.stream:
        # The second of two glyphs for one letter stands for no text; PDF/A wants some for each.
        held.stream = [NO_TEXT.sub(rb"\1<200b>", line) for line in held.stream]
    if held.compress:
        written = pydyf.Stream(held.stream).data
        raw = written[written.index(b"stream\n") + len(b"stream\n") : -len(b"\nendstream")]
        packed = zlib.compress(raw, LEVEL)
        held.compress = False
        if not packed.endswith(b"\r"):
            held.stream, held.extra = [packed], {**held.extra, "Filter": "/FlateDecode"}


def _say(held: Any) -> bytes:
    """Put a value into the bytes of the file as the writer does, which asks longer for its kind."""
    kind = type(held)
    if kind is bytes:
        return held  # type: ignore[no-any-return]
    if kind is str:
        return held.encode("ascii")  # type: ignore[no-any-return]
    if kind is int:
        return b"%d" % held
    if kind is float:
        return b"%d" % held if held.is_integer() else (b"%f" % held).rstrip(b"0")
    return held.data if isinstance(held, pydyf.Object) else str(held).encode("ascii")


def _name_pages(pdf: Any) -> tuple[bytes, ...]:
    """Return how each page is called; the writer asks for all of them at each of its tags."""
    return _names_of(tuple(pdf.pages["Kids"][::3]))


@cache
def _names_of(numbers: tuple[int, ...]) -> tuple[bytes, ...]:
    return tuple(b"%d 0 R" % number for number in numbers)


class _Quick:
    """What the writer knows of zlib: it packs the list of all objects as hard as it can.

    That takes a twentieth of the whole time and makes the file smaller by a hundredth.
    """

    @staticmethod
    def compressobj(level: int) -> Any:
        return zlib.compressobj(min(level, LEVEL))


def _declare_pdf_ua(pdf: Any) -> None:
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    text = b"".join(c if isinstance(c, bytes) else c.encode() for c in metadata.stream)
    at = text.rindex(b"</rdf:RDF>")
    metadata.stream, metadata.compress = [text[:at] + PDF_UA + text[at:]], False


def main(folder: Path) -> None:
    """Do what the folder asks for."""
    set_limits()
    gc.disable()  # a quarter of the time goes into collections that find nothing
    pdf = write_pdf(
        (folder / "pages.html").read_text(),
        (folder / "style.css").read_text(),
        (folder / "bundle.zip").read_bytes(),
        json.loads((folder / "plan.json").read_text()),
    )
    (folder / "out.pdf").write_bytes(pdf)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
