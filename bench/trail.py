"""P14 and P15: verifying the trail, and what the chain costs a save.

Run alone with `python -m config.services with -- python -m bench.trail`; both figures stand beside
a reference measured in the same run. Everything happens in a test database of its own.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from statistics import median

import django

from bench.rows import Row, table

EVENTS, CHAINS, ROUNDS = 200_000, 1_000, 3
CLIENTS, SAVES, TURNS = 8, 100, 7


def run() -> list[Row]:
    """Measure both."""
    with database():
        return [verifying(), chaining()]


@contextmanager
def database() -> Iterator[str]:
    """Give a migrated database that is gone afterwards."""
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # its connections lead to the database of an earlier figure
    before = str(connection.settings_dict["NAME"])
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield name
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def verifying() -> Row:
    """P14: events a second, all columns, links, heads and checkpoints, against bare hashing."""
    from trail.documents import snapshot
    from trail.domain.verify import compare_heads, settle

    fill()
    rates, bare = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with snapshot() as now:
            heads = now.heads()
            report = now.walk(heads, {}, None)
            settle(report, heads)
            assert not [*report.problems, *compare_heads(heads, report.ends)]
            assert report.events == EVENTS
        rates.append(report.events / (time.perf_counter() - start))
        bare.append(EVENTS / bare_hashing())
    rate, reference = median(rates), median(bare)
    return Row(
        number="P14",
        what=f"verifying {EVENTS:,} events from PostgreSQL",
        measured=f"{rate:,.0f}/s",
        reference=f"{reference:,.0f}/s read and hashed",
        ratio=rate / reference,
        must="100,000/s",
        goal="400,000/s",
        holds=rate >= 100_000,
    )


def fill() -> None:
    """Insert a trail as the application would, events of the usual size."""
    from django.db import connection

    from trail.actions import as_parameters
    from trail.domain.event import GENESIS, Actor, Kind, Tip, build_entry

    by = Actor("17", "Mia Marsh", "password")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for number in range(CHAINS):
            chain = f"spec:{number:08}-0000-4000-8000-000000000000"
            cursor.execute(
                "INSERT INTO trail_head (chain, seq, hash) VALUES (%s, 0, %s)", [chain, GENESIS]
            )
            tip = Tip(0, GENESIS, at)
            with cursor.copy(
                "COPY trail_event (chain, seq, kind, actor_id, object, at, prev, hash, body)"
                " FROM STDIN"
            ) as copy:
                for turn in range(EVENTS // CHAINS):
                    entry = build_entry(
                        chain=chain,
                        tip=tip,
                        kind=Kind.ANSWER_SAVED,
                        by=by,
                        facts={"key": "problem.statement", "version": turn, "label": "The problem"},
                        object="problem.statement",
                        before="a" * 64,
                        after="b" * 64,
                        request_id="3f0c8a52-41f9-4a7e-9f6d-2d4f0f9f3c11",
                        app="0.1.0",
                    )
                    copy.write_row(as_parameters(entry))
                    tip = Tip(entry.seq, entry.hash, at + timedelta(seconds=turn))
        cursor.execute("RESET statement_timeout")
        cursor.execute("ANALYZE trail_event")


def bare_hashing() -> float:
    """Return the seconds that it takes one process to read all bodies and hash them."""
    from trail.documents import snapshot

    start = time.perf_counter()
    with snapshot() as now, now.to.cursor() as cursor:
        query = "COPY (SELECT body FROM trail_event ORDER BY chain, seq) TO STDOUT (FORMAT BINARY)"
        with cursor.copy(query) as copy:
            copy.set_types(["bytea"])
            for (body,) in copy.rows():
                hashlib.sha256(b"\0" + body).hexdigest()
    return time.perf_counter() - start


def chaining() -> Row:
    """P15: saves a second by eight clients, events in chains against events in a plain table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_person (id int PRIMARY KEY, name text);"
            "CREATE TABLE bench_spec (id int PRIMARY KEY, state text, version int);"
            "CREATE TABLE bench_answer (id int PRIMARY KEY, value text, version int);"
            "CREATE TABLE bench_version (answer_id int, version int, value text, op_id text,"
            " PRIMARY KEY (answer_id, version));"
            "CREATE TABLE bench_event AS SELECT * FROM trail_event LIMIT 0;"
            "ALTER TABLE bench_event ADD PRIMARY KEY (chain, seq);"
            f"INSERT INTO bench_person SELECT n, 'Mia' FROM generate_series(0, {CLIENTS}) n;"
            f"INSERT INTO bench_spec SELECT n, 'draft', 0 FROM generate_series(0, {CLIENTS}) n;"
            f"INSERT INTO bench_answer SELECT n, '', 0 FROM generate_series(0, {CLIENTS}) n"
        )
    plain, chained = rates(str(connection.settings_dict["NAME"]))
    ratio = median(one / other for one, other in zip(chained, plain, strict=True))
    return Row(
        number="P15",
        what=f"saves by {CLIENTS} clients, with the chain against without",
        measured=f"{median(chained):,.0f}/s",
        reference=f"{median(plain):,.0f}/s without",
        ratio=ratio,
        must=">= 0.9x",
        goal=">= 0.97x",
        holds=ratio >= 0.9,
    )


def rates(name: str) -> tuple[list[float], list[float]]:
    """Let all clients save, without and with the chain in turns, and return their joint rates."""
    context = get_context("spawn")
    gate = context.Barrier(CLIENTS + 1)
    clients = [
        context.Process(target=client, args=(name, number, gate)) for number in range(CLIENTS)
    ]
    for process in clients:
        process.start()
    found: tuple[list[float], list[float]] = ([], [])
    for turn in range(2 * TURNS):
        gate.wait(120)
        start = time.perf_counter()
        gate.wait(120)
        found[turn % 2].append(CLIENTS * SAVES / (time.perf_counter() - start))
    for process in clients:
        process.join()
    assert all(process.exitcode == 0 for process in clients)
    return found


def client(name: str, number: int, gate: Barrier) -> None:
    """Save one answer again and again: the process of one client."""
    django.setup()
    from django.db import connection, transaction

    from trail.actions import take_tip

    connection.settings_dict["NAME"] = name
    with transaction.atomic(), connection.cursor() as cursor:
        take_tip(cursor, chain_of(number))  # begins the chain, as creating a spec does
    save(number, 0, is_chained=False)
    save(number, 0, is_chained=True)
    for turn in range(2 * TURNS):
        gate.wait(120)
        for one in range(SAVES):
            save(number, turn * SAVES + one + 1, is_chained=turn % 2 == 1)
        gate.wait(120)


# The spec is locked first, then the end of its chain: the order of locks everywhere.
LOCK = "SELECT s.id, s.state, s.version FROM bench_spec s WHERE s.id = %s FOR UPDATE"
LOCK_WITH_HEAD = (
    "SELECT h.seq, h.hash, clock_timestamp() FROM bench_spec s JOIN trail_head h ON h.chain = %s"
    " WHERE s.id = %s FOR UPDATE OF s, h"
)
WRITE = (
    "WITH answer AS (UPDATE bench_answer SET value = %s, version = version + 1 WHERE id = %s"
    " RETURNING id, version), spec AS (UPDATE bench_spec SET version = version + 1 WHERE id = %s),"
    " kept AS (INSERT INTO bench_version SELECT id, version, %s, %s FROM answer) "
)


def chain_of(number: int) -> str:
    """Return the chain of one client's spec."""
    return f"spec:{number:08}-1111-4000-8000-000000000000"


def save(number: int, turn: int, *, is_chained: bool) -> None:
    """Save one answer with its version and its event, in four statements either way."""
    from django.db import connection, transaction

    from trail.actions import INSERT_EVENT, as_parameters, build_event
    from trail.domain.canonical import canonical
    from trail.domain.event import Actor, Json, Kind, Tip

    chain, value = chain_of(number), f"Recall, turn {turn}. " * 5
    facts: dict[str, Json] = {"key": "goal.metric", "version": turn}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM bench_person WHERE id = %s", [number])
        person = cursor.fetchone()
        if is_chained:
            cursor.execute(LOCK_WITH_HEAD, [chain, number])
            entry = build_event(
                chain=chain,
                tip=Tip(*cursor.fetchone()),
                kind=Kind.ANSWER_SAVED,
                by=Actor(str(person[0]), person[1]),
                facts=facts,
            )
            event, statement = as_parameters(entry), WRITE + INSERT_EVENT
        else:
            cursor.execute(LOCK, [number])
            cursor.fetchone()
            now = datetime.now(UTC)
            body = canonical({"facts": facts, "actor": {"id": person[0], "name": person[1]}})
            kind = Kind.ANSWER_SAVED.value
            event = (chain, turn, kind, str(person[0]), "", now, "", "", body)
            statement = WRITE + INSERT_EVENT.replace("trail_event", "bench_event")
        cursor.execute(statement, [value, number, number, value, str(turn), *event])


def main() -> int:
    """Print both rows; 1 when one misses what it must hold."""
    django.setup()
    rows = run()
    print(table(rows))
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
