"""The cast: one organisation with everybody in it, another one, and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client

from accounts.actions import create_organisation
from accounts.models import Level, Membership, Organisation, RoleHolder, User
from specs.models import SpecTemplate

PASSWORD = "correct horse battery staple"

# name: (full name, job title, level in Meridian Payments, role that they sign for by default)
MERIDIAN: dict[str, tuple[str, str, Level, str]] = {
    "ruth": ("Ruth Lindqvist", "Chief product officer", Level.OWNER, ""),
    "jonas": ("Jonas Weber", "IT administrator", Level.ADMIN, ""),
    "dana": ("Dana Okafor", "Senior product manager", Level.MEMBER, ""),
    "yusuf": ("Yusuf Demir", "Product analyst", Level.MEMBER, ""),
    "sam": ("Sam Ortiz", "Head of product", Level.MEMBER, "product_manager"),
    "li_na": ("Li Na Brandt", "Data scientist", Level.MEMBER, "data_scientist"),
    "tomas": ("Tomas Verhoeven", "ML engineer", Level.MEMBER, "ml_engineer"),
    "aisha": ("Aisha Rahman", "Data engineer", Level.MEMBER, "data_engineer"),
    "piotr": ("Piotr Zielak", "Site reliability engineer", Level.MEMBER, "sre_on_call"),
    "imani": ("Imani Castell", "Counsel", Level.MEMBER, "legal_compliance"),
    "marc": ("Marc Duval", "Finance partner", Level.MEMBER, "finance"),
    "felix": ("Felix Braun", "Designer", Level.MEMBER, ""),
    "greta": ("Greta Holm", "Internal auditor", Level.AUDITOR, ""),
    "noor": ("Noor Haddad", "Consultant", Level.GUEST, ""),
    "gil": ("Gil Peretz", "Consultant", Level.GUEST, ""),
    "eva": ("Eva Novak", "Former analyst", Level.MEMBER, ""),
}


@dataclass(frozen=True)
class Cast:
    """Everybody, by what they are to the specs of Meridian Payments."""

    meridian: Organisation
    northwind: Organisation
    ruth: User  # owner
    jonas: User  # administrator
    dana: User  # author of the specs
    yusuf: User  # co-editor, where a test makes him one
    sam: User  # product manager
    li_na: User  # data scientist
    tomas: User  # ML engineer
    aisha: User  # data engineer
    piotr: User  # SRE / on-call
    imani: User  # legal & compliance
    marc: User  # finance
    felix: User  # a member who has nothing to do with the spec
    greta: User  # auditor
    noor: User  # guest, of a spec where a test makes her one
    gil: User  # guest of nothing
    eva: User  # deactivated
    carla: User  # owner of the other organisation

    def __iter__(self) -> Iterator[User]:
        """Go through the people."""
        everything = (getattr(self, field.name) for field in fields(self))
        return (one for one in everything if isinstance(one, User))

    @property
    def signers(self) -> dict[str, User]:
        """Who signs for which core role."""
        return {role: getattr(self, name) for name, (_, _, _, role) in MERIDIAN.items() if role}


@cache
def hashed_password() -> str:
    """Hash the one password once: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


def make_people(people: dict[str, tuple[str, str]], domain: str) -> dict[str, User]:
    """Create people by key, with mail addresses that are vouched for and the one password."""
    users = [
        User(
            email=f"{key.replace('_', '')}@{domain}",
            name=name,
            title=title,
            password=hashed_password(),
        )
        for key, (name, title) in people.items()
    ]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return dict(zip(people, users, strict=True))


def make_cast() -> Cast:
    """Create both organisations with everybody in them."""
    users = make_people({key: facts[:2] for key, facts in MERIDIAN.items()}, "meridian.example")
    others = make_people({"carla": ("Carla Mendes", "Head of data")}, "northwind.example")
    meridian = create_organisation(name="Meridian Payments", owner=users["ruth"])
    northwind = create_organisation(name="Northwind Health", owner=others["carla"])
    Membership.objects.bulk_create(
        Membership(organisation=meridian, user=users[key], level=level, is_active=key != "eva")
        for key, (_, _, level, _) in MERIDIAN.items()
        if level is not Level.OWNER
    )
    User.objects.filter(pk=users["eva"].pk).update(is_active=False)
    users["eva"].is_active = False
    RoleHolder.objects.bulk_create(
        RoleHolder(organisation=meridian, role=role, user=users[key])
        for key, (_, _, _, role) in MERIDIAN.items()
        if role
    )
    return Cast(meridian=meridian, northwind=northwind, **users, **others)


@pytest.fixture
def catalogue_rows(db: None) -> None:
    """Load the roles and templates of the catalogue."""
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def template(catalogue_rows: None) -> SpecTemplate:
    """Return the newest version of the template that all specs of the tests are made from."""
    return SpecTemplate.objects.get(organisation=None, key="ml_model_spec")


@pytest.fixture
def people(catalogue_rows: None) -> Cast:
    """Return everybody, with the catalogue loaded."""
    return make_cast()


def sign_in(client: Client, user: User) -> Client:
    """Sign somebody in as the form does, with everything that hangs on it."""
    response = client.post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.7"
    )
    assert response.status_code == 302, response.content
    return client
