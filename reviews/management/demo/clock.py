"""The clock of the demo: what its stories do is done as at a moment of the past.

Actions read the time in three ways: ``timezone.now()``, the database's functions (``Now()``, the
defaults of columns), and the trail's own. While a story is told, all of them give the moment that
it is told of, and go on from there. No action knows of it, and no setting leads here: the functions
that stand before the database's own live in a schema that one transaction makes and drops again,
so no other connection ever sees them, and what is told commits only without them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

SCHEMA: Final = "demo_clock"
BACK: Final = "demo_clock.back"  # the interval by which the database's clock is moved
_FUNCTION = """CREATE FUNCTION {schema}.{name}() RETURNS timestamptz LANGUAGE sql {kind} AS
$$SELECT pg_catalog.{source}() + pg_catalog.current_setting('{back}')::interval$$;"""
# The trail's function keeps to its own search path; what it says of the time is moved here.
_HEAD = """CREATE FUNCTION {schema}.trail_take_head
(name text, OUT seq bigint, OUT hash text, OUT at timestamptz) RETURNS SETOF record
LANGUAGE sql VOLATILE AS $$SELECT h.seq, h.hash,
h.at + pg_catalog.current_setting('{back}')::interval FROM {home}.trail_take_head(name) h$$;"""
# All stories are one transaction, so what asks for its beginning gets that of the statement.
_SOURCES = {
    "clock_timestamp": ("clock_timestamp", "VOLATILE"),
    "statement_timestamp": ("statement_timestamp", "STABLE"),
    "transaction_timestamp": ("statement_timestamp", "STABLE"),
    "now": ("statement_timestamp", "STABLE"),
}


class Clock:
    """Says what time it is in the story."""

    def __init__(self, real: datetime) -> None:
        self.real = real  # when the telling began: every moment of a story is before it
        self._moment, self._since = real, time.monotonic()

    def now(self) -> datetime:
        """Return the moment that is told of, and what was spent on telling it."""
        return self._moment + timedelta(seconds=time.monotonic() - self._since)

    def go_to(self, moment: datetime) -> None:
        """Let it be a moment; where telling took longer than its time, it is a little later."""
        self._moment = max(moment, self.now()) if self._moment < self.real else moment
        self._since = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config(%s, (%s - pg_catalog.clock_timestamp())::text, true)",
                [BACK, self._moment],
            )


@contextmanager
def past() -> Iterator[Clock]:
    """Give a clock that all actions of the caller's transaction go by."""
    assert connection.in_atomic_block, "the clock ends with its transaction"  # noqa: S101
    clock, features = Clock(timezone.now()), connection.features
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_setting('search_path')")
        home, path = cursor.fetchone() or ("public", "public")
        names = {"schema": SCHEMA, "back": BACK, "home": home}
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for name, (source, kind) in _SOURCES.items():
            cursor.execute(_FUNCTION.format(name=name, source=source, kind=kind, **names))
        cursor.execute(_HEAD.format(**names))
        cursor.execute(f"SET LOCAL search_path = {SCHEMA}, pg_catalog, {home}")
    clock.go_to(clock.real)
    with (
        patch.object(timezone, "now", clock.now),
        # A column's default is the database's own function: what it stands for is written out.
        patch.object(features, "supports_default_keyword_in_insert", new=False),
        patch.object(features, "supports_default_keyword_in_bulk_insert", new=False),
    ):
        yield clock
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('search_path', %s, true)", [path])
        cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
