"""Filters that print long text, and what changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join

from specs.domain.comparison import How
from specs.prose import render_changes, render_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from specs.domain.comparison import Piece

register = template.Library()
TAGS = {How.INSERTED: "<ins>{}</ins>", How.DELETED: "<del>{}</del>", How.SAME: "{}"}


@register.filter
def prose(text: str) -> SafeString:
    """Print a long answer."""
    return render_markdown(text)


@register.filter
def marked_prose(pieces: Iterable[Piece]) -> SafeString:
    """Print a long answer with what came and went."""
    return render_changes(pieces)


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Print a cell or a short answer with what came and went."""
    parts = [format_html(TAGS[piece.kind], piece.text) for piece in pieces]
    return format_html_join(" ", "{}", ((part,) for part in parts))
