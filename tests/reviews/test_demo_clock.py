"""The demo's clock: inside it every time is of the past, outside nothing of it is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Organisation, StakeholderRole
from reviews.management.demo.clock import past
from reviews.management.demo.pacing import Story, ago, night, tell_in_order
from trail.actions import append
from trail.domain.event import SYSTEM, Json, Kind

pytestmark = pytest.mark.django_db
THEN = datetime(2020, 2, 29, 9, 30, tzinfo=UTC)
A_MOMENT = timedelta(minutes=1)


def database_times() -> set[datetime]:
    """Ask the database in every way for the time."""
    names = ("clock_timestamp", "statement_timestamp", "transaction_timestamp", "now")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'{name}()' for name in names)}")
        return set(cursor.fetchone() or ())


def note_something() -> datetime:
    """Add an event, and return when it was."""
    facts: dict[str, Json] = {"template": "One page", "version": 1}
    return append(chain="instance", kind=Kind.TEMPLATE_PUBLISHED, by=SYSTEM, facts=facts).at


def test_all_that_tells_the_time_tells_the_moment_of_the_story() -> None:
    with transaction.atomic(), past() as clock:
        clock.go_to(THEN)
        made = Organisation.objects.create(name="Then")
        role = Organisation.objects.annotate(at=Now()).get(pk=made.pk).at
        times = [timezone.now(), *database_times(), note_something(), made.created_at, role]

    assert all(THEN <= at < THEN + A_MOMENT for at in times), times


def test_many_rows_at_once_are_of_that_moment_too() -> None:
    with transaction.atomic(), past() as clock:
        clock.go_to(THEN)
        [made] = Organisation.objects.bulk_create([Organisation(name="Then")])

    made.refresh_from_db()
    assert THEN <= made.created_at < THEN + A_MOMENT


def test_afterwards_it_is_now_again_and_the_functions_are_gone() -> None:
    before = timezone.now()

    with transaction.atomic(), past() as clock:
        clock.go_to(THEN)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'demo_clock'")
        assert cursor.fetchone() == (0,)
    made = Organisation.objects.create(name="Now")
    for at in (timezone.now(), *database_times(), note_something(), made.created_at):
        assert before - A_MOMENT < at < before + A_MOMENT


def test_a_story_that_breaks_leaves_no_clock_behind() -> None:
    def break_off() -> None:
        with transaction.atomic(), past() as clock:
            clock.go_to(THEN)
            StakeholderRole.objects.get(pk=0)

    before = timezone.now()
    with pytest.raises(StakeholderRole.DoesNotExist):
        break_off()

    assert all(at > before - A_MOMENT for at in (timezone.now(), *database_times()))


def test_steps_of_all_stories_come_in_the_order_of_their_days() -> None:
    told: list[tuple[str, datetime]] = []

    def story(name: str, *days: int) -> Story:
        for day in days:
            yield ago(day)
            told.append((name, timezone.now()))

    def machine() -> Story:
        yield night(4)
        told.append(("machine", timezone.now()))

    with transaction.atomic(), past() as clock:
        tell_in_order([story("one", 9, 2), story("two", 6), machine()], clock)

    assert [name for name, _at in told] in (
        ["one", "two", "machine", "one"],
        ["one", "machine", "two", "one"],  # what falls on a Saturday is done on Monday
    )
    assert [at for _name, at in told] == sorted(at for _name, at in told)
    assert all(at.isoweekday() < 6 for name, at in told if name != "machine")
