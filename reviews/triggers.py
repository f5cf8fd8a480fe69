"""The database's own guard of what was frozen and signed: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = (
    "specs_revision",
    "reviews_signoff",
    "reviews_gatefigure",
    "reviews_gatedecision",
    "reviews_position",
)
EVIDENCE = "reviews_evidence"  # kept from the day on which its amendment is proposed
GUARDED = (*KEPT, EVIDENCE)
# When they fire, in the bits of pg_trigger.tgtype: before, each row, on update or delete;
# before, on truncate.
_WANTED = {(t, f"{t}_keep", 1 | 2 | 8 | 16) for t in GUARDED} | {
    (t, f"{t}_keep_all", 2 | 32) for t in GUARDED
}

_REFUSE = """
BEGIN
    {exception}RAISE EXCEPTION '% on % is refused: what was frozen or signed is never changed.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
"""
_REFUSE_EVIDENCE = """
DECLARE
    proposed boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.reviews_amendment'
        ' WHERE id = ANY ($1) AND state <> ''preparing'')', TG_TABLE_SCHEMA)
        INTO proposed
        USING CASE TG_OP WHEN 'UPDATE' THEN ARRAY[OLD.amendment_id, NEW.amendment_id]
            ELSE ARRAY[OLD.amendment_id] END;
    IF proposed THEN
        RAISE EXCEPTION '% on % is refused: evidence of a proposed amendment is never changed.',
            TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
"""
# Flushing a test database empties all tables. No other database gets this clause.
_TEST_FLUSH = """IF TG_OP = 'TRUNCATE' AND current_setting('cs.test_mode', true) = 'on' THEN
        RETURN NULL;
    END IF;
    """


def _sources(database: object) -> dict[str, str]:
    """Return the bodies of the functions; only a test database may be emptied."""
    exception = _TEST_FLUSH if str(database).startswith("test_") else ""
    return {
        "reviews_refuse": _REFUSE.format(exception=exception),
        "reviews_refuse_evidence": _REFUSE_EVIDENCE,
    }


def _function(table: str) -> str:
    """Return what fires for each row of a table."""
    return "reviews_refuse_evidence" if table == EVIDENCE else "reviews_refuse"


def install(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guard in place: a step of a migration."""
    run = schema_editor.execute
    for name, source in _sources(schema_editor.connection.settings_dict["NAME"]).items():
        run(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, pg_temp AS $code${source}$code$",
            None,
        )
    for table in _there(schema_editor):
        run(
            f"CREATE OR REPLACE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {_function(table)}()",
            None,
        )
        run(
            f"CREATE OR REPLACE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION reviews_refuse()",
            None,
        )
        for name in (f"{table}_keep", f"{table}_keep_all"):
            # session_replication_role does not switch off what is always on.
            run(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}", None)


def _there(schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
    """Return the tables to guard that there are already: a later migration brings more."""
    found = schema_editor.connection.introspection.table_names()
    return [table for table in GUARDED if table in found]


def remove(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guard away: the migration backwards."""
    for table in _there(schema_editor):
        for name in (f"{table}_keep", f"{table}_keep_all"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}", None)
    for name in ("reviews_refuse", "reviews_refuse_evidence"):
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()", None)


def faults(using: str = "default") -> list[str]:
    """Return, in words, which parts of the guard are missing; nothing before the first migrate."""
    sources = _sources(connections[using].settings_dict["NAME"])
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::text[]) t WHERE to_regclass(t) IS NOT NULL",
            [list(GUARDED)],
        )
        if cursor.fetchone() != (len(GUARDED),):
            return []
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc"
            " WHERE oid = ANY (SELECT to_regproc(unnest(%s::text[])))",
            [list(sources)],
        )
        installed = dict(cursor.fetchall())
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgtype, tgfoid::regproc::text FROM pg_trigger"
            " WHERE tgenabled = 'A' AND tgqual IS NULL AND cardinality(tgattr::int[]) = 0"
            " AND tgfoid = ANY (SELECT to_regproc(unnest(%s::text[])))",
            [list(sources)],
        )
        found = {
            (table, name, when)
            for table, name, when, function in cursor.fetchall()
            if function == (_function(table) if name == f"{table}_keep" else "reviews_refuse")
        }
    return [
        f"The function {name} is missing or was altered."
        for name, source in sources.items()
        if installed.get(name) != source
    ] + [
        f"The trigger {name} on {table} is missing, switched off or altered."
        for table, name, when in sorted(_WANTED)
        if (table, name, when) not in found
    ]


def evidence_is_kept(*, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn where rows that were signed could be changed."""
    return [
        CheckWarning(fault, hint="Run manage.py migrate reviews.", id="reviews.W001")
        for using in databases or ()
        for fault in faults(using)
    ]
