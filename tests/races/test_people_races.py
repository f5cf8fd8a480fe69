"""Two people who change an organisation at once: the second decides on what the first left."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import access, actions
from accounts.models import Level, Mail, Membership, User
from tests.cast import Cast
from tests.racing import collide
from trail.models import Event

pytestmark = pytest.mark.usefixtures("committed")


def demote(people: Cast, whom: User, by: User) -> str:
    """Make an owner a member, or return why not."""
    membership = Membership.objects.get(organisation=people.meridian, user=whom)
    try:
        actions.change_level(membership=membership, level=Level.MEMBER, by=by)
    except PermissionDenied:
        return "refused"
    return "done"


def test_two_owners_who_demote_each_other_leave_one(people: Cast) -> None:
    Membership.objects.filter(user=people.jonas).update(level=Level.OWNER)

    outcomes = collide(
        lambda: demote(people, people.jonas, by=people.ruth),
        lambda: demote(people, people.ruth, by=people.jonas),
    )

    assert outcomes == ("done", "refused")
    assert access.level_in(people.meridian, people.ruth) == Level.OWNER


def test_two_who_add_the_same_person_make_one_account(people: Cast) -> None:
    def add(by: User) -> str:
        try:
            actions.add_member(
                organisation=people.meridian,
                email="nina@meridian.example",
                name="Nina Person",
                level=Level.MEMBER,
                by=by,
            )
        except ValidationError:
            return "refused"
        return "done"

    outcomes = collide(lambda: add(people.ruth), lambda: add(people.jonas))

    assert outcomes == ("done", "refused")
    assert User.objects.filter(email="nina@meridian.example").count() == 1
    assert Mail.objects.filter(to__email="nina@meridian.example").count() == 1
    assert Event.objects.filter(kind="member.added").count() == 3  # and the two first owners
