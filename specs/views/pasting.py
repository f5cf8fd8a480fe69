"""Pasting a block of cells from a spreadsheet into a table of the write page."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from specs import actions
from specs.domain.values.pasting import InvalidPaste, parse_paste
from specs.domain.values.text import Invalid
from specs.forms import STALE, WordedForm
from specs.rows import lay_out
from specs.views.items import find_rows, refuse_field, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.documents import StoredItem
    from specs.domain.attribute import Attribute, Json
    from specs.rows import Place


class PasteForm(WordedForm):
    """A block of cells, the cell in which it starts, and the rows as the writer saw them."""

    op_id = forms.UUIDField(error_messages={"required": STALE, "invalid": STALE})
    text = forms.CharField(
        strip=False, error_messages={"required": _("There is nothing to paste.")}
    )
    start_item = forms.UUIDField(required=False, error_messages={"invalid": STALE})
    start_column = forms.IntegerField(
        min_value=0, required=False, error_messages={"invalid": STALE, "min_value": STALE}
    )
    seen = forms.CharField(required=False)
    since = forms.IntegerField(
        min_value=0, required=False, error_messages={"invalid": STALE, "min_value": STALE}
    )

    def clean_seen(self) -> dict[UUID, int]:
        """Return the version of each row, from pairs like ``<id>:3``."""
        try:
            pairs = (pair.rsplit(":", 1) for pair in self.cleaned_data["seen"].split())
            return {UUID(item): int(version) for item, version in pairs}
        except ValueError as error:
            raise forms.ValidationError(STALE) from error


@login_required
@require_POST
def paste_rows(request: AuthedRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Write a block of cells over the rows that are there, and into new ones below them."""
    reading, attribute = find_rows(request, spec_id, key)
    try:
        data = PasteForm(request.POST).checked()
        items = reading.contents.items.get(key, [])
        rows = lay_out(attribute, items, spec_id)
        start = find_start(rows, data["start_item"])
        block = parse_paste(attribute, data["text"], start, data["start_column"] or 0)
        seen = unseen(items, data["since"]) | data["seen"]
        pasted = place(attribute, rows[start:], block, seen)
    except InvalidPaste as problem:
        words = " ".join(error.message for error in problem.errors[:5])
        return refuse_field(request, reading, attribute, Invalid(words))
    except Invalid as problem:
        return refuse_field(request, reading, attribute, problem)
    return write_rows(request, reading, attribute, pasted, data["op_id"], data["start_item"])


def unseen(items: Sequence[StoredItem], since: int | None) -> dict[UUID, int]:
    """Return the rows of other pages that others saved after the page was drawn.

    What is pasted builds on nothing there, so that another text is kept beside it.
    """
    if since is None:
        return {}
    return {UUID(item.id): 0 for item in items if item.changed_in > since}


def find_start(rows: Sequence[Place], item_id: UUID | None) -> int:
    """Return the place of a row, wherever others moved it; the end for one that is not stored."""
    if item_id is None:
        return 0
    ids = [row.id for row in rows]
    return ids.index(str(item_id)) if str(item_id) in ids else len(ids)


def place(
    attribute: Attribute, rows: Sequence[Place], block: list[dict[str, str]], seen: dict[UUID, int]
) -> list[actions.Pasted]:
    """Say which row each line of the block goes into; raises Invalid where there is no room."""
    if len(block) > len(rows) and not attribute.takes_rows:
        words = _("There are %(room)d rows from here on, and no more can be added. This has %(n)d.")
        raise Invalid(words % {"room": len(rows), "n": len(block)})
    pasted = []
    for row, cells in zip_longest(rows[: len(block)], block):
        if row is None:
            pasted.append(actions.Pasted(None, "", nested(cells)))
        elif row.item is None:
            pasted.append(actions.Pasted(None, row.row, nested(cells)))
        else:
            item_id = UUID(row.id)
            pasted.append(actions.Pasted(item_id, row.row, nested(cells), seen.get(item_id)))
    return pasted


def nested(cells: dict[str, str]) -> dict[str, Json]:
    """Return the cells with the scores of a rubric under one name, as they are stored."""
    plain: dict[str, Json] = {k: v for k, v in cells.items() if not k.startswith("scores.")}
    scores: dict[str, Json] = {
        k.removeprefix("scores."): v for k, v in cells.items() if k.startswith("scores.")
    }
    return plain | {"scores": scores} if scores else plain
