"""The people of Meridian Payments, and the stage on which their specs are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts import actions
from accounts.models import Level, Organisation, StakeholderRole, User
from specs.models import SpecTemplate

ORGANISATION = "Meridian Payments"
PASSWORD = "countersign-demo"  # noqa: S105 - printed at every start of the demo
DOMAIN = "meridian.example"


@dataclass(frozen=True)
class Person:
    """Somebody of the demo."""

    key: str
    name: str
    title: str
    level: Level = Level.MEMBER
    role: str = ""
    does: str = ""

    @property
    def email(self) -> str:
        """The address that one signs in with."""
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Person("dana", "Dana Okafor", "Senior product manager", does="writes most specs"),
    Person("yusuf", "Yusuf Demir", "Product analyst", does="writes with Dana"),
    Person("sam", "Sam Ortiz", "Head of product", role="product_manager"),
    Person("lina", "Li Na Brandt", "Lead data scientist", role="data_scientist"),
    Person("tomas", "Tomas Verhoeven", "ML engineer", role="ml_engineer"),
    Person("aisha", "Aisha Rahman", "Data engineer", role="data_engineer"),
    Person("piotr", "Piotr Zielak", "Site reliability engineer", role="sre_on_call"),
    Person("imani", "Imani Castell", "Counsel, data protection", role="legal_compliance"),
    Person("marc", "Marc Duval", "Finance partner", role="finance"),
    Person("greta", "Greta Holm", "Internal auditor", Level.AUDITOR, does="reads and exports"),
    Person("noor", "Noor Haddad", "Consultant", Level.GUEST, does="reads one spec"),
    Person("jonas", "Jonas Weber", "IT administrator", Level.ADMIN, does="manages people"),
    Person(
        "ruth",
        "Ruth Lindqvist",
        "Chief product officer",
        Level.OWNER,
        role="executive_sponsor",
        does="owns it all",
    ),
)


@dataclass(frozen=True)
class Stage:
    """Who is there, and whom and what one finds there."""

    organisation: Organisation
    people: dict[str, User]

    def __getitem__(self, key: str) -> User:
        """Return a person."""
        return self.people[key]

    def template(self, key: str) -> SpecTemplate:
        """Return the newest version of a built-in template."""
        return SpecTemplate.objects.filter(organisation=None, key=key).latest("version")

    def signer(self, role: str) -> User:
        """Return who signs for a role."""
        return next(self.people[person.key] for person in PEOPLE if person.role == role)


def set_stage() -> Stage:
    """Make the organisation with everybody in it; all have the one password of the demo."""
    owner = next(person for person in PEOPLE if person.level is Level.OWNER)
    ruth = actions.create_account(email=owner.email, name=owner.name, title=owner.title)
    organisation = actions.create_organisation(name=ORGANISATION, owner=ruth)
    User.objects.filter(pk=ruth.pk).update(password=make_password(PASSWORD))
    ruth.refresh_from_db()
    people = {owner.key: ruth}
    for person in PEOPLE:
        if person is not owner:
            people[person.key] = add(person, organisation, ruth)
    for person in PEOPLE:
        if person.role:
            actions.set_role_holders(
                organisation=organisation,
                role=StakeholderRole.objects.get(organisation=None, key=person.role),
                users=[people[person.key]],
                by=ruth,
            )
    return Stage(organisation, people)


def add(person: Person, organisation: Organisation, ruth: User) -> User:
    """Add a member; with a password already there, the mail is a welcome and no link."""
    user = actions.create_account(email=person.email, name=person.name, title=person.title)
    User.objects.filter(pk=user.pk).update(password=ruth.password)
    membership = actions.add_member(
        organisation=organisation,
        email=person.email,
        name=person.name,
        level=person.level,
        by=ruth,
    )
    return membership.user


def who_is_who(address: str) -> str:
    """Return how to get in, and as whom."""
    lines = [
        f"Countersign demo: {address}",
        f"Everybody's password is: {PASSWORD}",
        "",
    ]
    for person in PEOPLE:
        role = person.role.replace("_", " ").replace("sre", "SRE").replace("ml ", "ML ")
        what = ", ".join(filter(None, (person.does, role and f"signs as {role}")))
        lines.append(f"  {person.email:<26} {person.name:<18} {what}")
    return "\n".join(lines)
