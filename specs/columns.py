"""The columns that somebody may choose for the list of specs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its head says, and the order that a click on it asks for."""

    key: str
    title: StrPromise
    sort: str = ""
    is_number: bool = False


COLUMNS: Mapping[str, Column] = {
    one.key: one
    for one in (
        Column("state", _("State")),
        Column("owner", _("Owner")),
        Column("template", _("Template")),
        Column("complete", _("Complete")),
        Column("findings", _("Findings")),
        Column("blockers", _("Blockers"), is_number=True),
        Column("warnings", _("Warnings"), is_number=True),
        Column("signoffs", _("Sign-offs")),
        Column("risk", _("High risks"), is_number=True),
        Column("comments", _("Open comments"), is_number=True),
        Column("due", _("Due"), sort="due"),
        Column("revision", _("Revision"), is_number=True),
        Column("created", _("Started"), sort="created", is_number=True),
        Column("changed", _("Changed"), sort="changed", is_number=True),
    )
}
USUAL = ("state", "complete", "findings", "signoffs", "due", "changed")
NONE = "none"  # the title alone


def read_columns(text: str, usual: tuple[str, ...] = USUAL) -> tuple[str, ...]:
    """Return the columns that an address names, each once; what it does not know is left out."""
    if text == NONE:
        return ()
    return known(text.split(",")) or usual


def known(keys: Iterable[str]) -> tuple[str, ...]:
    """Return those keys that are columns, each once."""
    return tuple(dict.fromkeys(key for key in keys if key in COLUMNS))


def as_text(columns: tuple[str, ...]) -> str:
    """Return columns as an address names them."""
    return ",".join(columns) or NONE


def moved(columns: tuple[str, ...], key: str, by: int) -> tuple[str, ...]:
    """Return the columns with one of them moved to the left or to the right."""
    if key not in columns:
        return columns
    rest = [one for one in columns if one != key]
    rest.insert(max(0, columns.index(key) + by), key)
    return tuple(rest)
