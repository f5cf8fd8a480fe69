"""What is typed into a draft: lines of text, names made of titles, and their limits."""

from __future__ import annotations

import re
import unicodedata

from specs.domain.values.text import Invalid, clean_line, clean_text, refused_character

TITLE_LIMIT = 160
HELP_LIMIT = 1_000
KEY_LIMIT = 40
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """A name for keys: small letters, figures and underscores; blank when there are none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_LETTER.sub("_", plain.lower()).strip("_")[:KEY_LIMIT].rstrip("_")


def free_slug(text: str, taken: set[str], otherwise: str) -> str:
    """A name that is not taken yet."""
    base = slug(text) or otherwise
    if base not in taken:
        return base
    return next(name for n in range(2, len(taken) + 3) if (name := f"{base}_{n}") not in taken)


def title_line(typed: str, part: str, missing: str, limit: int = TITLE_LIMIT) -> str:
    """One line that has to be there; raises Invalid in words."""
    line = typed_line(typed, part, limit)
    if not line:
        raise Invalid(missing, part)
    return line


def typed_line(typed: str, part: str, limit: int = TITLE_LIMIT) -> str:
    """One line of text; raises Invalid in words."""
    wrong = refused_character(typed)
    line = "" if wrong else clean_line(typed)
    if not wrong and any(mark in line for mark in "\n\t\u2028\u2029"):
        wrong = "Write it on one line, without tabs."
    if wrong or len(line) > limit:
        raise Invalid(wrong or f"At most {limit} characters; this has {len(line)}.", part)
    return line


def typed_text(typed: str, part: str, limit: int = HELP_LIMIT) -> str:
    """A text of several lines; raises Invalid in words."""
    wrong = refused_character(typed)
    text = "" if wrong else clean_text(typed).strip()
    if wrong or len(text) > limit:
        raise Invalid(wrong or f"At most {limit:,} characters; this has {len(text):,}.", part)
    return text
