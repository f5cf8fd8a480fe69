"""Fills an empty database with as much as ten organisations have after some years."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection

from accounts.models import Organisation, User
from bench.seeding.copying import Copier, Ids, Original, put
from bench.seeding.originals import STORIES, Told, tell
from bench.seeding.people import House, make_houses, set_originals_stage
from reviews.management.demo.people import PEOPLE
from specs.models import Spec
from trail.actions import as_parameters, checkpoint
from trail.domain.event import Kind, Tip, build_entry
from trail.models import Event, Head

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage

BATCH = 250
LEAST = 500  # events of an organisation itself
YEARS = 900  # days over which the specs were made
THINGS = ("fraud", "churn", "refund", "dispute", "credit", "payout", "onboarding", "pricing")
KINDS = ("score", "triage", "forecast", "early warning", "ranking", "routing")


@dataclass(frozen=True)
class Size:
    """How much there shall be."""

    organisations: int = 10
    people: int = 1000
    specs: int = 10_000
    events: int = 200_000


@dataclass(frozen=True)
class Seeded:
    """What there is now, and whom one looks at it as."""

    stage: Stage
    houses: list[House]

    def __str__(self) -> str:
        counts = (Organisation, User, Spec, Event)
        return ", ".join(
            f"{model.objects.count():,} {model._meta.verbose_name_plural}"  # noqa: SLF001
            for model in counts
        )


def seed(size: Size, say: Callable[[str], object] = lambda _words: None) -> Seeded:
    """Fill the database, which has to be empty but for its tables."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    if Organisation.objects.exists():
        raise SystemExit("The database is not empty. Nothing was written.")
    dice = random.Random(20_261_121)
    stage = set_originals_stage()
    houses = make_houses(stage, size.organisations, size.people // size.organisations)
    say(f"{len(houses)} organisations")
    told = tell(stage)
    originals = [(story(told), share) for story, share in STORIES]
    say(f"{len(originals)} specs to copy")
    copy(told, originals, houses, size.specs - Spec.objects.count(), dice, say)
    pad(houses, size.events - Event.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; ANALYZE; RESET statement_timeout")
    checkpoint()
    return Seeded(stage, houses)


def copy(
    told: Told,
    originals: list[tuple[Spec, int]],
    houses: list[House],
    count: int,
    dice: random.Random,
    say: Callable[[str], object],
) -> None:
    """Copy the originals, each as often as its share says, all over the organisations."""
    read = [Original(Spec.objects.get(pk=spec.pk)) for spec, _share in originals]
    shares = [share for _spec, share in originals]
    names = [spec.title for spec, _share in originals] + [told.stage.organisation.name]
    for person in told.stage.people.values():
        names += [person.name, person.email, str(person.pk)]
    copier = Copier(read, names)
    each = [original for original in read for _house in houses][:count]  # every house has one
    drawn = each + dice.choices(read, weights=shares, k=count - len(each))
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        copier.copy(
            [
                (drawn[n], otherwise(told, drawn[n], houses[n % len(houses)], n, dice), days(n))
                for n in numbers
            ]
        )
        say(f"{numbers.stop:,} specs copied")
    copier.finish()


def days(number: int) -> int:
    """Return how long ago a copy was made: most lately."""
    return (number * number) % YEARS


def otherwise(
    told: Told, original: Original, house: House, number: int, dice: random.Random
) -> Ids:
    """Return what a copy calls otherwise: its organisation, its people, its title."""
    stage = told.stage
    title = f"{dice.choice(THINGS)} {dice.choice(KINDS)} {number}".capitalize()
    ids = {
        original.spec.title: title,
        str(stage.organisation.pk): str(house.organisation.pk),
        stage.organisation.name: house.organisation.name,
    }
    team = dice.sample(house.writers, len(PEOPLE))
    for person, other in zip(stage.people.values(), team, strict=True):
        ids |= {
            person.name: other.name,
            person.email: other.email,
            str(person.pk): str(other.pk),
        }
    return ids


def pad(houses: list[House], count: int) -> None:
    """Fill the chains of the organisations with what administrators do."""
    each = max(LEAST, count // len(houses) + 1)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    for house in houses:
        put(
            "trail_event",
            ["chain", "seq", "kind", "actor_id", "object", "at", "prev", "hash", "body"],
            [[str(value) for value in row] for row in administered(house, each)],
        )
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout")


def administered(house: House, count: int) -> Iterator[tuple[object, ...]]:
    """Return events of one organisation, each linked to the one before."""
    chain = house.organisation.chain
    head = Head.objects.get(chain=chain)
    at = Event.objects.filter(chain=chain).latest("at").at
    tip = Tip(head.seq, head.hash, at)
    by = house.writers[0].as_actor()
    for number in range(count):
        person = house.writers[number % len(house.writers)]
        entry = build_entry(
            chain=chain,
            tip=tip,
            kind=Kind.ROLE_HOLDER_CHANGED,
            by=by,
            facts={"role_label": "Finance", "person": person.name, "role": "finance"},
            object="role:finance",
            before=None,
            after=None,
            request_id="",
            app="0.1.0",
        )
        yield as_parameters(entry)
        at += timedelta(seconds=1)
        tip = Tip(entry.seq, entry.hash, at)
