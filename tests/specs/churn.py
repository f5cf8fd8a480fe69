"""A second spec, unlike the running example: contracts scored by night, lower is better."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count

from specs import catalogue
from specs.domain.attribute import Json, Kind
from specs.domain.document import Document
from tests.specs.example import change

TABLES = (Kind.TABLE, Kind.RUBRIC)


def the_churn_spec(
    changes: Mapping[str, Json] | None = None, template: str = "ml_model_spec"
) -> Document:
    """A document in which no check finds anything, with changes as in ``the_example``."""
    values = churn_values()
    for path, value in (changes or {}).items():
        change(values, path, value)
    return Document(template=catalogue.template(template), values=values, on=date(2026, 9, 1))


def churn_values() -> dict[str, Json]:
    """Its answers as they are stored: each row of a table has an id of its own."""
    numbers = count(1)
    return {
        key: [_item(next(numbers), row) for row in held]
        if catalogue.attributes()[key].kind in TABLES and isinstance(held, list)
        else held
        for key, held in catalogue.churn().items()
    }


def _item(number: int, row: Json) -> Json:
    assert isinstance(row, dict)
    cells = {column: cell for column, cell in row.items() if column != "row"}
    given = {"row": row["row"]} if "row" in row else {}
    return {"id": f"0198c0de-0000-7000-8000-{number:012}", **given, "cells": cells}
