"""Tags for the pages of specs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import template
from django.utils.translation import gettext as _

from specs.domain.attribute import Kind
from specs.domain.comparison import How, Piece, compare_text
from specs.domain.editorial import is_material
from specs.domain.values import display, display_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from specs.domain.attribute import Attribute, Json, TemplateItem
    from specs.models import Conflict

register = template.Library()


@register.filter
def lookup(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """Return what a mapping holds under a key, or the key itself."""
    return (mapping or {}).get(key, key)


@register.filter
def count_at(counts: Mapping[str, int], key: str) -> str:
    """Return how many there are at a place; nothing where there is none."""
    return str(counts.get(key) or "")


@register.filter
def is_wording(item: TemplateItem) -> bool:
    """Say whether a change of an answer's wording can keep signatures."""
    return not is_material(item)


@register.simple_tag
def new_id() -> str:
    """Return the id of a form that begins something, by which a second try is known."""
    return str(uuid4())


@dataclass(frozen=True)
class Texts:
    """The texts of a conflict, in words."""

    theirs: Sequence[Piece]
    mine: Sequence[Piece]
    base: str
    mine_typed: str
    can_write_third: bool
    is_mine: bool
    whose: str
    thing: str


@register.simple_tag
def conflict_texts(conflict: Conflict, attribute: Attribute, reader: User) -> Texts:
    """Return the texts between which somebody has to choose."""
    is_mine = conflict.author_id == reader.pk
    names = conflict.theirs_author.name.split()
    is_text = attribute.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT)
    base, theirs, mine = (
        said(attribute, value) for value in (conflict.base, conflict.theirs, conflict.mine)
    )
    return Texts(
        theirs=with_new_words(base or mine, theirs),
        mine=with_new_words(base or theirs, mine),
        base=base,
        mine_typed=conflict.mine if isinstance(conflict.mine, str) else "",
        can_write_third=is_text,
        is_mine=is_mine,
        whose=_("%(name)s\u2019s") % {"name": names[0] if names else _("theirs")},
        thing=_("row") if attribute.kind.has_items else _("text") if is_text else _("answer"),
    )


def with_new_words(before: str, now: str) -> list[Piece]:
    """Return a text with the words that came marked; those that went stand in the other text."""
    return [piece for piece in compare_text(before, now) if piece.kind is not How.DELETED]


def said(attribute: Attribute, value: Json) -> str:
    """Return a value in words; a row is shown cell by cell."""
    if attribute.kind.has_items and isinstance(value, dict) and "not_applicable" not in value:
        cells = (
            f"{column.title}: {display_cell(column, value.get(column.key))}"
            for column in attribute.columns
            if value.get(column.key)
        )
        return "\n".join(cells)
    return display(attribute, value)
