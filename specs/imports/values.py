"""Answers as a file gives them, turned into what is stored; every fault by its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from specs.domain.attribute import Attribute, Json, Kind
from specs.domain.values import Invalid, clean_line, clean_text, find_problems
from specs.exports.portable import ENTRY, PARTS
from specs.imports.faults import quoted

if TYPE_CHECKING:
    from typing import TypeAlias

    from specs.imports.faults import Path

    Found: TypeAlias = tuple[Path, str]

MOST_ROWS = 1000
YES_NO: Mapping[str, bool] = {"yes": True, "no": False}
OPTIONAL = ("user",)


@dataclass(frozen=True, slots=True)
class Row:
    """One row to store."""

    row: str
    cells: dict[str, Json]


class Placed(NamedTuple):
    """A row with its place in the file, and that of its cells."""

    path: Path
    inside: Path
    row: Row


NOWHERE = Placed((), (), Row("", {}))


@dataclass
class Reader:
    """Reads the answer to one attribute; what is wrong gathers in ``found``."""

    attribute: Attribute
    found: list[Found] = field(default_factory=list)

    def read(self, value: Json) -> Json | list[Row]:
        """Return a value or rows to store; None when it is blank or wrong."""
        if isinstance(value, dict) and "not_applicable" in value:
            return self._excused(value)
        if self.attribute.kind.has_items:
            return self._rows(value)
        read = self._plain(value)
        if not self.found:
            for problem in find_problems(self.attribute, read):
                self.wrong(tuple(problem.part.split(".")) if problem.part else (), problem.message)
        return None if self.found else read

    def wrong(self, path: Path, message: str) -> None:
        self.found.append((path, message))

    def _excused(self, value: Mapping[str, Json]) -> Json:
        for name in value:
            if name != "not_applicable":
                self.wrong((name,), "Beside not_applicable there is nothing else.")
        reason = self._text(value["not_applicable"], ("not_applicable",), keep=True)
        excused: Json = {"not_applicable": (reason or "").strip()}
        if not self.found:
            for problem in find_problems(self.attribute, excused):
                self.wrong((problem.part,), problem.message)
        return excused

    def _plain(self, value: Json) -> Json:
        kind = self.attribute.kind
        if value is None or value == "":
            return None
        if kind in PARTS:
            return self._parts(value, PARTS[kind])
        if kind is Kind.MULTI_CHOICE:
            return self._choices(value)
        if kind is Kind.YES_NO:
            return YES_NO.get(value, value) if isinstance(value, str) else value
        return self._text(value, (), keep=kind is Kind.LONG_TEXT) or None

    def _choices(self, value: Json) -> Json:
        if not isinstance(value, list):
            self.wrong((), "A list of options belongs here.")
            return None
        return [self._text(entry, (n,)) or "" for n, entry in enumerate(value)] or None

    def _parts(self, value: Json, names: Sequence[str]) -> Json:
        if not isinstance(value, dict):
            self.wrong((), f"Its parts belong here: {', '.join(names[:2])}.")
            return None
        parts = self._fields(value, names)
        filled = any(parts.values())
        return {n: parts[n] for n in names if parts[n] or n not in OPTIONAL} if filled else None

    def _fields(
        self, value: Mapping[str, Json], names: Sequence[str], at: Path = ()
    ) -> dict[str, str]:
        """Return each named part as text, blank when it is missing."""
        for name in value:
            if name not in names:
                self.wrong(
                    (*at, name), f"There is no part {quoted(name)}, only {', '.join(names)}."
                )
        return {
            name: self._text(value.get(name), (*at, name), keep=name == "note") for name in names
        }

    def _text(self, value: Json, path: Path, *, keep: bool = False) -> str:
        """Return a text as it is stored; ``keep`` leaves lines and spaces as they are."""
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(path, "A text belongs here.")
            return ""
        try:
            return clean_text(value) if keep else clean_line(value)
        except Invalid as problem:
            self.wrong(path, problem.message)
            return ""

    def _rows(self, value: Json) -> list[Row] | None:
        entries = list(self._entries(value))
        if len(entries) > MOST_ROWS:
            self.wrong((), f"A table holds at most {MOST_ROWS} rows; this has {len(entries):,}.")
        rows = [row for path, held in entries if (row := self._row(held, path))]
        self._judge(rows)
        return None if self.found else [placed.row for placed in rows]

    def _entries(self, value: Json) -> Iterator[tuple[Path, Json]]:
        """Walk the rows, however they are given: a list, or a checklist by its items."""
        if value is None:
            return
        if isinstance(value, list):
            yield from (((n,), entry) for n, entry in enumerate(value))
        elif self.attribute.kind is Kind.CHECKLIST and isinstance(value, dict):
            yield from (((key,), {"row": key, "cells": cells}) for key, cells in value.items())
        else:
            self.wrong((), "A list of rows belongs here.")

    def _row(self, held: Json, path: Path) -> Placed | None:
        if not isinstance(held, dict):
            self.wrong(path, "A row belongs here: its cells by name.")
            return None
        if "cells" in held:
            for name in held:
                if name not in ("id", "row", "cells"):
                    self.wrong((*path, name), "A row has an id, a row and cells, nothing else.")
            row, cells, inside = held.get("row"), held["cells"], (*path, "cells")
        else:
            row = None if self.attribute.column("row") else held.get("row")
            cells = {k: v for k, v in held.items() if k != "id" and (k != "row" or row is None)}
            inside = path
        if not isinstance(cells, dict):
            self.wrong(inside, "The cells belong here, by the names of their columns.")
            return None
        key, read = self._row_key(row, path), self._cells(cells, inside)
        return None if key is None else Placed(path, inside, Row(key, read))

    def _row_key(self, row: Json, path: Path) -> str | None:
        """Return the key of a given row, nothing for one of people's own, None when it is wrong."""
        if row is None or row == "":
            if self.attribute.kind is Kind.CHECKLIST:
                self.wrong(path, "Say in row which item of the checklist this is.")
                return None
            return ""
        given = () if self.attribute.kind is Kind.RUBRIC else self._given()
        if row not in given:
            self.wrong((*path, "row"), f"There is no row {quoted(row)}.")
            return None
        return str(row)

    def _given(self) -> list[str]:
        return [line.key for line in (*self.attribute.fixed_rows, *self.attribute.items)]

    def _cells(self, cells: Mapping[str, Json], path: Path) -> dict[str, Json]:
        if self.attribute.kind is Kind.CHECKLIST:
            return dict(self._fields(cells, ENTRY, path))
        read: dict[str, Json] = {}
        for name, held in cells.items():
            if name == "scores" and self.attribute.criteria:
                continue
            column = self.attribute.column(name)
            if column is None:
                self.wrong((*path, name), f"There is no column {quoted(name)}.")
            elif text := self._text(held, (*path, name), keep=column.kind is Kind.LONG_TEXT):
                read[name] = text
        if self.attribute.kind is Kind.RUBRIC:
            read["scores"] = self._scores(cells.get("scores"), (*path, "scores"))
        return read

    def _scores(self, held: Json, path: Path) -> Json:
        if held is None:
            return {}
        if not isinstance(held, dict):
            self.wrong(path, "The scores belong here, by the names of their criteria.")
            return {}
        names = [line.key for line in self.attribute.criteria]
        return {name: score for name, score in self._fields(held, names, path).items() if score}

    def _judge(self, placed: Sequence[Placed]) -> None:
        """Hold the rows against the rules that hold for what people type."""
        checklist = self.attribute.kind is Kind.CHECKLIST
        rows = [one.row for one in placed]
        named = [row.row for row in rows] if checklist else []
        for key in sorted({key for key in named if named.count(key) > 1}):
            self.wrong((), f"The row {quoted(key)} is there twice. Keep one of them.")
        plain: Json = (
            {row.row: row.cells for row in rows}
            if checklist
            else [{"row": row.row, **row.cells} if row.row else row.cells for row in rows]
        )
        place = {one.row.row if checklist else str(n): one for n, one in enumerate(placed)}
        for problem in find_problems(self.attribute, plain):
            first, _, rest = problem.part.partition(".")
            one = place.get(first, NOWHERE)
            self.wrong((*one.inside, *rest.split(".")) if rest else one.path, problem.message)
