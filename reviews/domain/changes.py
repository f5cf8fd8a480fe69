"""What changed between two revisions, answer by answer, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviews.domain.words import in_sentence, listed
from specs.domain.attribute import Kind
from specs.domain.comparison import Piece, compare_text
from specs.domain.deltas import cell_delta, delta_of
from specs.domain.values import display, display_cell

if TYPE_CHECKING:
    from reviews.domain.frozen import Frozen
    from specs.domain.attribute import Attribute, Json, Section

LONGEST_FIGURE = 40  # characters: what is longer is compared word by word


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed: former and new value, or the words of a longer text."""

    name: str
    former: str
    now: str
    pieces: tuple[Piece, ...] = ()
    delta: str = ""


@dataclass(frozen=True, slots=True)
class SectionChange:
    """All that changed in one section."""

    section: Section
    lines: tuple[Line, ...]


def compare(former: Frozen, now: Frozen, sections: Iterable[str]) -> tuple[SectionChange, ...]:
    """Return what differs in those sections, in the order of the document."""
    wanted = set(sections)
    found: list[SectionChange] = []
    for section in now.template.sections:
        if section.key not in wanted:
            continue
        lines = tuple(
            line
            for attribute in section.attributes
            for line in _attribute(attribute, former.answers, now.answers)
        )
        if lines:
            found.append(SectionChange(section, lines))
    return tuple(found)


def lines_of(attribute: Attribute, former: Json, now: Json) -> tuple[Line, ...]:
    """Return what differs between two values of one answer, both in the stored shape."""
    return tuple(_attribute(attribute, {attribute.key: former}, {attribute.key: now}))


def names_of(changes: Iterable[SectionChange], most: int = 3) -> str:
    """Name what changed in a sentence: "model latency P99 and peak QPS"."""
    lines = (line for change in changes for line in change.lines)
    names = list(dict.fromkeys(in_sentence(line.name.split(":")[0]) for line in lines))
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more answers"]
    return listed(names)


def _attribute(
    attribute: Attribute, former: Mapping[str, Json], now: Mapping[str, Json]
) -> Iterator[Line]:
    before, after = former.get(attribute.key), now.get(attribute.key)
    if before == after:
        return
    if attribute.kind.has_items and isinstance(before, list) and isinstance(after, list):
        yield from _rows(attribute, before, after)
        return
    line = _line(
        attribute.title, _shown(attribute, before), _shown(attribute, after), attribute.kind
    )
    yield replace(line, delta=delta_of(attribute, before, after))


def _shown(attribute: Attribute, value: Json) -> str:
    return "" if value is None else display(attribute, value)


def _line(name: str, former: str, now: str, kind: Kind | None = None) -> Line:
    is_prose = kind is Kind.LONG_TEXT or max(len(former), len(now)) > LONGEST_FIGURE
    return Line(name, former, now, tuple(compare_text(former, now)) if is_prose else ())


def _rows(attribute: Attribute, before: list[Json], after: list[Json]) -> Iterator[Line]:
    """Rows are the same when their id is, wherever they stand now."""
    old, new = _by_id(before), _by_id(after)
    for key, row in new.items():
        if key in old:
            yield from _cells(attribute, old[key], row)
        else:
            yield _line(_name(attribute, row), "", display(attribute, [row]))
    for key, row in old.items():
        if key not in new:
            yield _line(_name(attribute, row), display(attribute, [row]), "")
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Line(attribute.title, "", "in another order")


def _cells(
    attribute: Attribute, before: Mapping[str, Json], after: Mapping[str, Json]
) -> Iterator[Line]:
    former, now = _flat(before), _flat(after)
    titles = {column.key: column.title for column in attribute.columns} | {
        line.key: line.label for line in attribute.criteria
    }
    for key in dict.fromkeys([*titles, *former, *now]):
        if former.get(key) != now.get(key):
            title = titles.get(key, key.capitalize())
            name = f"{_name(attribute, after)}, {title[:1].lower()}{title[1:]}"
            line = _line(name, _cell(attribute, key, former), _cell(attribute, key, now))
            column = attribute.column(key)
            units = (str(former.get("unit") or ""), str(now.get("unit") or ""))
            delta = cell_delta(column, former.get(key), now.get(key), units) if column else ""
            yield replace(line, delta=delta)


def _flat(row: Mapping[str, Json]) -> dict[str, Json]:
    """The cells of a row, with the scores of a rubric among them."""
    cells = row.get("cells")
    held = dict(cells) if isinstance(cells, dict) else {}
    scores = held.pop("scores", None)
    return held | (scores if isinstance(scores, dict) else {})


def _cell(attribute: Attribute, key: str, cells: Mapping[str, Json]) -> str:
    column, value = attribute.column(key), cells.get(key)
    if value is None:
        return ""
    return display_cell(column, value) if column else str(value)


def _name(attribute: Attribute, row: Mapping[str, Json]) -> str:
    """Name a row: the table it stands in, and its given label or its first cell."""
    line = attribute.line(str(row.get("row"))) if row.get("row") else None
    cells = _flat(row)
    texts = (cells.get(c.key) for c in attribute.columns if c.kind is Kind.SHORT_TEXT)
    label = line.label if line else next((str(text) for text in texts if text), "")
    return f"{attribute.title}: {label}" if label else attribute.title


def _by_id(rows: list[Json]) -> dict[str, Mapping[str, Json]]:
    return {str(row.get("id")): row for row in rows if isinstance(row, dict)}
