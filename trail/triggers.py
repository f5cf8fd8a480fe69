"""The database's own guard of the trail: what it lets in, and that it lets nothing be changed.

The checks run after a row is in, so they see what is really stored, and every trigger is ``ENABLE
ALWAYS``, so ``session_replication_role`` does not switch it off. Functions name their search path,
so a temporary table of the same name cannot stand in for a real one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from trail.domain.event import GENESIS

EVENT, HEAD, CHECKPOINT = TABLES = ("trail_event", "trail_head", "trail_checkpoint")

_REFUSE = """
BEGIN
    {exception}RAISE EXCEPTION '% on % is refused: the trail is only ever added to.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
"""
# Flushing a test database empties all tables. No other database gets this clause.
_TEST_FLUSH = """IF TG_OP = 'TRUNCATE' AND current_setting('cs.test_mode', true) = 'on' THEN
        RETURN NULL;
    END IF;
    """

# Moving the head is the check of the link: the row is found only where the chain ends just so.
_ADMIT_EVENT = """
BEGIN
    UPDATE trail_head SET seq = NEW.seq, hash = NEW.hash
        WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.prev;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Event % of % does not follow the last one.', NEW.seq, NEW.chain
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF strpos(NEW.body, ',"seq":' || NEW.seq || ',"v":') = 0
        OR strpos(NEW.body, ',"prev":"' || NEW.prev || '",') = 0
        OR strpos(NEW.body, ',"chain":"' || NEW.chain || '",') = 0 THEN
        RAISE EXCEPTION 'The body of event % of % names another place.', NEW.seq, NEW.chain
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.hash <> encode(sha256('\\x00'::bytea || convert_to(NEW.body, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'The hash of event % of % is not that of its body.', NEW.seq, NEW.chain
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
"""

_GUARD_HEAD = f"""
BEGIN
    IF TG_OP = 'INSERT' AND NEW.seq = 0 AND NEW.hash = '{GENESIS}' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.chain = OLD.chain AND NEW.seq = OLD.seq + 1 AND EXISTS (
        SELECT FROM trail_event
        WHERE chain = NEW.chain AND seq = NEW.seq AND prev = OLD.hash AND hash = NEW.hash
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The head of % moves only with an event.', NEW.chain
        USING ERRCODE = 'restrict_violation';
END
"""

_ADMIT_CHECKPOINT = """
BEGIN
    IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM trail_checkpoint)
        OR NEW.hash <> encode(sha256('\\x00'::bytea || convert_to(NEW.body, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'Checkpoint % does not follow, or has another hash.', NEW.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
"""

_TAKE_HEAD = f"""
BEGIN
    SELECT h.seq, h.hash INTO seq, hash FROM trail_head h WHERE h.chain = name FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO trail_head (chain, seq, hash) VALUES (name, 0, '{GENESIS}')
            ON CONFLICT (chain) DO NOTHING;
        SELECT h.seq, h.hash INTO seq, hash FROM trail_head h WHERE h.chain = name FOR UPDATE;
    END IF;
    at := clock_timestamp();
    RETURN NEXT;
END
"""  # noqa: S608 - all of it is constant


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger of ours: its name, when it fires, and what it calls."""

    table: str
    name: str
    when: str
    function: str


def _kept(table: str, *operations: str) -> tuple[Trigger, ...]:
    """Return the triggers that refuse changes to rows and emptying the table."""
    changes = " OR ".join(operations)
    return (
        Trigger(
            table, f"{table}_keep", f"BEFORE {changes} ON {table} FOR EACH ROW", "trail_refuse"
        ),
        Trigger(
            table,
            f"{table}_keep_all",
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
            "trail_refuse",
        ),
    )


TRIGGERS = (
    Trigger(
        EVENT,
        "trail_event_admit",
        f"AFTER INSERT ON {EVENT} FOR EACH ROW",
        "trail_admit_event",
    ),
    *_kept(EVENT, "UPDATE", "DELETE"),
    Trigger(
        HEAD,
        "trail_head_guard",
        f"BEFORE INSERT OR UPDATE ON {HEAD} FOR EACH ROW",
        "trail_guard_head",
    ),
    *_kept(HEAD, "DELETE"),
    Trigger(
        CHECKPOINT,
        "trail_checkpoint_admit",
        f"BEFORE INSERT ON {CHECKPOINT} FOR EACH ROW",
        "trail_admit_checkpoint",
    ),
    *_kept(CHECKPOINT, "UPDATE", "DELETE"),
)


def functions(*, is_test: bool) -> dict[str, tuple[str, str]]:
    """Return each function's signature and source; only a test database may be emptied."""
    refuse = _REFUSE.format(exception=_TEST_FLUSH if is_test else "")
    return {
        "trail_refuse": ("trail_refuse() RETURNS trigger", refuse),
        "trail_admit_event": ("trail_admit_event() RETURNS trigger", _ADMIT_EVENT),
        "trail_guard_head": ("trail_guard_head() RETURNS trigger", _GUARD_HEAD),
        "trail_admit_checkpoint": ("trail_admit_checkpoint() RETURNS trigger", _ADMIT_CHECKPOINT),
        "trail_take_head": (
            "trail_take_head(name text, OUT seq bigint, OUT hash text, OUT at timestamptz)"
            " RETURNS SETOF record",
            _TAKE_HEAD,
        ),
    }


def is_test_database(using: str) -> bool:
    """Return whether the test runner made this database."""
    return str(connections[using].settings_dict["NAME"]).startswith("test_")


def install(using: str = "default") -> None:
    """Put functions and triggers in place, over whatever is there."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        schema = _schema(cursor)
        for signature, source in functions(is_test=is_test_database(using)).values():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {signature} LANGUAGE plpgsql SECURITY DEFINER"
                f" SET search_path = {_path(schema)} AS $code${source}$code$"
            )
        for trigger in TRIGGERS:
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {trigger.name} {trigger.when}"
                f" EXECUTE FUNCTION {trigger.function}()"
            )
            cursor.execute(f"ALTER TABLE {trigger.table} ENABLE ALWAYS TRIGGER {trigger.name}")


def triggers_in_place(using: str = "default") -> bool:
    """Return whether the database guards the trail just as this code says."""
    return not faults(using)


def faults(using: str = "default") -> list[str]:
    """Return, in words, what of the guard is not as it should be; none before tables are there."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::text[]) t WHERE to_regclass(t) IS NOT NULL",
            [list(TABLES)],
        )
        if cursor.fetchone() != (len(TABLES),):
            return []
        schema = _schema(cursor)
        return [
            *_wrong_functions(cursor, schema, functions(is_test=is_test_database(using))),
            *_wrong_triggers(cursor),
            *_ways_round(cursor),
        ]


def trail_is_guarded(*, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn where the guard has a hole; a warning, since the migrate that mends it checks first."""
    return [
        CheckWarning(
            fault, hint="Run manage.py migrate, then manage.py verify_trail.", id="trail.W001"
        )
        for using in databases or ()
        for fault in faults(using)
    ]


def _wrong_functions(
    cursor: CursorWrapper, schema: str, wanted: dict[str, tuple[str, str]]
) -> list[str]:
    cursor.execute(
        "SELECT proname, prosrc, prosecdef, array_to_string(proconfig, ';') FROM pg_proc"
        " WHERE pronamespace = %s::regnamespace AND proname = ANY(%s)",
        [schema, list(wanted)],
    )
    found = {name: rest for name, *rest in cursor.fetchall()}
    config = f"search_path={_path(schema)}"
    return [
        f"The function {name} is missing or was altered."
        for name, (_, source) in wanted.items()
        if found.get(name) != [source, True, config]
    ]


def _wrong_triggers(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled::text, tgfoid::regproc::text,"
        " pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE tgrelid = ANY(%s::text[]::regclass[]) AND NOT tgisinternal",
        [list(TABLES)],
    )
    found = {(table, name): rest for table, name, *rest in cursor.fetchall()}
    wrong = []
    for trigger in TRIGGERS:
        enabled, function, definition = found.pop((trigger.table, trigger.name), ("", "", ""))
        is_as_written = definition and _plain(definition) == _plain(trigger.when)
        if (enabled, function) != ("A", trigger.function) or not is_as_written:
            wrong.append(f"The trigger {trigger.name} is missing, switched off or altered.")
    return wrong + [f"The trigger {name} on {table} is not ours." for table, name in found]


def _ways_round(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.oid = ANY(%s::text[]::regclass[])"
        " AND (c.relhasrules OR EXISTS (SELECT FROM pg_inherits i"
        " WHERE c.oid IN (i.inhrelid, i.inhparent)))",
        [list(TABLES)],
    )
    return [f"The table {name} has a rule or a relative." for (name,) in cursor.fetchall()]


def _plain(definition: str) -> str:
    """Return when a trigger fires, put in one way: PostgreSQL orders the operations its own."""
    when, _, rest = definition.partition(" ON ")
    words = [word for word in when.split() if word.isupper()]
    table, *how = rest.split(" EXECUTE ")[0].split()
    return " ".join([*sorted({*words} - {"CREATE", "TRIGGER"}), table.rpartition(".")[2], *how])


def _schema(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_schema()")
    [schema] = cursor.fetchone() or ["public"]
    return str(schema)


def _path(schema: str) -> str:
    return f"pg_catalog, {schema}, pg_temp"
