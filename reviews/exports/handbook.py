"""The handbook: the whole reference as one document to print, with contents and page numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from reviews.exports import fonts, sandbox
from reviews.exports.pages import STYLE, Pages
from reviews.exports.prose import printable
from specs import catalogue, reference
from specs.domain.calculators import CALCULATORS
from trail.domain.canonical import canonical, digest

if TYPE_CHECKING:
    from specs.domain.attribute import Attribute

OWN_STYLE = Path(__file__).parent / "handbook.css"
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)  # the same words give the same bytes on any day
TITLE = "Countersign handbook"
_BETWEEN = re.compile(r">\s+<")


def build_handbook() -> Pages:
    """Return the pages of the handbook and their style."""
    text = printable(render_to_string("reviews/handbook.html", _context()))
    text = _BETWEEN.sub("><", text)
    style = STYLE.read_text() + OWN_STYLE.read_text()
    return Pages(text, fonts.style_sheet(text, style))


def render_handbook() -> bytes:
    """Return the PDF; the same reference gives the same bytes."""
    pages = build_handbook()
    return sandbox.run(html=pages.html, css=pages.css, bundle=b"", made_at=MADE_AT)


def handbook_key(renderer: str) -> str:
    """Return the digest of all that the handbook says, and of what sets its pages."""
    pages = build_handbook()
    return digest(canonical({"html": pages.html, "css": pages.css, "renderer": renderer}))


def _context() -> dict[str, object]:
    labels = catalogue.role_labels()
    return {
        "title": TITLE,
        "templates": [
            (template, [labels.get(role, role) for role in template.sign_off])
            for template in catalogue.templates().values()
        ],
        "sections": [
            (section, [_entry(item.attribute) for item in section.items])
            for section in reference.sections()
        ],
        "families": reference.families(),
        "calculators": [
            (one.code, one.title, one.question, one.formula, one.source) for one in CALCULATORS
        ],
        "roles": reference.roles().values(),
    }


def _entry(attribute: Attribute) -> dict[str, object]:
    labels = catalogue.role_labels()
    return {
        "attribute": attribute,
        "sort": reference.SORTS[attribute.kind],
        "options": ", ".join(option.label for option in attribute.options),
        "columns": ", ".join(column.title for column in attribute.columns),
        "lines": ", ".join(line.label for line in (*attribute.items, *attribute.criteria)),
        "roles": ", ".join(labels.get(role, role) for role in attribute.roles),
        "checks": ", ".join(page.code for page in reference.checks_of(attribute.key)),
    }
