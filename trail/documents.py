"""Reading the trail for verification: in bulk, in one snapshot, without the ORM."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context

import psycopg
from django.db import connection
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from trail.domain.checkpoint import Heads, Signed
from trail.domain.event import Kind, written_at
from trail.domain.verify import Points, Problem, Report, walk

MANY = 100_000  # from so many events on a second process pays
# A fork starts at once; it opens a connection of its own and touches none of ours.
START = "fork" if sys.platform == "linux" else "spawn"
# Columns are taken as they come over the wire: text as bytes, numbers and times as integers.
# Nulls and other types, which only an altered table can hold, become values that fit nothing.
_TYPES = ("bytea", "int8", "bytea", "bytea", "bytea", "int8", "bytea", "bytea", "bytea")
_EVENTS = sql.SQL(
    "COPY (SELECT coalesce(chain, ''), coalesce(seq::bigint, -1), coalesce(kind::text, ''),"
    " coalesce(actor_id::text, ''), coalesce(object::text, ''),"
    " coalesce(at::timestamptz, '-infinity'), coalesce(prev::text, ''), coalesce(hash::text, ''),"
    " coalesce(body::text, '') FROM trail_event WHERE {where} ORDER BY chain, seq)"
    " TO STDOUT (FORMAT BINARY)"
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole trail as of one moment, however long it takes to read."""

    to: psycopg.Connection
    address: str
    name: str

    def heads(self) -> Heads:
        """Return where every chain is said to end."""
        rows = self.to.execute("SELECT chain, seq, hash FROM trail_head ORDER BY chain")
        return {str(chain): (seq or 0, hash_ or "") for chain, seq, hash_ in rows}

    def checkpoints(self) -> tuple[list[Signed], list[Problem]]:
        """Return the checkpoints, and the columns of theirs that contradict their bodies."""
        rows = self.to.execute(
            "SELECT number, at, root, hash, body, signature, public_key"
            " FROM trail_checkpoint ORDER BY number"
        )
        signed: list[Signed] = []
        problems: list[Problem] = []
        for number, at, root, *rest in rows:
            one = Signed(number, *(text or "" for text in rest))
            signed.append(one)
            problems += _column_faults(one, at, root)
        return signed, problems

    def checkpoints_made(self) -> int:
        """Return the number of the last checkpoint that the trail itself tells of."""
        row = self.to.execute(
            "SELECT body FROM trail_event WHERE chain = 'instance' AND kind = %s"
            " ORDER BY seq DESC LIMIT 1",
            [Kind.CHECKPOINT_MADE.value],
        ).fetchone()
        try:
            return int(json.loads(row[0])["facts"]["number"]) if row else 0
        except (ValueError, KeyError, TypeError):
            return 0  # the walk over events says what is wrong with this one

    def walk(self, heads: Heads, points: Points, chain: str | None) -> Report:
        """Check the events of one chain in full, or of all."""
        if chain is not None:
            where = sql.SQL("chain = {}").format(chain)
            return walk_part(self.address, self.name, where.as_string(), points, is_thorough=True)
        middle = _middle(heads)
        if middle is None:
            return walk_part(self.address, self.name, "true", points)
        first, second = (
            sql.SQL(part).format(middle).as_string()
            for part in ("chain < {}", "chain >= {} OR chain IS NULL")
        )
        with ProcessPoolExecutor(1, mp_context=get_context(START)) as pool:
            other = pool.submit(walk_part, self.address, self.name, second, points)
            report = walk_part(self.address, self.name, first, points)
            return report.joined(other.result())

    def oldest_after(self, anchored: Sequence[tuple[str, int]]) -> tuple[datetime, datetime] | None:
        """Return the time of the oldest event beyond these places, and the time now."""
        chains, numbers = [chain for chain, _ in anchored], [seq for _, seq in anchored]
        row = self.to.execute(
            "SELECT min(e.at), now() FROM unnest(%s::text[], %s::bigint[]) p (chain, seq)"
            " JOIN trail_event e ON e.chain = p.chain AND e.seq = p.seq + 1",
            [chains, numbers],
        ).fetchone()
        return row if row and row[0] else None


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Open a snapshot that other processes can read as well."""
    given = connection.get_connection_params()
    # What is not an address is between Django and psycopg, and no word of PostgreSQL's.
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    address = make_conninfo("", **{name: given[name] for name in known & given.keys()})
    with psycopg.connect(address) as to:
        _begin(to)
        row = to.execute("SELECT pg_export_snapshot()").fetchone()
        yield Snapshot(to, address, str(row and row[0]))


def walk_part(
    address: str,
    snapshot_name: str,
    where: str,
    points: Points,
    *,
    is_thorough: bool = False,
) -> Report:
    """Check some of the events of a snapshot; runs in a process of its own when there are many."""
    with psycopg.connect(address) as to:
        _begin(to)
        to.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot_name))
        query = _EVENTS.format(where=sql.SQL(where))
        with to.cursor() as cursor, cursor.copy(query) as copy:
            copy.set_types(_TYPES)
            return walk(copy.rows(), points, is_thorough=is_thorough)


def _begin(to: psycopg.Connection) -> None:
    to.execute("SET statement_timeout = 0")
    to.commit()
    to.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _middle(heads: Heads) -> str | None:
    """Return the chain that halves the events, or None when there are few."""
    total = sum(seq for seq, _ in heads.values())
    if total < MANY:
        return None
    sofar = 0
    for chain, (seq, _) in heads.items():
        sofar += seq
        if sofar * 2 >= total:
            return chain
    return None


def _column_faults(one: Signed, at: datetime | None, root: str | None) -> Iterator[Problem]:
    try:
        said = json.loads(one.body)
        stated = {"root": said["root"], "at": said["at"]}
    except (ValueError, KeyError, TypeError):
        return  # the check of the body says so
    columns = {"root": root, "at": written_at(at) if at else None}
    for name, value in columns.items():
        if value != stated[name]:
            message = f"The column says {value}, the body {stated[name]}."
            yield Problem("trail_checkpoint", "", one.number, name, message)
