"""Parts of a page that their template renders once, with marks where what differs is filled in.

A page of forty fields differs from the next one in texts, versions and tokens; all the rest comes
out of Django's templates the same again. The rest is kept as a shell.
"""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Nobody can guess it, so no title of an attribute holds it. What people write is filled in after
# the marks were found, and is never searched for them.
TOKEN = secrets.token_hex(16)
MARKS = re.compile(rf"{TOKEN}-([a-z0-9_.:]+)-")
SPEC = uuid.uuid4()  # stands for the id of the spec in addresses, which take nothing but an id
KEPT = 4096


def mark(name: str) -> str:
    """Return what to put where a value goes."""
    return f"{TOKEN}-{name}-"


@dataclass(frozen=True, slots=True)
class Shell:
    """A rendered text with gaps: what stands before each gap, the gap's name, and the end."""

    pieces: tuple[tuple[str, str], ...]
    end: str

    def fill(self, values: Mapping[str, str]) -> SafeString:
        """Return the text with the values in it, each escaped unless it is HTML already.

        Every gap for an op id gets one of its own, for each is one save.
        """
        parts: list[str] = []
        for text, name in self.pieces:
            if name == "op_id":
                parts += (text, str(uuid.uuid4()))
                continue
            value = values[name]
            parts += (text, value if isinstance(value, SafeString) else escape(value))
        parts.append(self.end)
        return SafeString("".join(parts))


def make_shell(template: str, context: Mapping[str, Any]) -> Shell:
    """Render a template whose context holds marks and cut the result at them."""
    rendered = get_template(template).render(dict(context)).replace(str(SPEC), mark("spec"))
    *cut, end = MARKS.split(rendered)
    return Shell(tuple(zip(cut[::2], cut[1::2], strict=True)), end)


class Shells:
    """The shells made so far, by all that decides how they look."""

    def __init__(self) -> None:
        self.kept: dict[object, Shell] = {}

    def find_or_make(self, look: object, make: Callable[[], Shell]) -> Shell:
        """Return the shell with that look."""
        shell = self.kept.get(look)
        if shell is None:
            if len(self.kept) >= KEPT:
                self.kept.clear()
            shell = self.kept[look] = make()
        return shell
