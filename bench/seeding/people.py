"""Ten organisations with a hundred people each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from accounts.actions import create_organisation
from accounts.models import Level, Membership, Organisation, RoleHolder, User
from reviews.management.demo.people import PASSWORD, PEOPLE, Stage, set_stage
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

# The people of the originals have numbers that stand for nothing else: copies have others.
FIRST = 900_000_001
FIRST_NAMES = (
    *("Ada", "Ben", "Cleo", "Dev", "Edda", "Finn", "Gita", "Hugo", "Iris"),
    *("Jan", "Kaja", "Lars", "Mona", "Nils", "Oda", "Paul", "Rhea", "Sten"),
)
LAST_NAMES = (
    *("Abel", "Berg", "Cruz", "Dahl", "Egger", "Falk", "Grau", "Holt", "Ivers"),
    *("Jung", "Kern", "Lund", "Mohr", "Nagel", "Orth", "Pohl", "Roth"),
)
TITLES = (
    "Product manager",
    "Data scientist",
    "ML engineer",
    "Site reliability engineer",
    "Counsel",
)


@dataclass(frozen=True)
class House:
    """An organisation and who can write and sign in it."""

    organisation: Organisation
    writers: list[User]


def set_originals_stage() -> Stage:
    """Make the first organisation, with the people of the originals in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('accounts_user_id_seq', %s, false)", [FIRST])
    stage = set_stage()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('accounts_user_id_seq', 1, false)")
    return stage


def make_houses(stage: Stage, organisations: int, people: int) -> list[House]:
    """Make the organisations; the first one is that of the originals."""
    password = make_password(PASSWORD)
    named = names()
    first = fill_house(stage.organisation, people - len(PEOPLE), 0, password, named)
    houses = [House(stage.organisation, [*stage.people.values(), *first])]
    for number in range(1, organisations):
        [owner] = add_people(1, number, 0, password, named)
        organisation = create_organisation(name=f"Company {number:02} Holdings", owner=owner)
        houses.append(
            House(organisation, fill_house(organisation, people - 1, number, password, named))
        )
    return houses


def names() -> Iterator[str]:
    """Return names that nobody else has."""
    for number in range(10_000):
        first, last = FIRST_NAMES[number % 18], LAST_NAMES[number // 18 % 17]
        yield f"{first} {last}" if number < 306 else f"{first} {last} {number // 306 + 1}"


@transaction.atomic
def fill_house(
    organisation: Organisation, count: int, house: int, password: str, named: Iterator[str]
) -> list[User]:
    """Add people to an organisation, and return those who can sign."""
    levels = [Level.ADMIN] * 3 + [Level.AUDITOR] * 2 + [Level.GUEST] * 4
    levels += [Level.MEMBER] * (count - len(levels))
    users = add_people(count, house, 1, password, named)
    pairs = list(zip(users, levels, strict=True))
    Membership.objects.bulk_create(
        Membership(organisation=organisation, user=user, level=level) for user, level in pairs
    )
    for user, level in pairs:
        append(
            chain=organisation.chain,
            kind=Kind.MEMBER_ADDED,
            by=users[0].as_actor(),
            object=f"user:{user.pk}",
            after=level,
            facts={"person": user.name, "level": str(level.label).lower()},
        )
    writers = [user for user, level in pairs if level in (Level.ADMIN, Level.MEMBER)]
    roles = [person.role for person in PEOPLE if person.role]
    RoleHolder.objects.bulk_create(
        [
            RoleHolder(
                organisation=organisation,
                role=role,
                user=writers[(3 + 2 * at + turn) % len(writers)],
            )
            for at, role in enumerate(roles)
            for turn in range(2)
        ],
        ignore_conflicts=True,
    )
    return writers


def add_people(
    count: int, house: int, start: int, password: str, named: Iterator[str]
) -> list[User]:
    """Add accounts that the one password of the demo opens."""
    users = User.objects.bulk_create(
        User(
            email=f"person{house:02}{number:03}@house{house:02}.example",
            name=next(named),
            title=TITLES[number % len(TITLES)],
            password=password,
        )
        for number in range(start, start + count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return users
