"""Ways round the trail: all are refused by the database itself."""

from __future__ import annotations

import io
from collections.abc import Mapping

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from tests.trail.conftest import MIA, SPEC, Forge, write
from trail import triggers
from trail.actions import INSERT_EVENT, append, as_parameters, build_event
from trail.domain.event import Kind, Tip
from trail.models import Checkpoint, Event, Head

UPDATE = "UPDATE trail_event SET "
COLUMNS = ("chain", "seq", "kind", "actor_id", "object", "at", "prev", "hash", "body")
NEW = {"seq": "seq + 100", "at": "now()"}


@pytest.fixture
def _events(trail: None) -> None:
    """There is something to attack."""


def attack(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


WAYS = {
    **{f"update {name}": (f"{UPDATE}{name} = {NEW.get(name, repr('x'))}",) for name in COLUMNS},
    "delete": ("DELETE FROM trail_event WHERE seq = 5",),
    "truncate": ("SET LOCAL cs.test_mode = 'off'", "TRUNCATE trail_event"),
    "truncate all": (
        "SET LOCAL cs.test_mode = 'off'",
        "TRUNCATE trail_event, trail_head, trail_checkpoint CASCADE",
    ),
    "upsert": (
        f"INSERT INTO trail_event SELECT * FROM trail_event WHERE chain = '{SPEC}' AND seq = 5"
        " ON CONFLICT (chain, seq) DO UPDATE SET body = 'x'",
    ),
    "merge": (
        "MERGE INTO trail_event e USING trail_head h ON e.chain = h.chain AND e.seq = h.seq"
        " WHEN MATCHED THEN DELETE",
    ),
    "change in a common table expression": (
        "WITH gone AS (DELETE FROM trail_event RETURNING *) SELECT count(*) FROM gone",
    ),
    "a view": (
        "CREATE VIEW sly AS SELECT chain, seq, body FROM trail_event",
        "UPDATE sly SET body = 'x'",
    ),
    "a parent table": (
        "CREATE TABLE parent (LIKE trail_event)",
        "ALTER TABLE trail_event INHERIT parent",
        "UPDATE parent SET body = 'x'",
    ),
    "the session of a replica": (
        "SET LOCAL session_replication_role = replica",
        "DELETE FROM trail_event",
    ),
    "an unlinked row as a replica": (
        "SET LOCAL session_replication_role = replica",
        f"INSERT INTO trail_event SELECT chain, 9, kind, actor_id, object, at, prev, hash, body"
        f" FROM trail_event WHERE chain = '{SPEC}' AND seq = 5",
    ),
    "a function's own rights": (
        "CREATE FUNCTION pg_temp.sly() RETURNS void LANGUAGE sql SECURITY DEFINER"
        " AS 'DELETE FROM trail_event'",
        "SELECT pg_temp.sly()",
    ),
    "move a head": (f"UPDATE trail_head SET seq = 4 WHERE chain = '{SPEC}'",),
    "move a head on": (f"UPDATE trail_head SET seq = seq + 1 WHERE chain = '{SPEC}'",),
    "rename a head": (f"UPDATE trail_head SET chain = 'spec:x' WHERE chain = '{SPEC}'",),
    "change a head's hash": (f"UPDATE trail_head SET hash = '' WHERE chain = '{SPEC}'",),
    "delete a head": ("DELETE FROM trail_head",),
    "truncate heads": ("SET LOCAL cs.test_mode = 'off'", "TRUNCATE trail_head"),
    "begin a chain in the middle": ("INSERT INTO trail_head VALUES ('spec:x', 3, 'x')",),
    "move a head from another trigger": (
        "CREATE TEMP TABLE lever (x int)",
        "CREATE FUNCTION pg_temp.pull() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN UPDATE trail_head SET seq = seq + 1; RETURN NULL; END'",
        "CREATE TRIGGER pull AFTER INSERT ON lever FOR EACH ROW EXECUTE FUNCTION pg_temp.pull()",
        "INSERT INTO lever VALUES (1)",
    ),
    "a false head in a temporary table": (
        "CREATE TEMP TABLE trail_head (chain varchar, seq bigint, hash varchar)",
        f"INSERT INTO trail_head VALUES ('{SPEC}', 8, '')",
        f"INSERT INTO trail_event SELECT chain, 9, kind, actor_id, object, at, '', hash, body"
        f" FROM trail_event WHERE chain = '{SPEC}' AND seq = 5",
    ),
    "update a checkpoint": ("UPDATE trail_checkpoint SET root = ''",),
    "delete a checkpoint": ("DELETE FROM trail_checkpoint",),
    "truncate checkpoints": ("SET LOCAL cs.test_mode = 'off'", "TRUNCATE trail_checkpoint"),
    "skip a checkpoint": (
        "INSERT INTO trail_checkpoint SELECT 7, at, root, hash, body, signature, public_key"
        " FROM trail_checkpoint",
    ),
}


@pytest.mark.usefixtures("_events")
@pytest.mark.parametrize("way", WAYS)
def test_this_way_round_is_refused(way: str) -> None:
    before = everything()

    with pytest.raises(DatabaseError) as refused:
        attack(*WAYS[way])

    assert isinstance(refused.value, IntegrityError), refused.value
    assert everything() == before


@pytest.mark.usefixtures("_events")
def test_a_copy_into_the_table_is_refused() -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(psycopg.IntegrityError),
        cursor.cursor.copy("COPY trail_event FROM STDIN") as copy,
    ):
        copy.write_row([SPEC, 7, "signed_in", "1", "", "2026-01-01", "a", "b", "{}"])


@pytest.mark.parametrize(
    "wrong",
    [{"seq": 7}, {"seq": 5}, {"prev": "b" * 64}, {"hash": "c" * 64}, {"body": "{}"}],
    ids=str,
)
@pytest.mark.usefixtures("_events")
def test_an_event_that_does_not_fit_is_refused(wrong: dict[str, str | int]) -> None:
    entry = next_entry()
    right: dict[str, object] = {name: getattr(entry, name) for name in COLUMNS}

    with pytest.raises(IntegrityError):
        insert({**right, **wrong})

    insert(right)


@pytest.mark.usefixtures("_events")
@pytest.mark.parametrize("field", ["seq", "prev", "chain"])
def test_a_body_that_says_otherwise_is_refused_although_its_hash_is_right(field: str) -> None:
    head = Head.objects.get(chain=SPEC)
    at = Event.objects.first().at  # type: ignore[union-attr]
    tip = Tip(head.seq + 1, head.hash, at) if field == "seq" else Tip(head.seq, head.hash, at)
    tip = Tip(tip.seq, "b" * 64, at) if field == "prev" else tip
    chain = "spec:3" if field == "chain" else SPEC
    said = build_event(chain=chain, tip=tip, kind=Kind.SIGNED_IN, by=MIA, facts={})
    row = dict(zip(COLUMNS, as_parameters(said), strict=True))

    with pytest.raises(IntegrityError):
        insert({**row, "seq": head.seq + 1, "prev": head.hash, "chain": SPEC})


@pytest.mark.usefixtures("_events")
def test_no_setting_empties_the_trail_where_no_test_runner_made_the_database() -> None:
    [_, source] = triggers.functions(is_test=False)["trail_refuse"]
    with pytest.raises(IntegrityError):
        attack(
            "CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql"
            f" AS $code${source}$code$",
            "SET LOCAL cs.test_mode = 'on'",
            "TRUNCATE trail_event",
        )

    assert "test_mode" not in str(triggers.functions(is_test=False))


@pytest.mark.django_db
def test_the_guard_is_in_place_after_migrate() -> None:
    assert triggers.faults() == []
    assert triggers.triggers_in_place()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hole", "named"),
    [
        ("ALTER TABLE trail_event DISABLE TRIGGER trail_event_keep", "trail_event_keep"),
        ("ALTER TABLE trail_event ENABLE TRIGGER trail_event_admit", "trail_event_admit"),
        ("DROP TRIGGER trail_head_keep_all ON trail_head", "trail_head_keep_all"),
        (
            "CREATE OR REPLACE TRIGGER trail_event_keep BEFORE DELETE ON trail_event"
            " FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
            "trail_event_keep",
        ),
        (
            "CREATE OR REPLACE TRIGGER trail_event_keep BEFORE UPDATE OR DELETE ON trail_event"
            " FOR EACH ROW WHEN (OLD.seq < 0) EXECUTE FUNCTION trail_refuse()",
            "trail_event_keep",
        ),
        (
            "CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NEW; END'",
            "trail_refuse",
        ),
        ("ALTER FUNCTION trail_admit_event() RESET search_path", "trail_admit_event"),
        (
            "CREATE TRIGGER sly BEFORE INSERT ON trail_event FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "sly",
        ),
        ("CREATE RULE sly AS ON INSERT TO trail_event DO INSTEAD NOTHING", "trail_event"),
        ("CREATE TABLE heir () INHERITS (trail_event)", "trail_event"),
    ],
)
def test_a_hole_in_the_guard_is_named_and_mended(hole: str, named: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(hole)

    [fault] = triggers.faults()

    assert named in fault
    errors = io.StringIO()
    call_command(
        "check", "--tag", "database", "--database", "default", stdout=errors, stderr=errors
    )
    assert fault in errors.getvalue()
    if "sly" not in hole and "heir" not in hole:
        triggers.install()
        assert triggers.triggers_in_place()


@pytest.mark.usefixtures("committed")
def test_a_flush_in_a_test_leaves_the_guard_in_place(forge: Forge) -> None:
    forge("SELECT 1")
    assert not triggers.triggers_in_place()
    call_command("flush", "--no-input", verbosity=0)

    assert triggers.triggers_in_place()
    write()
    assert Event.objects.count() == 1


def next_entry() -> Event:
    """Return what would be appended next, without appending it."""
    with transaction.atomic():
        event = append(chain=SPEC, kind=Kind.SIGNED_IN, by=MIA, facts={})
        transaction.set_rollback(True)
    return event


def insert(row: Mapping[str, object]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT_EVENT, [row[name] for name in COLUMNS])  # type: ignore[misc]


def everything() -> list[list[tuple[object, ...]]]:
    return [
        list(Event.objects.order_by("chain", "seq").values_list()),
        list(Head.objects.values_list()),
        list(Checkpoint.objects.values_list()),
    ]
