"""Choosing several people of an organisation: by a box each while they are few, else by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from django.db.models import QuerySet

    from accounts.models import User

FEW = 25  # people whom one looks through with the eye
BETWEEN = ";"  # names may hold commas
WHO = _("Nobody here is called “%(name)s”. Give the full name or the mail address.")
WHICH = _("More than one person is called “%(name)s”. Give the mail address.")


def find_called(people: QuerySet[User], said: str) -> User:
    """Return who is meant by a mail address, else by a name; raises ValidationError for nobody."""
    found = list(people.filter(email__iexact=said)) or list(people.filter(name__iexact=said)[:2])
    if len(found) != 1:
        raise ValidationError((WHICH if found else WHO) % {"name": said})
    return found[0]


def find_all_called(people: QuerySet[User], said: str) -> list[User]:
    """Return who is meant by names and addresses with ; between; raises ValidationError."""
    parts = (" ".join(part.split()).removeprefix("@") for part in said.split(BETWEEN))
    return [find_called(people, part) for part in parts if part]


def with_boxes(people: Sequence[User], chosen: Container[int]) -> list[tuple[User, bool]]:
    """Return who has a box, and whether it is ticked: all while they are few, else the chosen."""
    ticks = [(user, user.pk in chosen) for user in people]
    return [tick for tick in ticks if tick[1] or len(people) <= FEW]


def to_name(people: Sequence[User]) -> Sequence[User]:
    """Return who is offered by name, since they are too many for boxes."""
    return people if len(people) > FEW else ()
