"""Text as people type it: which characters may be stored, and how they are written."""

from __future__ import annotations

import re
import unicodedata

SHORT_LIMIT = 300
LONG_LIMIT = 100_000
NAME_LIMIT = 120

# Control characters but line feed and tab, lone surrogates, code points that are no character, and
# the two that turn letters round whatever their language: what is read would not be what is signed.
# U+FFFD stands where the web server could not read what was sent.
_REFUSED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufffd-\uffff]"
)
_LINE_ENDS = re.compile(r"\r\n?")
_NAMES = {
    "\x00": "a null character",
    "\x07": "a bell character",
    "\x08": "a backspace character",
    "\x0b": "a vertical tab",
    "\x0c": "a form feed",
    "\x1b": "an escape character",
    "\x7f": "a delete character",
    "\u202d": "a character that forces letters to run left to right",
    "\u202e": "a character that forces letters to run right to left",
    "\ufffd": "a character that could not be read",
}


class Invalid(ValueError):
    """What was typed cannot be stored; says in words why, and in which part."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.part = part


def clean_text(typed: str) -> str:
    """The text in NFC with plain line ends; refuses characters that nobody sees."""
    text = _LINE_ENDS.sub("\n", typed)
    refused = refused_character(text)
    if refused:
        raise Invalid(refused)
    return unicodedata.normalize("NFC", text)


def clean_line(typed: str) -> str:
    """One line of text without spaces around it."""
    return clean_text(typed).strip()


def refused_character(text: str) -> str:
    """What is wrong with the first character that may not be stored, or nothing."""
    found = _REFUSED.search(text)
    if found is None:
        return ""
    character = found[0]
    line = text.count("\n", 0, found.start()) + 1
    place = f"Line {line} has" if "\n" in text else "The text has"
    return (
        f"{place} {_name(character)} (U+{ord(character):04X}), which cannot be stored. Delete it."
    )


def short_problem(text: str, limit: int = SHORT_LIMIT) -> str:
    """What is wrong with a text that stands on one line."""
    if any(mark in text for mark in "\n\u2028\u2029"):
        return "Write it on one line."
    if "\t" in text:
        return "The text has a tab. Use a space instead."
    return refused_character(text) or _too_long(text, limit)


def long_problem(text: str) -> str:
    return refused_character(text) or _too_long(text, LONG_LIMIT)


def _too_long(text: str, limit: int) -> str:
    if len(text) <= limit:
        return ""
    return f"At most {limit:,} characters; this has {len(text):,}. Shorten it."


def _name(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "half a character (a lone surrogate)"
    return _NAMES.get(character, "a control character")
