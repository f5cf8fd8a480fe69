"""What is done to the trail: an event is added, a checkpoint is made."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from trail.domain.event import Actor, Entry, Json, Kind, Tip, build_entry
from trail.models import Event

COLUMNS = ("chain", "seq", "kind", "actor_id", "object", "at", "prev", "hash", "body")
TAKE_HEAD = "SELECT seq, hash, at FROM trail_take_head(%s)"
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


def as_parameters(entry: Entry) -> tuple[object, ...]:
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
