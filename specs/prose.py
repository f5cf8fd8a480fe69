"""The one renderer of long text: Markdown that people typed, as the few elements that are safe.

Pages and the PDF print what this returns, so that both show the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from specs.domain.comparison import How, Piece
from specs.domain.talk import mark_named

TAGS = frozenset(
    {"p", "br", "em", "strong", "del", "ins", "code", "pre", "ul", "ol", "li", "blockquote", "hr"}
)
SCHEMES = {"http", "https", "mailto"}
_MARKDOWN = MarkdownIt(
    "commonmark", {"html": False, "linkify": False, "breaks": True, "typographer": False}
).enable("strikethrough")
# A picture would be fetched from elsewhere: its words stay, as a link.
_MARKDOWN.disable(["image", "html_block", "html_inline"])
# A heading inside an answer would stand in the document's own contents: it is printed bold.
_HEADING = re.compile(r"<(/?)h[1-6]>")
_LIST_START = re.compile(r'<ol start="\d+">')

# Where words come and go, while Markdown is read: characters that nobody can type here.
_MARKS = {How.INSERTED: ("\ue000", "\ue001"), How.DELETED: ("\ue002", "\ue003")}
_TAGS = {"\ue000": "<ins>", "\ue001": "</ins>", "\ue002": "<del>", "\ue003": "</del>"}
_BETWEEN = "\ue003 \ue000"  # what went and what came in its place do not touch
_PRIVATE = re.compile("[\ue000-\ue005]")
_NAMED = ("\ue004", "\ue005")
_BLOCK_SIGN = re.compile(r"\s*(?:(?:[-*+>]|#{1,6}|\d{1,9}[.)])[ \t]+)*")


def render_markdown(text: str) -> SafeString:
    """Render a long answer."""
    return _clean(_MARKDOWN.render(_PRIVATE.sub("\ufffd", text)))


def render_comment(text: str, names: Iterable[str]) -> SafeString:
    """Render a comment, with the people who are named in it set off."""
    opening, closing = _NAMED
    marked = mark_named(_PRIVATE.sub("\ufffd", text), names, opening, closing)
    html = _clean(_MARKDOWN.render(marked))
    named = html.replace(opening, '<strong class="mention">').replace(closing, "</strong>")
    return mark_safe(named)  # noqa: S308 - cleaned, and two elements of our own


def render_changes(pieces: Iterable[Piece]) -> SafeString:
    """Render a long answer with the words that came and went since an earlier one."""
    source = "".join(_marked(piece) for piece in pieces)
    html = _MARKDOWN.render(source).replace(
        _MARKS[How.DELETED][1] + _MARKS[How.INSERTED][0], _BETWEEN
    )
    return _clean(_PRIVATE.sub(lambda mark: _TAGS[mark.group()], html))


def _clean(html: str) -> SafeString:
    html = _HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", html)
    html = _LIST_START.sub("<ol>", html)
    # Cleaned last, so that nothing done above adds what the list does not hold; the parser inside
    # also closes in order what marks of changes left crossing each other.
    cleaned = nh3.clean(
        html,
        tags={*TAGS, "a"},
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 - nh3 leaves nothing but the list above


def _marked(piece: Piece) -> str:
    """A piece of the source with its marks in every line, behind the signs that begin a block."""
    text = _PRIVATE.sub("\ufffd", piece.text)
    if piece.kind is How.SAME:
        return text
    opening, closing = _MARKS[piece.kind]
    lines = text.split("\n")
    return "\n".join(
        _marked_line(line, opening, closing, first=n == 0) for n, line in enumerate(lines)
    )


def _marked_line(line: str, opening: str, closing: str, *, first: bool) -> str:
    if not line.strip():
        return line
    sign = "" if first else _sign_of(line)
    return f"{sign}{opening}{line[len(sign) :]}{closing}"


def _sign_of(line: str) -> str:
    found = _BLOCK_SIGN.match(line)
    return found.group() if found and found.end() < len(line) else ""
