"""Specs of forty fields in one section, each with a writer who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import transaction

from accounts.actions import create_organisation
from accounts.models import User
from accounts.sessions import SessionStore
from bench.fields import FIELDS, values, wide_template
from specs import actions, catalogue
from specs.management.commands.load_catalogue import publish
from specs.management.filling import fill
from specs.models import Spec, SpecTemplate


@dataclass(frozen=True)
class Desk:
    """A spec, and the session of the one who writes it."""

    spec: Spec
    session: str


def prepare(desks: int) -> list[Desk]:
    """Migrate the database and write specs in it, full but for a few answers."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    publish(wide_template())
    template = SpecTemplate.objects.get(key="bench")
    return [prepare_desk(template, number) for number in range(desks)]


@transaction.atomic
def prepare_desk(template: SpecTemplate, number: int) -> Desk:
    """Write one spec as a person of its own."""
    user = User.objects.create_user(f"writer{number}@bench.example", f"Writer {number}")
    organisation = create_organisation(name=f"Organisation {number}", owner=user)
    spec = actions.start_spec(
        organisation=organisation, template=template, title="Card fraud score", by=user
    )
    wide = {field.key for field in FIELDS}
    rest = {key: catalogue.example(key) for key in template.template.items if key not in wide}
    given = {**rest, **values()}
    given.pop("project.title", None)
    given.pop("project.owner", None)
    fill(spec, given, user)
    return Desk(spec, sign_in(user))


def sign_in(user: User) -> str:
    """Return the key of a session like the one that a sign-in makes."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
