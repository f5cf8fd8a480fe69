"""What a search reads of a spec, and how it reads what somebody types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specs.domain.attribute import Attribute, Json
from specs.domain.values import display, display_cell

MOST_BYTES = 400_000  # of one spec: PostgreSQL keeps at most a megabyte of words and their places


def searchable(attributes: Mapping[str, Attribute], values: Mapping[str, Json]) -> str:
    """All that was answered, in the words that a reader sees; titles of fields are left out."""
    told = "\n".join(
        text for key, value in values.items() for text in _told(attributes.get(key), value) if text
    )
    return told.encode()[:MOST_BYTES].decode(errors="ignore")


def _told(attribute: Attribute | None, value: Json) -> Iterator[str]:
    if attribute is None:
        return
    if not (attribute.kind.has_items and isinstance(value, list)):
        yield display(attribute, value)
        return
    for row in value:
        cells = row.get("cells") if isinstance(row, dict) else None
        if not isinstance(cells, dict):
            continue
        for column in attribute.columns:
            yield display_cell(column, cells.get(column.key))
        note = cells.get("note")
        yield note if isinstance(note, str) else ""


def words_of(text: str) -> tuple[str, ...]:
    """The words that somebody looks for, without the signs that a query is written with."""
    plain = "".join(" " if sign in "'\\" else sign for sign in text)
    return tuple(word for word in plain.split() if any(sign.isalnum() for sign in word))


def query_of(text: str) -> str:
    """A query of PostgreSQL for texts that hold every word or a longer one; empty without any."""
    return " & ".join(f"'{word}':*" for word in words_of(text))
