"""What is done to the trail: an event is added, a checkpoint is made."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from trail import seal
from trail.domain.checkpoint import FULL_EVERY, Heads, Signed, fold, state
from trail.domain.event import (
    GENESIS,
    SYSTEM,
    Actor,
    Entry,
    Json,
    Kind,
    Tip,
    build_entry,
    hash_of,
)
from trail.models import Checkpoint, Event, Head

INSTANCE = "instance"
ANCHORS = "checkpoints.jsonl"
CHECKPOINT_LOCK = 0x747261696C  # "trail": one checkpoint at a time
CHUNK = 64 * 1024
COLUMNS = ("chain", "seq", "kind", "actor_id", "object", "at", "prev", "hash", "body")
TAKE_HEAD = "SELECT seq, hash, at FROM trail_take_head(%s)"
TAKE_HEADS = """
SELECT seq, hash, at FROM unnest(%s::text[]) WITH ORDINALITY wanted (chain, number),
  LATERAL trail_take_head(wanted.chain) ORDER BY wanted.number
"""
# Parameters: as_parameters(entry). Works as a part of a larger statement (WITH … AS (…)) as well.
INSERT_EVENT = (
    f"INSERT INTO trail_event ({', '.join(COLUMNS)})"  # noqa: S608 - all of it is constant
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))})"
)


def append(
    *,
    chain: str,
    kind: Kind,
    by: Actor,
    facts: Mapping[str, Json],
    object: str = "",  # noqa: A002 - the body's own word
    before: str | None = None,
    after: str | None = None,
    reason: str = "",
    tip: Tip | None = None,
) -> Event:
    """Add an event in the caller's transaction; two on one chain wait for each other.

    Give ``tip`` when the head was read, and locked, by a statement of the caller's own.
    """
    assert connection.in_atomic_block, "append() belongs into the transaction of what happened"  # noqa: S101
    with connection.cursor() as cursor:
        entry = build_event(
            chain=chain,
            tip=tip or take_tip(cursor, chain),
            kind=kind,
            by=by,
            facts=facts,
            object=object,
            before=before,
            after=after,
            reason=reason,
        )
        parameters = as_parameters(entry)
        cursor.execute(INSERT_EVENT, parameters)
    return Event.from_db(connection.alias, COLUMNS, parameters)


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What happened on one of many chains, as ``append()`` takes it."""

    chain: str
    kind: Kind
    facts: Mapping[str, Json]
    object: str = ""
    before: str | None = None
    after: str | None = None
    reason: str = ""


def append_each(what: Iterable[Happened], *, by: Actor) -> None:
    """Add one event to each of many chains, in two statements however many they are."""
    assert connection.in_atomic_block, "append_each() belongs into what happened"  # noqa: S101
    each = sorted(what, key=lambda one: one.chain)  # two who write to the same meet in one order
    if not each:
        return
    with connection.cursor() as cursor:
        cursor.execute(TAKE_HEADS, [[one.chain for one in each]])
        tips = [Tip(*row) for row in cursor.fetchall()]
        parameters = [
            as_parameters(build_event(tip=tip, by=by, **vars(one)))
            for one, tip in zip(each, tips, strict=True)
        ]
        row = f"({', '.join(['%s'] * len(COLUMNS))})"
        rows = ", ".join([row] * len(parameters))
        insert = f"INSERT INTO trail_event ({', '.join(COLUMNS)}) VALUES {rows}"  # noqa: S608 - constant
        cursor.execute(insert, [value for one in parameters for value in one])


def take_tip(cursor: CursorWrapper, chain: str) -> Tip:
    """Lock the end of a chain, which begins if there is none yet, and return it."""
    cursor.execute(TAKE_HEAD, [chain])
    return Tip(*cursor.fetchone())


def build_event(
    *,
    chain: str,
    tip: Tip,
    kind: Kind,
    by: Actor,
    facts: Mapping[str, Json],
    object: str = "",  # noqa: A002 - the body's own word
    before: str | None = None,
    after: str | None = None,
    reason: str = "",
) -> Entry:
    """Return the columns of the next event, for whoever inserts it in a statement of their own."""
    return build_entry(
        chain=chain,
        tip=tip,
        kind=kind,
        by=by,
        facts=facts,
        object=object,
        before=before,
        after=after,
        reason=reason,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id") or ""),
        app=settings.VERSION,
    )


def as_parameters(entry: Entry) -> tuple[str | int | datetime, ...]:
    """Return an event's columns in the order in which they are inserted."""
    return (
        entry.chain,
        entry.seq,
        entry.kind,
        entry.actor_id,
        entry.object,
        entry.at,
        entry.prev,
        entry.hash,
        entry.body,
    )


def checkpoint_after_commit() -> None:
    """Make a checkpoint as soon as what is under way is committed, as after a signature."""
    transaction.on_commit(checkpoint, robust=True)


def checkpoint() -> Checkpoint | None:
    """Sign where all chains end now, if any moved since the last time; None when none did."""
    made = _make_checkpoint()
    if not made:
        write_anchors()  # what could not be written the last time
    return made


@transaction.atomic
def _make_checkpoint() -> Checkpoint | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHECKPOINT_LOCK])
    last = Checkpoint.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    since = (number - 2) // FULL_EVERY * FULL_EVERY + 1  # the last that lists all heads
    earlier = Checkpoint.objects.filter(number__gte=since).order_by("number")
    known = fold(earlier.values_list("body", flat=True))
    heads: Heads = {
        chain: (seq, hash_)
        for chain, seq, hash_ in Head.objects.values_list("chain", "seq", "hash")
    }
    if heads == known:
        return None
    facts: dict[str, Json] = {"number": number, "chains": len(heads.keys() | {INSTANCE})}
    event = append(chain=INSTANCE, kind=Kind.CHECKPOINT_MADE, by=SYSTEM, facts=facts)
    heads[INSTANCE] = (event.seq, event.hash)
    prev = last.hash if last else GENESIS
    body, root = state(number=number, at=event.at, prev=prev, heads=heads, known=known)
    signature, public_key = seal.sign(b"\0" + body.encode())
    made = Checkpoint.objects.create(
        number=number,
        at=event.at,
        root=root,
        hash=hash_of(body),
        body=body,
        signature=signature,
        public_key=public_key,
    )
    transaction.on_commit(write_anchors, robust=True)
    return made


def write_anchors() -> None:
    """Add the checkpoints that the file outside the database lacks.

    Only committed ones, so a line never speaks of events that were rolled back; one that a crash
    kept from being written is added with the next.
    """
    path = Path(settings.VAR) / ANCHORS
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = _last_number(file)
        for row in Checkpoint.objects.filter(number__gt=done).order_by("number").iterator():
            file.write((as_signed(row).as_line() + "\n").encode())
        file.flush()
        os.fsync(file.fileno())


def as_signed(row: Checkpoint) -> Signed:
    """Return a checkpoint without the columns that are drawn from its body."""
    return Signed(row.number, row.hash, row.body, row.signature, row.public_key)


def _last_number(file: BinaryIO) -> int:
    """Return the number in the last whole line; a line that was cut short is taken off."""
    size = file.seek(0, os.SEEK_END)
    tail, start = b"", size
    while start and tail.count(b"\n") < 2:  # the end of the last line, and its start
        start = max(0, start - CHUNK)
        file.seek(start)
        tail = file.read(size - start)
    whole, _, torn = tail.rpartition(b"\n")
    if torn:
        file.truncate(size - len(torn))
    line = whole.rpartition(b"\n")[2]
    return Signed.from_line(line.decode()).number if line else 0
