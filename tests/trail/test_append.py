"""Appending: in order, in the caller's transaction, in two round trips."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise

import pytest
import structlog
from django.db import connection, transaction
from django.db.utils import DatabaseError
from pytest_django import DjangoAssertNumQueries

from tests.racing import collide, stampede
from trail.actions import INSERT_EVENT, append, as_parameters, build_event, take_tip
from trail.domain.event import GENESIS, Actor, Kind, Tip
from trail.models import Event, Head

MIA = Actor("17", "Mia Marsh", "password")


def save(key: str = "a.b", *, chain: str = "spec:1", tip: Tip | None = None) -> Event:
    return append(chain=chain, kind=Kind.ANSWER_SAVED, by=MIA, facts={"key": key}, tip=tip)


@pytest.mark.django_db
def test_each_event_names_the_one_before_it() -> None:
    first, second, elsewhere = save(), save(), save(chain="spec:2")

    assert (first.seq, first.prev) == (1, GENESIS)
    assert (second.seq, second.prev) == (2, first.hash)
    assert (elsewhere.seq, elsewhere.prev) == (1, GENESIS)
    assert Head.objects.get(chain="spec:1").hash == second.hash


@pytest.mark.django_db
def test_what_is_returned_is_what_is_stored() -> None:
    event = save("é “quoted” \\ \0")

    stored = Event.objects.of_chain("spec:1").get()
    assert stored == event
    assert (stored.body, stored.hash, stored.at) == (event.body, event.hash, event.at)
    assert stored.facts == {"key": "é “quoted” \\ \0"}
    assert stored.actor == MIA


@pytest.mark.django_db
def test_an_append_takes_two_round_trips_and_one_when_the_head_was_read(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    save()
    with django_assert_num_queries(2):
        save()
    with connection.cursor() as cursor:
        tip = take_tip(cursor, "spec:1")
    with django_assert_num_queries(1):
        save(tip=tip)


@pytest.mark.django_db
def test_an_event_may_be_part_of_a_larger_statement() -> None:
    with connection.cursor() as cursor:
        tip = take_tip(cursor, "spec:1")
        entry = build_event(chain="spec:1", tip=tip, kind=Kind.ANSWER_SAVED, by=MIA, facts={})
        cursor.execute(
            f"WITH event AS ({INSERT_EVENT} RETURNING seq) SELECT seq, 'saved' FROM event",
            as_parameters(entry),
        )
        assert cursor.fetchone() == (1, "saved")

    assert Head.objects.get(chain="spec:1").hash == entry.hash


@pytest.mark.django_db
def test_several_events_may_be_inserted_at_once() -> None:
    with connection.cursor() as cursor:
        tip = take_tip(cursor, "spec:1")
        one = build_event(chain="spec:1", tip=tip, kind=Kind.ANSWER_SAVED, by=MIA, facts={})
        tip = Tip(one.seq, one.hash, one.at)
        two = build_event(chain="spec:1", tip=tip, kind=Kind.ANSWER_SAVED, by=MIA, facts={})
    Event.objects.bulk_create([Event(**asdict(one)), Event(**asdict(two))])

    assert Head.objects.get(chain="spec:1").hash == two.hash


@pytest.mark.django_db
def test_the_request_is_named() -> None:
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        event = save()

    assert json.loads(event.body)["request_id"] == "abc"


@pytest.mark.usefixtures("committed")
def test_an_append_outside_a_transaction_is_refused() -> None:
    with pytest.raises(AssertionError):
        save()


@pytest.mark.usefixtures("committed")
def test_what_is_rolled_back_leaves_no_gap() -> None:
    with transaction.atomic():
        save()
    with transaction.atomic():
        save()
        transaction.set_rollback(True)
    with transaction.atomic():
        event = save()

    assert event.seq == 2


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("is_new", [True, False])
def test_two_appends_on_one_chain_wait_for_each_other(is_new: bool) -> None:  # noqa: FBT001
    if not is_new:
        with transaction.atomic():
            save()

    earlier, later = collide(save, lambda: committed_save("second"))

    assert later.seq == earlier.seq + 1
    assert later.prev == earlier.hash


@pytest.mark.usefixtures("committed")
def test_two_chains_do_not_wait_for_each_other() -> None:
    with pytest.raises(AssertionError, match="nothing made the second writer wait"):
        collide(save, lambda: committed_save("second", chain="spec:2"))


@pytest.mark.usefixtures("committed")
def test_twenty_writers_make_one_chain() -> None:
    stampede(20, lambda number: [committed_save(f"{number}.{turn}") for turn in range(5)])

    events = list(Event.objects.of_chain("spec:1"))
    assert [event.seq for event in events] == list(range(1, 101))
    assert len({event.facts["key"] for event in events}) == 100
    assert all(b.prev == a.hash and b.at >= a.at for a, b in pairwise(events))


@pytest.mark.usefixtures("committed")
def test_an_old_head_is_refused() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            tip = take_tip(cursor, "spec:1")
        save()
    with pytest.raises(DatabaseError), transaction.atomic():
        save(tip=tip)

    assert Event.objects.count() == 1


def committed_save(key: str, *, chain: str = "spec:1") -> Event:
    with transaction.atomic():
        return save(key, chain=chain)
