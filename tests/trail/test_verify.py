"""Tampering: whoever owns the database can do it, and verify_trail names the place."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.trail.conftest import OTHER, SPEC, Forge, write
from trail import triggers
from trail.actions import checkpoint
from trail.domain.event import hash_of
from trail.management.commands import verify_trail
from trail.models import Event

pytestmark = pytest.mark.usefixtures("trail")

EVENT, HEAD, CHECKPOINT = "trail_event", "trail_head", "trail_checkpoint"
ROW = f" WHERE chain = '{SPEC}' AND seq = 3"


def verified(*options: str) -> tuple[int, Mapping[str, Any]]:
    """Return the exit code and the answer."""
    out, code = io.StringIO(), 0
    try:
        call_command("verify_trail", "--json", *options, stdout=out)
    except SystemExit as left:
        code = int(str(left.code))
    return code, json.loads(out.getvalue())


def places(*options: str) -> set[tuple[str, str, int, str]]:
    """Return where something is wrong."""
    code, answer = verified(*options)
    assert code in ((1,) if answer["problems"] else (0, 4))  # the forger leaves the guard off
    return {(one["table"], one["chain"], one["seq"], one["field"]) for one in answer["problems"]}


def test_a_trail_that_nobody_touched_is_whole() -> None:
    code, answer = verified()

    assert (code, answer["verdict"], answer["problems"]) == (0, "whole", [])
    assert (answer["events"], answer["chains"], answer["checkpoints"]) == (8, 3, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "'item.saved'"),
        ("actor_id", "'18'"),
        ("object", "'answer:2'"),
        ("at", "at + interval '1 microsecond'"),
        ("at", "'infinity'"),
        ("prev", "repeat('a', 64)"),
        ("hash", "repeat('a', 64)"),
        ("body", "replace(body, 'goal', 'end')"),
        ("body", "replace(body, 'Mia', 'Max')"),
        ("body", "'not JSON'"),
    ],
)
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_an_altered_column_is_named(forge: Forge, column: str, value: str, seq: int) -> None:
    forge(f"UPDATE trail_event SET {column} = {value} WHERE chain = '{SPEC}' AND seq = {seq}")

    assert places() == {(EVENT, SPEC, seq, column)}
    assert places("--spec", SPEC.removeprefix("spec:")) == {(EVENT, SPEC, seq, column)}
    assert places("--spec", OTHER.removeprefix("spec:")) == set()


@pytest.mark.parametrize("column", ["kind", "actor_id", "object", "at", "prev", "hash", "body"])
def test_a_column_that_was_emptied_is_named(forge: Forge, column: str) -> None:
    forge(f"ALTER TABLE trail_event ALTER {column} DROP NOT NULL")
    forge(f"UPDATE trail_event SET {column} = NULL {ROW}")
    try:
        assert places() == {(EVENT, SPEC, 3, column)}
    finally:
        forge("TRUNCATE trail_event, trail_head, trail_checkpoint")
        forge(f"ALTER TABLE trail_event ALTER {column} SET NOT NULL")


def test_a_chain_that_was_renamed_for_one_event_is_named(forge: Forge) -> None:
    forge(f"UPDATE trail_event SET chain = 'spec:3' {ROW}")

    found = places()

    assert (EVENT, SPEC, 3, "seq") in found
    assert (EVENT, "spec:3", 3, "chain") in found
    assert (HEAD, "spec:3", 3, "chain") in found


def test_a_number_that_was_altered_is_named(forge: Forge) -> None:
    forge(f"UPDATE trail_event SET seq = 9 {ROW}")

    assert {(EVENT, SPEC, 3, "seq"), (EVENT, SPEC, 9, "seq")} <= places()


def test_events_that_changed_places_are_named(forge: Forge) -> None:
    forge(f"UPDATE trail_event SET seq = 99 {ROW}")
    forge(f"UPDATE trail_event SET seq = 3 WHERE chain = '{SPEC}' AND seq = 4")
    forge(f"UPDATE trail_event SET seq = 4 WHERE chain = '{SPEC}' AND seq = 99")

    assert {(EVENT, SPEC, 3, "seq"), (EVENT, SPEC, 4, "seq")} <= places()


def test_an_event_that_stands_there_twice_is_named(forge: Forge) -> None:
    forge("ALTER TABLE trail_event DROP CONSTRAINT trail_event_pkey")
    try:
        forge(f"INSERT INTO trail_event SELECT * FROM trail_event {ROW}")
        assert (EVENT, SPEC, 3, "seq") in places()
    finally:
        forge("TRUNCATE trail_event, trail_head, trail_checkpoint")
        forge("ALTER TABLE trail_event ADD PRIMARY KEY (chain, seq)")


@pytest.mark.parametrize(
    ("rows", "message"), [("seq = 3", "Missing: 3."), ("seq < 4", "Missing: 1 to 3.")]
)
def test_events_that_were_taken_out_are_counted(forge: Forge, rows: str, message: str) -> None:
    forge(f"DELETE FROM trail_event WHERE chain = '{SPEC}' AND {rows}")

    _, answer = verified()

    assert [one["message"] for one in answer["problems"]] == [message]


def test_an_end_that_was_cut_off_is_noticed_by_the_head(forge: Forge) -> None:
    forge(f"DELETE FROM trail_event WHERE chain = '{SPEC}' AND seq > 3")

    assert places() == {(EVENT, SPEC, 4, "seq")}


def test_an_end_that_was_cut_off_with_its_head_is_noticed_by_the_checkpoint(forge: Forge) -> None:
    cut(forge, 3)

    assert places() == {(EVENT, SPEC, 4, "seq")}


def test_without_a_checkpoint_such_a_cut_cannot_be_seen(forge: Forge, trail: Path) -> None:
    cut(forge, 3)
    cut(forge, 0, chain="instance")
    forge("DELETE FROM trail_checkpoint")
    trail.unlink()
    triggers.install()

    code, answer = verified()

    assert (code, answer["verdict"]) == (3, "not anchored")


def test_a_chain_that_is_gone_is_noticed_by_the_checkpoint(forge: Forge) -> None:
    forge(f"DELETE FROM trail_event WHERE chain = '{OTHER}'")
    forge(f"DELETE FROM trail_head WHERE chain = '{OTHER}'")

    assert places() == {(EVENT, OTHER, 1, "seq")}
    assert places("--spec", OTHER.removeprefix("spec:")) == {(EVENT, OTHER, 1, "seq")}


def test_an_end_that_was_rewritten_with_right_hashes_is_noticed(forge: Forge) -> None:
    rewrite(forge, seq=4)

    assert (EVENT, SPEC, 5, "hash") in places()


def test_a_forged_end_and_forged_checkpoints_are_noticed_by_the_file(forge: Forge) -> None:
    rewrite(forge, seq=4)
    forge("DELETE FROM trail_checkpoint")
    forge("DELETE FROM trail_event WHERE chain = 'instance'")
    forge("DELETE FROM trail_head WHERE chain = 'instance'")

    assert {(EVENT, SPEC, 5, "hash"), (CHECKPOINT, "", 1, "number")} <= places()


def test_an_event_put_in_without_its_followers_is_noticed(forge: Forge) -> None:
    event = Event.objects.get(chain=SPEC, seq=3)
    body = event.body.replace("number_2", "number_7")
    forge(f"UPDATE trail_event SET body = %s, hash = %s {ROW}", body, hash_of(body))

    assert places() == {(EVENT, SPEC, 4, "prev")}


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE trail_head SET seq = 4", (HEAD, SPEC, 4, "seq")),
        ("UPDATE trail_head SET seq = 6", (EVENT, SPEC, 6, "seq")),
        ("UPDATE trail_head SET hash = 'x'", (HEAD, SPEC, 5, "hash")),
        ("UPDATE trail_head SET chain = 'spec:3'", (HEAD, SPEC, 5, "chain")),
        ("DELETE FROM trail_head", (HEAD, SPEC, 5, "chain")),
    ],
)
def test_an_altered_head_is_named(
    forge: Forge, statement: str, place: tuple[str, str, int, str]
) -> None:
    forge(f"{statement} WHERE chain = '{SPEC}'")

    assert place in places()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "at + interval '1 microsecond'"),
        ("root", "repeat('a', 64)"),
        ("hash", "repeat('a', 64)"),
        ("body", "replace(body, '\"chains\":3', '\"chains\":4')"),
        ("signature", "repeat('a', 128)"),
        ("public_key", "repeat('a', 64)"),
        ("number", "2"),
    ],
)
def test_an_altered_checkpoint_is_named(forge: Forge, column: str, value: str) -> None:
    forge(f"UPDATE trail_checkpoint SET {column} = {value}")

    assert (CHECKPOINT, "", 1, column) in places()


def test_a_missing_checkpoint_is_named(forge: Forge, trail: Path) -> None:
    write()
    checkpoint()
    forge("DELETE FROM trail_checkpoint WHERE number = 2")

    assert (CHECKPOINT, "", 2, "number") in places()
    trail.unlink()
    assert (CHECKPOINT, "", 2, "number") in {
        (one["table"], "", one["seq"], one["field"]) for one in verified()[1]["problems"]
    }


def test_a_checkpoint_of_another_key_is_named(forge: Forge, own_folder: Path) -> None:
    (own_folder / "keys" / "checkpoints.pem").unlink()
    write()
    checkpoint()

    assert (CHECKPOINT, "", 1, "public_key") in places()


def test_a_file_kept_elsewhere_is_held_against_the_trail(forge: Forge, trail: Path) -> None:
    kept = trail.rename(trail.with_name("kept.jsonl"))
    cut(forge, 3)
    forge("DELETE FROM trail_checkpoint")

    assert (EVENT, SPEC, 4, "seq") in places("--anchor", str(kept))


def test_a_line_of_the_file_that_was_altered_is_named(trail: Path) -> None:
    trail.write_text(trail.read_text().replace('\\"chains\\":3', '\\"chains\\":4'))

    assert ("checkpoints.jsonl", "", 1, "body") in places()


def test_a_file_that_is_no_file_of_checkpoints_cannot_be_read(trail: Path) -> None:
    trail.write_text("{}\n")

    code, answer = verified()

    assert (code, answer["verdict"]) == (2, "unreadable")
    assert "line 1" in answer["notes"][0]


def test_a_spec_without_a_chain_is_no_whole_trail() -> None:
    code, answer = verified("--spec", "33333333-3333-3333-3333-333333333333")

    assert (code, answer["verdict"]) == (2, "unreadable")


def test_without_a_file_nothing_is_anchored(trail: Path) -> None:
    trail.unlink()

    code, answer = verified()

    assert (code, answer["verdict"], answer["problems"]) == (3, "not anchored", [])


def test_events_may_be_younger_than_the_last_checkpoint_but_not_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write()

    code, answer = verified()

    assert (code, answer["verdict"]) == (0, "whole")
    assert "1 chains went on" in answer["notes"][0]
    monkeypatch.setattr(verify_trail, "GRACE", timedelta(0))
    assert verified()[0] == 3


def test_many_events_are_verified_by_two_processes(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trail.documents.MANY", 1)
    assert verified()[1]["events"] == 8
    for chain in (SPEC, OTHER):
        forge(f"UPDATE trail_event SET object = 'x' WHERE chain = '{chain}' AND seq = 2")

    assert places() == {(EVENT, SPEC, 2, "object"), (EVENT, OTHER, 2, "object")}


def test_people_are_told_in_lines(forge: Forge) -> None:
    forge(f"UPDATE trail_event SET kind = 'item.saved' {ROW}")
    out = io.StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("verify_trail", stdout=out)

    assert left.value.code == 1
    assert f"trail_event {SPEC} #3, kind: The column says item.saved" in out.getvalue()
    assert "8 events in 3 chains, 1 checkpoints, 0 rows of specs_revision" in out.getvalue()
    assert out.getvalue().endswith(": tampered.\n")


def cut(forge: Forge, end: int, *, chain: str = SPEC) -> None:
    """Cut off the end of a chain, and move its head back."""
    forge("DELETE FROM trail_event WHERE chain = %s AND seq > %s", chain, end)
    kept = Event.objects.filter(chain=chain, seq=end).first()
    if kept:
        forge("UPDATE trail_head SET seq = %s, hash = %s WHERE chain = %s", end, kept.hash, chain)
    else:
        forge("DELETE FROM trail_head WHERE chain = %s", chain)


def rewrite(forge: Forge, *, seq: int) -> None:
    """Rewrite the end of a chain, with every hash and the head as they would be."""
    prev = Event.objects.get(chain=SPEC, seq=seq - 1).hash
    for event in Event.objects.filter(chain=SPEC, seq__gte=seq).order_by("seq"):
        body = event.body.replace("number_", "figure_").replace(event.prev, prev)
        forge(
            "UPDATE trail_event SET body = %s, prev = %s, hash = %s WHERE chain = %s AND seq = %s",
            body,
            prev,
            hash_of(body),
            SPEC,
            event.seq,
        )
        prev = hash_of(body)
    forge("UPDATE trail_head SET hash = %s WHERE chain = %s", prev, SPEC)


def test_the_guard_is_reported_when_it_is_down(forge: Forge) -> None:
    forge("SELECT 1")

    code, answer = verified()

    assert (code, answer["verdict"]) == (4, "unguarded")
    assert any("trail_event_keep" in fault for fault in answer["faults"])
