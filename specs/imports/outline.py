"""A Markdown text as headings with what stands below them, kept line by line as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST_LINES = 100_000
# Deeper lists and quotes than anybody writes are read as text.
PARSER = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])
_NUMBER = re.compile(r"^\s*(?:(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]+)[.)]|\d+(?:\.\d+)*)\s+")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """One paragraph, list, table, … : its tokens, and its lines as they were written."""

    tokens: tuple[Token, ...]
    source: str

    @property
    def kind(self) -> str:
        return self.tokens[0].type

    @property
    def level(self) -> int:
        """Of a heading: 1 to 6."""
        return int(self.tokens[0].tag[1])

    @property
    def words(self) -> str:
        """The text of a paragraph or heading without its signs."""
        return words_of(self.tokens[1]) if len(self.tokens) > 1 else ""


@dataclass(frozen=True)
class Grid:
    """A table: its titles, and its rows of cells, each as words and as it was written."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sources: tuple[tuple[str, ...], ...]


def read_blocks(text: str) -> list[Block]:
    """Return the blocks of a text in order; what no parser makes something of is none."""
    lines = text.split("\n")
    blocks = []
    for tokens in _top_level(PARSER.parse(text)):
        start, end = tokens[0].map or (0, 0)
        blocks.append(Block(tokens, "\n".join(lines[start:end]).strip("\n")))
    return blocks


def _top_level(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    held: list[Token] = []
    for token in tokens:
        held.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield tuple(held)
            held = []


def title_of(words: str) -> str:
    """Return a title as it is compared: no number before it, no case, no colon behind it."""
    bare = _NUMBER.sub("", words).strip().rstrip(":").rstrip()
    return " ".join(bare.casefold().split())


def words_of(inline: Token) -> str:
    """Return the words of a line without the signs of Markdown; breaks become lines."""
    said = []
    for token in inline.children or []:
        if token.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif token.type == "html_inline":
            said.append(_BREAK.sub("\n", token.content))
        else:
            said.append(token.content)
    return "".join(said).strip()


def read_grid(block: Block) -> Grid:
    """Return a table by its cells."""
    rows: list[list[tuple[str, str]]] = []
    for place, token in enumerate(block.tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            inline = block.tokens[place + 1]
            rows[-1].append((words_of(inline), _BREAK.sub("\n", inline.content)))
    titles = tuple(words for words, _ in rows[0])
    return Grid(
        titles,
        tuple(tuple(words for words, _ in row) for row in rows[1:]),
        tuple(tuple(source for _, source in row) for row in rows[1:]),
    )


def read_entries(block: Block) -> list[str]:
    """Return the words of each entry of a list, whatever stands inside it."""
    entries: list[list[str]] = []
    for token in block.tokens:
        if token.type == "list_item_open" and token.level == 1:
            entries.append([])
        elif token.type == "inline" and entries:
            entries[-1].append(words_of(token))
    return ["\n".join(entry) for entry in entries]
