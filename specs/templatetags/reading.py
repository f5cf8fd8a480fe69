"""Filters that print long text, and what changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django import template
from django.utils.html import format_html, format_html_join

from specs.domain.comparison import How, compare_text
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


class Worded(Protocol):
    """A text as it was and as it is now."""

    @property
    def former(self) -> str: ...

    @property
    def now(self) -> str: ...


@register.simple_tag
def wording(edit: Worded) -> SafeString:
    """Print a text with the words that came and went."""
    return marked(compare_text(edit.former, edit.now))


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Print a cell or a short answer with what came and went."""
    parts = [format_html(TAGS[piece.kind], piece.text) for piece in pieces]
    return format_html_join(" ", "{}", ((part,) for part in parts))
