"""Text that people typed, made safe and printable: Markdown without HTML, every character shown."""

from __future__ import annotations

import re
import unicodedata

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from reviews.exports.fonts import covered

TAGS = {"p", "br", "em", "strong", "del", "code", "pre", "ul", "ol", "li", "blockquote", "hr"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(
    "strikethrough"
)
# Pictures would be fetched and links would be clicked: their words stay, as text.
_MARKDOWN.disable(["image", "html_block", "html_inline"])
_HEADINGS = re.compile(r"<(/?)h[1-6]>")
# They turn the direction of what follows, or are not seen at all: a reader must see them.
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\u061c\u200e\u200f]")
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def render_prose(text: str) -> SafeString:
    """Markdown as the few elements that a printed page needs."""
    html = _MARKDOWN.render(text)
    html = _LINK.sub(_with_address, html)
    html = _HEADINGS.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", html)
    # Cleaned last, so that nothing done above can add what the list does not hold.
    cleaned = nh3.clean(html, tags=TAGS, attributes={}, link_rel=None, url_schemes=set())
    return mark_safe(cleaned)  # noqa: S308


def _with_address(link: re.Match[str]) -> str:
    address, words = link[1], link[2]
    return words if words == address else f"{words} ({address})"


def printable(html: str) -> str:
    """Spell out what no font can print, or what hides or turns the text round it."""
    odd = {c for c in set(html) if c not in "\n\t" and (ord(c) not in covered() or _hides(c))}
    return html.translate({ord(c): f"[U+{ord(c):04X}]" for c in odd}) if odd else html


def _hides(character: str) -> bool:
    return bool(_HIDDEN.match(character)) or unicodedata.category(character) == "Cc"
