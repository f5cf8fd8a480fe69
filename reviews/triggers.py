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
# When they fire, in the bits of pg_trigger.tgtype: before, each row, on update or delete;
# before, on truncate.
_WANTED = {(t, f"{t}_keep", 1 | 2 | 8 | 16) for t in KEPT} | {
    (t, f"{t}_keep_all", 2 | 32) for t in KEPT
}

_REFUSE = """
BEGIN
    {exception}RAISE EXCEPTION '% on % is refused: what was frozen or signed is never changed.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
"""
# Flushing a test database empties all tables. No other database gets this clause.
_TEST_FLUSH = """IF TG_OP = 'TRUNCATE' AND current_setting('cs.test_mode', true) = 'on' THEN
        RETURN NULL;
    END IF;
    """


def _source(database: object) -> str:
    """Return the body of the function; only a test database may be emptied."""
    return _REFUSE.format(exception=_TEST_FLUSH if str(database).startswith("test_") else "")


def install(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guard in place: a step of a migration."""
    source = _source(schema_editor.connection.settings_dict["NAME"])
    run = schema_editor.execute
    run(
        "CREATE OR REPLACE FUNCTION reviews_refuse() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = pg_catalog, pg_temp AS $code${source}$code$",
        None,
    )
    for table in _there(schema_editor):
        run(
            f"CREATE OR REPLACE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION reviews_refuse()",
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
    return [table for table in KEPT if table in found]


def remove(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guard away: the migration backwards."""
    for table in _there(schema_editor):
        for name in (f"{table}_keep", f"{table}_keep_all"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}", None)
    schema_editor.execute("DROP FUNCTION IF EXISTS reviews_refuse()", None)


def faults(using: str = "default") -> list[str]:
    """Return, in words, which parts of the guard are missing; nothing before the first migrate."""
    source = _source(connections[using].settings_dict["NAME"])
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::text[]) t WHERE to_regclass(t) IS NOT NULL",
            [list(KEPT)],
        )
        if cursor.fetchone() != (len(KEPT),):
            return []
        cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = to_regproc('reviews_refuse')")
        is_altered = cursor.fetchone() != (source,)
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgtype FROM pg_trigger"
            " WHERE tgenabled = 'A' AND tgfoid = to_regproc('reviews_refuse')"
            " AND tgqual IS NULL AND cardinality(tgattr::int[]) = 0"
        )
        found = set(cursor.fetchall())
    altered = ["The function reviews_refuse is missing or was altered."] if is_altered else []
    return altered + [
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
