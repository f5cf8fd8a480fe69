"""Makes the first administrator, and prints the link with which they set a password."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts import actions
from accounts.models import Membership, Organisation, User


class Command(BaseCommand):
    """For the first run, and for an organisation that nobody gets into any more."""

    help = "Make somebody owner of an organisation and print a link, good once and for three days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who, where, and their name."""
        parser.add_argument("email")
        parser.add_argument("--organisation", required=True, help="made if it is not there")
        parser.add_argument("--name", default="", help="as printed on sign-offs")

    def handle(self, *_args: Any, email: str, organisation: str, name: str, **_: Any) -> None:
        """Make what is missing, and print the link."""
        try:
            validate_email(email)
        except ValidationError as error:
            message = f"{email} is not a mail address. Write it like sam.ortiz@example.com."
            raise CommandError(message) from error
        user = make_owner(email, organisation, name or email.partition("@")[0])
        self.stdout.write(f"{user.email} is owner of {organisation}. Set the password here,")
        self.stdout.write("once and within three days:\n")
        self.stdout.write(actions.make_password_link(user))


@transaction.atomic
def make_owner(email: str, organisation: str, name: str) -> User:
    """Return the owner of the organisation of that name; who is one already stays it."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = actions.create_account(email=email, name=name)
    known = Organisation.objects.filter(name=organisation)
    if known.count() > 1:
        message = f"There are several organisations called {organisation}: ask their owners."
        raise CommandError(message)
    if not known:
        actions.create_organisation(name=organisation, owner=user)
    elif not is_owner(user, known[0]):
        actions.restore_owner(organisation=known[0], user=user)
    return user


def is_owner(user: User, organisation: Organisation) -> bool:
    """Say whether somebody is an active owner."""
    mine = Membership.objects.filter(user=user, organisation=organisation)
    return user.is_active and mine.filter(level="owner", is_active=True).exists()
