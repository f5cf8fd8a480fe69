"""Copies a spec with everything that hangs on it, under new numbers, with hashes that are right."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField, ForeignKey, Model, UUIDField

from specs.models import Spec, SpecListing, SpecText
from trail.domain.canonical import canonical, digest
from trail.domain.event import GENESIS, hash_of
from trail.models import Event

if TYPE_CHECKING:
    from django.db.models import Field

Row = list[str | None]
Ids = dict[str, str]
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
DAY = r"20\d\d-\d\d-\d\d(?=[T ]\d\d:\d\d:\d\d)"
DIGEST = re.compile("[0-9a-f]{64}")
MADE_BY_TRIGGERS = (SpecListing, SpecText)
# Shared by all, or found by the hash of a text that copies do not have.
SHARED = {"ReadMark", "SeenText", "SpecTemplate", "TemplateDraft"}


@dataclass
class Table:
    """The rows of one table that hang on the original, every value as PostgreSQL writes it."""

    model: type[Model]
    columns: list[str]
    rows: list[Row]
    key: int | None  # which column is a number that counts up
    links: dict[int, type[Model]]  # which columns name rows that are copied too

    @property
    def name(self) -> str:
        """What the database calls it."""
        return self.model._meta.db_table  # noqa: SLF001


def parts() -> list[type[Model]]:
    """Return every model of which rows can hang on a spec."""
    found = [
        *apps.get_app_config("specs").get_models(),
        *apps.get_app_config("reviews").get_models(),
    ]
    kept = (model for model in found if model._meta.managed)  # noqa: SLF001 - a view has no rows
    return [model for model in kept if model.__name__ not in SHARED]


def links_of(model: type[Model]) -> list[ForeignKey[Model, Model]]:
    """Return the columns that name a row of another table."""
    fields = model._meta.concrete_fields  # noqa: SLF001
    return [one for one in fields if isinstance(one, ForeignKey)]


@dataclass
class Original:
    """One spec with all rows that hang on it, ready to be copied."""

    spec: Spec
    tables: dict[type[Model], Table] = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)
    hashed: list[tuple[str, str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read it."""
        self._gather()
        self.events = select(Event, "chain = %s", [self.spec.chain], "seq")[1]
        self.hashed = [*self._frozen(), *self._recorded(), *self._happened()]

    def _gather(self) -> None:
        """Follow every column that names something found already, until nothing new turns up."""
        keys: dict[type[Model], set[str]] = {Spec: {str(self.spec.pk)}}
        models = [model for model in parts() if model is not Spec]
        grew = True
        while grew:
            grew = False
            for model in models:
                found = self._hanging(model, keys)
                if len(found) > len(keys.get(model, ())):
                    keys[model], grew = found, True
        for model, found in keys.items():
            if model not in MADE_BY_TRIGGERS:
                self.tables[model] = self._table(model, found, keys)

    def _hanging(self, model: type[Model], keys: Mapping[type[Model], set[str]]) -> set[str]:
        found: set[str] = set()
        column = key_column(model)
        for link in links_of(model):
            above = link.related_model
            if above in keys and above is not model:
                where = f"{link.column}::text = ANY(%s)"
                what = f"SELECT {column} FROM {model._meta.db_table} WHERE {where}"  # noqa: SLF001
                found |= {row[0] for row in ask(what, [list(keys[above])])}
        return found

    def _table(
        self, model: type[Model], found: set[str], keys: Mapping[type[Model], set[str]]
    ) -> Table:
        numbered = model._meta.pk  # noqa: SLF001
        by = str(numbered.column or "ctid")  # what came later rests on what came before
        columns, rows = select(model, f"{key_column(model)} = ANY(%s)", [list(found)], by)
        key = columns.index(by) if isinstance(numbered, AutoField) else None
        links = {
            columns.index(link.column): link.related_model
            for link in links_of(model)
            if link.related_model in keys and is_counted(link.related_model)
        }
        return Table(model, columns, rows, key, links)

    def _column(self, model_name: str, *names: str) -> Iterator[list[str]]:
        """Return some columns of the rows of one table."""
        table = next((t for t in self.tables.values() if t.model.__name__ == model_name), None)
        for row in table.rows if table else []:
            yield [row[table.columns.index(name)] or "" for name in names] if table else []

    def _frozen(self) -> Iterator[tuple[str, str, bool]]:
        """What revisions are made of: each section's text, then the whole."""
        for content, content_hash in self._column("Revision", "content", "content_hash"):
            for section in json.loads(content)["sections"]:
                own = {name: part for name, part in section.items() if name != "hash"}
                assert digest(canonical(own)) == section["hash"]
                yield section["hash"], canonical(own), False
            yield content_hash, content, False

    def _recorded(self) -> Iterator[tuple[str, str, bool]]:
        for record, record_hash in self._column("SignOff", "record", "record_hash"):
            yield record_hash, record, False

    def _happened(self) -> Iterator[tuple[str, str, bool]]:
        for row in self.events:
            yield row[-2] or "", row[-1] or "", True


def is_counted(model: type[Model]) -> bool:
    """Say whether rows are numbered by a sequence."""
    return isinstance(model._meta.pk, AutoField)  # noqa: SLF001


def key_column(model: type[Model]) -> str:
    """Return what a row is found by; a key of several columns is what PostgreSQL calls the row."""
    pk = model._meta.pk  # noqa: SLF001
    return f"{pk.column}::text" if pk.column else "ctid::text"


def ask(query: str, parameters: list[Any]) -> list[tuple[str, ...]]:
    """Return what a query finds."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[tuple[str, ...]] = cursor.fetchall()
        return found


def select(
    model: type[Model], where: str, parameters: list[Any], by: str
) -> tuple[list[str], list[Row]]:
    """Return the columns of a table, and rows with every value as text."""
    fields: list[Field[object, object]] = list(model._meta.concrete_fields)  # noqa: SLF001
    columns = [one.column for one in fields if one.column]
    wanted = ", ".join(f'"{column}"::text' for column in columns)
    table = model._meta.db_table  # noqa: SLF001
    query = f"SELECT {wanted} FROM {table} WHERE {where} ORDER BY {table}.{by}"
    return columns, [list(row) for row in ask(query, parameters)]


@dataclass
class Copier:
    """Makes copies of originals, many at a time."""

    originals: list[Original]
    names: list[str]  # what copies call otherwise: people by number, name and address, titles
    counters: dict[type[Model], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn how to find what is called otherwise."""
        own = sorted(map(re.escape, self.names), key=len, reverse=True)
        self.token = re.compile("|".join([UUID, "[0-9a-f]{64}", DAY, *own]))
        for original in self.originals:
            for model, table in original.tables.items():
                if table.key is not None and model not in self.counters:
                    query = (
                        f"SELECT coalesce(max({key_column(model)}::bigint), 0) FROM {table.name}"
                    )
                    self.counters[model] = int(ask(query, [])[0][0])

    @transaction.atomic
    def copy(self, wanted: list[tuple[Original, Ids, int]]) -> None:
        """Copy originals, each with what it calls otherwise, so many days ago."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        made: dict[type[Model], list[Row]] = {}
        events: list[Row] = []
        columns: dict[type[Model], list[str]] = {}
        pairs: list[Row] = []
        for original, ids, days in wanted:
            copy = _Copy(self, original, dict(ids), days)
            for model, rows in copy.rows():
                made.setdefault(model, []).extend(rows)
                columns[model] = original.tables[model].columns
            events += copy.events()
            pairs.append([str(original.spec.pk), copy.ids[str(original.spec.pk)]])
        for model, rows in made.items():
            put(model._meta.db_table, columns[model], rows)  # noqa: SLF001
        heads: list[Row] = [[chain, "0", GENESIS] for chain in dict.fromkeys(e[0] for e in events)]
        put("trail_head", ["chain", "seq", "hash"], heads)
        put("trail_event", [f.column for f in Event._meta.concrete_fields if f.column], events)  # noqa: SLF001
        _list_alike(pairs)

    def finish(self) -> None:
        """Let the database count on from where the copies end."""
        for model, last in self.counters.items():
            table = model._meta.db_table  # noqa: SLF001
            ask("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)::text", [table, max(last, 1)])


class _Copy:
    """One copy in the making."""

    def __init__(self, copier: Copier, original: Original, ids: Ids, days: int) -> None:
        self.copier, self.original, self.ids = copier, original, ids
        self.shift = timedelta(days=days)
        self.days: Ids = {}
        self.numbers: dict[type[Model], Ids] = {}
        for model, table in original.tables.items():
            self._number(model, table)
        for old, text, is_event in original.hashed:
            new = self.sub(text)
            self.ids[old] = hash_of(new) if is_event else digest(new)

    def _number(self, model: type[Model], table: Table) -> None:
        """Give every row a number or an id of its own."""
        if table.key is not None:
            last = self.copier.counters[model]
            own = {str(row[table.key]): str(last + n) for n, row in enumerate(table.rows, start=1)}
            self.numbers[model] = own
            self.copier.counters[model] = last + len(own)
        # Ids of rows and of saves; a column that names another row has the id of that one.
        for own_id in model._meta.concrete_fields:  # noqa: SLF001
            if isinstance(own_id, UUIDField):
                at = table.columns.index(str(own_id.column))
                self.ids |= {str(row[at]): str(uuid.uuid4()) for row in table.rows if row[at]}
        # A link leads to one place, and a file is of one revision.
        for at, column in enumerate(table.columns):
            if column in ("token_hash", "key"):
                told = {str(row[at]) for row in table.rows if DIGEST.fullmatch(row[at] or "")}
                self.ids |= {one: digest(str(uuid.uuid4())) for one in told}

    def sub(self, text: str) -> str:
        """Return a text in which everything is called as in the copy."""
        return self.copier.token.sub(self._other, text)

    def _other(self, found: re.Match[str]) -> str:
        token = found[0]
        known = self.ids.get(token)
        if known is not None:
            return known
        if len(token) == len("2026-01-01") and token[4] == "-":
            if token not in self.days:
                self.days[token] = (date.fromisoformat(token) - self.shift).isoformat()
            return self.days[token]
        return token

    def rows(self) -> Iterator[tuple[type[Model], list[Row]]]:
        """Return the rows of every table."""
        for model, table in self.original.tables.items():
            yield model, [self._row(table, row) for row in table.rows]

    def _row(self, table: Table, row: Row) -> Row:
        made = [value if value is None else self.sub(value) for value in row]
        if table.key is not None:
            made[table.key] = self.numbers[table.model][str(row[table.key])]
        for at, above in table.links.items():
            if row[at] is not None:
                made[at] = self.numbers[above][str(row[at])]
        return made

    def events(self) -> list[Row]:
        """Return the chain, every link made anew."""
        return [[value and self.sub(value) for value in row] for row in self.original.events]


def put(table: str, columns: list[str], rows: list[Row]) -> None:
    """Write rows as fast as PostgreSQL takes them."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _merged(column: str) -> str:
    """Return what a copy says there: the words of its own title stay beside those of the rest."""
    return "n.vector || p.vector" if column == "vector" else f'p."{column}"'


def _list_alike(pairs: list[Row]) -> None:
    """Let lists and search say of copies what they say of their originals."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE copies (old uuid, new uuid) ON COMMIT DROP")
    put("copies", ["old", "new"], pairs)
    for model in MADE_BY_TRIGGERS:
        table = model._meta.db_table  # noqa: SLF001
        fields = [f.column for f in model._meta.concrete_fields if f.column != "spec_id"]  # noqa: SLF001
        values = ", ".join(f'"{one}" = {_merged(one)}' for one in fields if one)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} n SET {values} FROM copies c"
                f" JOIN {table} p ON p.spec_id = c.old WHERE n.spec_id = c.new"
            )
