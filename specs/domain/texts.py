"""Every text of a document, wherever it stands: in answers, cells and notes."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.attribute import Json
from specs.domain.document import Document
from specs.domain.reading import TEXTS


def texts_of(document: Document, key: str) -> Iterator[str]:
    """The texts of one answer: its own, those in the rows of a table, or its notes."""
    value = document.value(key)
    if value is None:
        return
    attribute = document.template.attributes[key]
    if isinstance(value, str):
        if attribute.kind in TEXTS:
            yield value
    elif isinstance(value, list):
        columns = [column.key for column in attribute.columns if column.kind in TEXTS]
        for row in document.rows(key):
            yield from (text for column in columns if (text := row.text(column)))
    elif isinstance(value, dict):
        yield from _notes(value)


def word_count(document: Document) -> int:
    """The words in all texts of a spec, those that its template does not ask for included."""
    outline = document.outline
    asked = sum(len(text.split()) for key in outline.keys for text in texts_of(document, key))
    others = (value for key, value in document.values.items() if key not in outline.place)
    return asked + sum(len(text.split()) for value in others for text in _sentences(value))


def _notes(value: dict[str, Json]) -> Iterator[str]:
    note = value.get("note")
    if isinstance(note, str):
        yield note
    for entry in value.values():
        if isinstance(entry, dict):
            yield from _notes(entry)


def _sentences(value: Json) -> Iterator[str]:
    """What reads like a text in an answer of which the kind is not known: it has spaces."""
    if isinstance(value, str):
        if " " in value.strip():
            yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _sentences(entry)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _sentences(part)
