"""The pages of the audit PDF of each template: whole, valid, and without a break that looks odd."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pikepdf
import pytest

from reviews.exports import fonts, pages, sandbox
from reviews.exports.audit_pdf import as_xml
from reviews.exports.render import render
from specs import catalogue
from tests.reviews import reading_pdf
from tests.reviews.make_dossier import make_dossier

FEWEST_LINES = 18  # a page with less is nearly empty
LONGEST_WORD = 20  # longer ones may be broken


class Printed(NamedTuple):
    """A template filled with its examples: what the renderer was given, and what it made."""

    key: str
    html: str
    pdf: bytes
    sheets: list[str]


@pytest.fixture(scope="module", params=list(catalogue.templates()))
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    dossier = make_dossier(template_key=request.param)
    pdf = render(dossier)
    text = reading_pdf.words(pdf, tmp_path_factory.mktemp("printed"))
    html = pages.build_pages(dossier).html
    return Printed(request.param, html, pdf, text.removesuffix("\f").split("\f"))


def lines(sheet: str) -> list[str]:
    """What is printed between the head and the foot of a page."""
    return [line.strip() for line in sheet.splitlines() if line.strip()][1:-1]


def inside(html: str, tags: str) -> list[str]:
    """The text of elements that hold nothing but text."""
    return [unescape(text) for text in re.findall(rf"<(?:{tags})\b[^>]*>([^<]+)<", html)]


def columns(table: str) -> list[tuple[str, ...]]:
    """The cells of a table, column by column, heads first."""
    rows = re.findall(r"<tr\b[^>]*>(.*?)</tr>", table)
    cells = [re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row) for row in rows]
    return list(zip(*cells, strict=True))


def test_every_template_prints_whole_and_conforms(printed: Printed, tmp_path: Path) -> None:
    template = catalogue.template(printed.key)
    (tmp_path / "a.pdf").write_bytes(printed.pdf)

    faults = [reading_pdf.failures(printed.pdf, tmp_path, p) for p in reading_pdf.PROFILES]
    told = reading_pdf.run("qpdf", "--check", str(tmp_path / "a.pdf"))
    with pikepdf.open(BytesIO(printed.pdf)) as opened, opened.open_outline() as outline:
        titles = [item.title for item in outline.root]

    assert faults == ["", ""]
    assert "No syntax or stream encoding errors" in told
    expected = [f"{section.number} {section.title}".strip() for section in template.sections]
    assert [title for title in titles if title in expected] == expected


def test_the_contents_take_one_page(printed: Printed) -> None:
    assert lines(printed.sheets[1])[0] == "Contents"
    assert lines(printed.sheets[1])[-1].startswith("Appendix: the attached bundle")


def test_no_heading_stands_at_the_foot_of_a_page(printed: Printed) -> None:
    marked = re.findall(r"<h[234]\b[^>]*>(.*?)</h[234]>", printed.html)
    headings = {unescape(re.sub("<[^>]+>", "", text)) for text in marked}

    assert "Sign-off sheet" in headings
    assert [s for s in printed.sheets[2:] if lines(s)[-1] in headings] == []


def test_no_page_is_nearly_empty(printed: Printed) -> None:
    assert [s for s in printed.sheets[2:-1] if len(lines(s)) < FEWEST_LINES] == []


def test_no_row_stands_alone_under_a_repeated_head(printed: Printed) -> None:
    trail = [sheet for sheet in printed.sheets if "When (UTC)" in sheet and "Record" in sheet]

    assert all(len(re.findall(r"^ *\d+ +\d+ Feb 2026", s, re.MULTILINE)) > 1 for s in trail)


def test_no_word_of_a_table_is_broken(printed: Printed) -> None:
    read = set(" ".join(printed.sheets).split())
    cells = inside(printed.html, "th|td")

    words = {word for cell in cells for word in cell.split() if len(word) <= LONGEST_WORD}

    assert len(words) > 100
    assert {word for word in words - read if "-" not in word} == set()


def test_nothing_is_printed_of_what_nobody_wrote(printed: Printed) -> None:
    assert "not given" not in printed.html
    tables = re.findall(r"<thead>.*?</tbody>", printed.html)
    assert tables
    assert [
        table for table in tables if not all(any(column[1:]) for column in columns(table))
    ] == []


def test_white_space_does_not_take_part_in_breaking_lines(printed: Printed) -> None:
    assert re.search(r"\s</(?:td|th|p|h[1-4])>", printed.html) is None


def test_the_pages_are_read_without_the_slow_parser(printed: Printed) -> None:
    root = ElementTree.fromstring(as_xml(printed.html))  # noqa: S314

    assert root.tag == "html"
    assert root.find(".//svg") is None


def test_pages_that_are_no_xml_are_printed_too(tmp_path: Path) -> None:
    html = (
        "<!doctype html><html lang=en><title>Pages</title><body><p>One<p>Two &copy;</body></html>"
    )
    css = fonts.style_sheet(html, "html { font: 10pt var(--sans) }")

    pdf = sandbox.run(html=html, css=css, bundle=b"", made_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert reading_pdf.words(pdf, tmp_path).split() == ["One", "Two", "©"]
