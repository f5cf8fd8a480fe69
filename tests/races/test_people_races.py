"""Two people who change an organisation at once: the second decides on what the first left."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import access, actions
from accounts.models import Invitation, Level, Mail, Membership, User
from reviews.actions import end_membership
from reviews.models import SignOff
from specs.models import SpecTemplate
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_invitation, make_review, make_sign_off
from tests.racing import collide
from trail.models import Event

pytestmark = pytest.mark.usefixtures("committed")
NINA = "nina@meridian.example"


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


def join(invitation: Invitation) -> str:
    """Take an invitation with a new account, or return why not."""
    try:
        actions.join_as_new(
            invitation=invitation, name="Nina", title="", time_zone="UTC", password=PASSWORD
        )
    except actions.NotOpen as gone:
        return gone.why.value
    return "joined"


def revoke(invitation: Invitation, by: User) -> str:
    """Take an invitation back, or return why not."""
    try:
        actions.revoke_invitation(invitation=invitation, by=by)
    except actions.NotOpen as gone:
        return gone.why.value
    return "revoked"


def test_an_invitation_accepted_twice_at_once_is_accepted_once(people: Cast) -> None:
    invitation, _ = make_invitation(people.meridian, NINA, people.jonas)

    outcomes = collide(lambda: join(invitation), lambda: join(invitation))

    assert outcomes == ("joined", "used")
    assert Membership.objects.filter(user__email=NINA).count() == 1


def test_who_accepts_while_it_is_revoked_does_not_join(people: Cast) -> None:
    invitation, _ = make_invitation(people.meridian, NINA, people.jonas)

    outcomes = collide(lambda: revoke(invitation, people.ruth), lambda: join(invitation))

    assert outcomes == ("revoked", "revoked")
    assert not User.objects.filter(email=NINA).exists()


def test_who_revokes_while_it_is_accepted_is_told(people: Cast) -> None:
    invitation, _ = make_invitation(people.meridian, NINA, people.jonas)

    outcomes = collide(lambda: join(invitation), lambda: revoke(invitation, people.ruth))

    assert outcomes == ("joined", "used")


def test_an_invitation_does_not_outlive_the_inviter_who_is_demoted_meanwhile(people: Cast) -> None:
    invitation, _ = make_invitation(people.meridian, NINA, people.jonas)

    outcomes = collide(
        lambda: demote(people, people.jonas, by=people.ruth), lambda: join(invitation)
    )

    assert outcomes == ("done", "inviter")


def test_two_organisations_that_invite_one_new_person_make_one_account(people: Cast) -> None:
    ours, _ = make_invitation(people.meridian, NINA, people.jonas)
    theirs, _ = make_invitation(people.northwind, NINA, people.carla)

    outcomes = collide(lambda: join(ours), lambda: join(theirs))

    assert outcomes == ("joined", "account")
    assert User.objects.filter(email=NINA).count() == 1


def leave(people: Cast, whom: User) -> str:
    """Leave Meridian Payments, or return why not."""
    membership = Membership.objects.get(organisation=people.meridian, user=whom)
    try:
        end_membership(membership=membership, to=None, by=whom)
    except actions.LastOwner:
        return "last owner"
    return "left"


def test_two_owners_who_leave_at_once_leave_one(people: Cast) -> None:
    Membership.objects.filter(user=people.jonas).update(level=Level.OWNER)

    outcomes = collide(lambda: leave(people, people.ruth), lambda: leave(people, people.jonas))

    assert outcomes == ("left", "last owner")
    assert access.level_in(people.meridian, people.jonas) == Level.OWNER


def test_who_is_deactivated_while_signing_does_not_sign(
    people: Cast, template: SpecTemplate
) -> None:
    review = make_review(people, make_full_spec(people, template))
    membership = Membership.objects.get(user=people.marc)

    def sign() -> str:
        try:
            make_sign_off(review, "finance", people.marc)
        except PermissionDenied:
            return "refused"
        return "signed"

    outcomes: tuple[object, object] = collide(
        lambda: len(end_membership(membership=membership, to=None, by=people.ruth).roles),
        sign,
    )

    assert outcomes == (1, "refused")
    assert not SignOff.objects.exists()


def test_who_has_signed_before_being_deactivated_has_signed(
    people: Cast, template: SpecTemplate
) -> None:
    review = make_review(people, make_full_spec(people, template))
    membership = Membership.objects.get(user=people.marc)

    collide(
        lambda: make_sign_off(review, "finance", people.marc),
        lambda: end_membership(membership=membership, to=None, by=people.ruth),
    )

    given = Event.objects.get(chain=review.revision.spec.chain, kind="signoff.given")
    ended = Event.objects.get(chain=people.meridian.chain, kind="member.deactivated")
    assert SignOff.objects.get().signer == people.marc
    assert given.at < ended.at
