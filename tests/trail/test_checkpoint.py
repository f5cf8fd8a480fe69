"""Checkpoints: made when something changed, signed, chained, and written outside the database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import transaction

from tests.racing import stampede
from tests.trail.conftest import OTHER, SPEC, write
from trail import seal
from trail.actions import append, as_signed, checkpoint, checkpoint_after_commit, write_anchors
from trail.domain import checkpoint as domain
from trail.domain.event import GENESIS, SYSTEM, Kind
from trail.domain.merkle import root_of_heads
from trail.models import Checkpoint, Event, Head

pytestmark = pytest.mark.usefixtures("committed")


def lines(folder: Path) -> list[int]:
    text = (folder / "checkpoints.jsonl").read_text()
    return [domain.Signed.from_line(line).number for line in text.splitlines()]


def faults() -> list[tuple[int, str, str]]:
    rows = map(as_signed, Checkpoint.objects.order_by("number"))
    key = seal.public_key()
    assert key is not None
    return domain.read(rows, public_key=key, is_genuine=seal.is_genuine).faults


def test_a_checkpoint_covers_every_chain_and_says_so_in_the_trail(own_folder: Path) -> None:
    write(SPEC, 2)
    write(OTHER)

    made = checkpoint()

    assert made is not None
    heads = list(Head.objects.values_list("chain", "seq", "hash"))
    assert [chain for chain, _, _ in heads] == ["instance", SPEC, OTHER]
    assert made.root == root_of_heads(heads)
    said = json.loads(made.body)
    assert said["heads"] == [list(head) for head in heads]
    assert (said["number"], said["prev"], said["chains"]) == (1, GENESIS, 3)
    assert seal.is_genuine(made.public_key, made.signature, b"\0" + made.body.encode())
    event = Event.objects.get(chain="instance")
    assert event.words == "Checkpoint 1 was made over 3 chains."
    assert lines(own_folder) == [1]


def test_nothing_new_makes_no_checkpoint(own_folder: Path) -> None:
    assert checkpoint() is None
    write()
    checkpoint()

    assert checkpoint() is None
    assert Checkpoint.objects.count() == 1


def test_the_next_one_lists_what_moved_and_names_the_one_before(own_folder: Path) -> None:
    write(SPEC)
    first = checkpoint()
    write(OTHER)

    second = checkpoint()

    assert first is not None
    assert second is not None
    said = json.loads(second.body)
    assert [chain for chain, _, _ in said["heads"]] == ["instance", OTHER]
    assert said["prev"] == first.hash
    assert faults() == []


def test_every_so_often_all_heads_are_listed(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trail.domain.checkpoint.FULL_EVERY", 2)
    monkeypatch.setattr("trail.actions.FULL_EVERY", 2)
    write(SPEC)
    for _ in range(5):
        write(OTHER)
        checkpoint()

    rows = Checkpoint.objects.order_by("number")
    listed = [len(json.loads(row.body)["heads"]) for row in rows]
    assert listed == [3, 2, 3, 2, 3]
    assert checkpoint() is None
    assert faults() == []


def test_a_checkpoint_may_be_asked_for_once_what_is_under_way_is_committed(
    own_folder: Path,
) -> None:
    with transaction.atomic():
        append(chain=SPEC, kind=Kind.SPEC_CREATED, by=SYSTEM, facts={})
        checkpoint_after_commit()
        assert not Checkpoint.objects.exists()

    [made] = Checkpoint.objects.all()
    assert json.loads(made.body)["chains"] == 2


def test_a_checkpoint_that_is_rolled_back_leaves_no_line(own_folder: Path) -> None:
    write()
    with transaction.atomic():
        checkpoint()
        transaction.set_rollback(True)

    assert not (own_folder / "checkpoints.jsonl").exists()
    checkpoint()
    assert lines(own_folder) == [1]


def test_lines_that_a_crash_kept_from_being_written_follow_with_the_next(own_folder: Path) -> None:
    path = own_folder / "checkpoints.jsonl"
    for _ in range(3):
        write()
        checkpoint()
    whole = path.read_text()
    path.write_text(whole[: whole.index("\n") + 40])  # the second line is cut short

    checkpoint()

    assert path.read_text() == whole


def test_many_at_once_make_each_number_once(own_folder: Path) -> None:
    def work(number: int) -> None:
        write(f"spec:{number}")
        checkpoint()

    stampede(8, work)

    numbers = list(Checkpoint.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert lines(own_folder) == numbers
    assert checkpoint() is None
    assert faults() == []


def test_the_key_is_for_its_owner_only_and_stays(own_folder: Path) -> None:
    keys = set(stampede(8, lambda _: seal.sign(b"x")[1]))

    [file] = (own_folder / "keys").iterdir()
    assert len(keys) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert seal.public_key() in keys


def test_a_signature_is_over_just_these_bytes(own_folder: Path) -> None:
    signature, key = seal.sign(b"x")

    assert seal.is_genuine(key, signature, b"x")
    assert not seal.is_genuine(key, signature, b"y")
    assert not seal.is_genuine("00" * 32, signature, b"x")
    assert not seal.is_genuine(key, "zz", b"x")


def test_an_empty_file_gets_all_lines(own_folder: Path) -> None:
    write()
    checkpoint()
    (own_folder / "checkpoints.jsonl").write_text("")

    write_anchors()

    assert lines(own_folder) == [1]
