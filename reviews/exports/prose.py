"""Text that people typed, made safe and printable: Markdown without HTML, every character shown."""

from __future__ import annotations

import re
import unicodedata

import nh3
from django.utils.safestring import SafeString, mark_safe

from reviews.exports.fonts import covered
from specs.prose import TAGS, render_markdown

# They turn the direction of what follows, or are not seen at all: a reader must see them.
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\u061c\u200e\u200f]")
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def render_prose(text: str) -> SafeString:
    """Markdown as a printed page needs it: what the pages show, with addresses spelled out."""
    html = _LINK.sub(_with_address, render_markdown(text))
    # Cleaned again, so that nothing done above can add what the list does not hold.
    cleaned = nh3.clean(html, tags=set(TAGS), attributes={}, link_rel=None, url_schemes=set())
    return mark_safe(cleaned)  # noqa: S308 - nh3 leaves nothing but the list


def _with_address(link: re.Match[str]) -> str:
    address, words = link[1], link[2]
    return words if words == address else f"{words} ({address})"


def printable(html: str) -> str:
    """Spell out what no font can print, or what hides or turns the text round it."""
    odd = {c for c in set(html) if c not in "\n\t" and (ord(c) not in covered() or _hides(c))}
    return html.translate({ord(c): f"[U+{ord(c):04X}]" for c in odd}) if odd else html


def _hides(character: str) -> bool:
    return bool(_HIDDEN.match(character)) or unicodedata.category(character) == "Cc"
