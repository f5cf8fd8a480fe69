"""Writes a document into a spec as its author would, for the demo and the tests."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from specs import actions
from specs.actions.items import Pasted
from specs.documents import read_spec
from specs.domain.attribute import Kind

if TYPE_CHECKING:
    from accounts.models import User
    from specs.domain.attribute import Attribute, Json
    from specs.models import Spec

AS_ITEMS = (Kind.TABLE, Kind.CHECKLIST, Kind.RUBRIC)


@transaction.atomic
def fill(spec: Spec, values: Mapping[str, Json], by: User) -> None:
    """Save every value of the spec's template, given in plain form; rows become items."""
    for attribute in spec.template.template.attributes.values():
        value = values.get(attribute.key)
        if value is None:
            continue
        if attribute.kind in AS_ITEMS and not is_excused(value):
            rows = rows_of(attribute, value)
            actions.paste_rows(spec=spec, attribute=attribute, rows=rows, op_id=uuid.uuid4(), by=by)
            continue
        save(spec, attribute, value, by)


def save(spec: Spec, attribute: Attribute, value: Json, by: User) -> None:
    """Save one answer on top of what stands there."""
    reading = read_spec(spec.pk, by)
    if reading is None:
        raise PermissionDenied
    known = reading.contents.answers.get(attribute.key)
    version = known.version if known else 0
    actions.save_answer_in(
        reading, attribute=attribute, value=value, base_version=version, op_id=uuid.uuid4()
    )


def is_excused(value: Json) -> bool:
    """Say whether the answer is "not applicable, because …"."""
    return isinstance(value, Mapping) and "not_applicable" in value


def rows_of(attribute: Attribute, value: Json) -> list[Pasted]:
    """Turn a plain table, checklist or rubric into rows to write."""
    if attribute.kind is Kind.CHECKLIST and isinstance(value, Mapping):
        return [Pasted(None, key, _cells(cells)) for key, cells in value.items()]
    rows = value if isinstance(value, list) else []
    return [Pasted(None, str(_cells(row).get("row", "")), _cells(row, but="row")) for row in rows]


def _cells(row: Json, but: str = "") -> dict[str, Json]:
    cells = row if isinstance(row, Mapping) else {}
    return {key: cell for key, cell in cells.items() if key != but and cell is not None}
