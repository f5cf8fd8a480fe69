"""The command that makes the first administrator."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import access
from accounts.models import Level, Organisation, User
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def create(email: str, organisation: str) -> str:
    """Run the command and return the link that it prints."""
    said = StringIO()
    call_command("create_admin", email, organisation=organisation, name="Ann Admin", stdout=said)
    return said.getvalue().strip().splitlines()[-1]


def test_the_first_administrator_sets_a_password_by_the_printed_link() -> None:
    link = create("ann@example.com", "Example Works")
    client = Client()

    page = client.get(link, follow=True)
    chosen = {"password1": "an entirely new word", "password2": "an entirely new word"}
    client.post(page.redirect_chain[-1][0], chosen)

    ann = User.objects.get(email="ann@example.com")
    assert ann.check_password("an entirely new word")
    assert access.level_in(Organisation.objects.get(name="Example Works"), ann) == Level.OWNER


def test_running_it_again_makes_nobody_twice() -> None:
    create("ann@example.com", "Example Works")
    create("Ann@example.com", "Example Works")

    assert (User.objects.count(), Organisation.objects.count()) == (1, 1)


def test_it_brings_back_an_owner_whom_somebody_shut_out(people: Cast) -> None:
    create(people.eva.email, "Meridian Payments")

    people.eva.refresh_from_db()
    assert access.level_in(people.meridian, people.eva) == Level.OWNER


def test_a_wrong_address_is_said_so(db: None) -> None:
    with pytest.raises(CommandError, match="is not a mail address"):
        create("ann", "Example Works")
