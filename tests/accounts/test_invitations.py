"""Invitations: one link, one address, once; and every way in which it no longer works."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import access, actions
from accounts.models import Invitation, Level, Mail, Membership, RoleHolder, User
from tests.cast import PASSWORD, Cast, sign_in
from tests.make import mailed_token, make_invitation
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
NINA = "nina@meridian.example"
JOINED = {"name": "Nina Person", "title": "Analyst", "time_zone": "UTC", "password": PASSWORD}


def sentences(people: Cast) -> list[str]:
    """Return what happened in Meridian Payments, oldest first."""
    return [describe(e) for e in Event.objects.filter(chain=people.meridian.chain).order_by("seq")]


def link(token: str) -> str:
    """Return where a mailed link leads."""
    return reverse("accounts:invitation", args=[token])


def test_several_addresses_are_invited_at_once_and_each_gets_its_own_link(
    client: Client, people: Cast
) -> None:
    client.force_login(people.jonas)
    typed = {
        "emails": f"{NINA}, <Omar@Meridian.example>\n{NINA}",
        "level": "member",
        "roles": ["finance"],
    }

    response = client.post(reverse("accounts:invite"), typed, follow=True)

    page = response.content.decode()
    mails = {mail.to_address: mail for mail in Mail.objects.filter(kind="invitation")}
    assert set(mails) == {NINA, "omar@meridian.example"}
    assert "2 people are invited." in page
    assert "signs as Finance" in page
    assert mailed_token(NINA) != mailed_token("omar@meridian.example")
    assert "You are asked to sign specs as Finance." in mails[NINA].body
    assert "Jonas Weber invited nina@meridian.example as member." in sentences(people)


def test_a_link_is_kept_as_its_hash_only(people: Cast) -> None:
    invitation, token = make_invitation(people.meridian, NINA, people.jonas)

    assert token not in str(vars(invitation))
    assert all(token not in event.body for event in Event.objects.all())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"emails": ""}, "Type the address that the person reads."),
        ({"emails": "nina@, omar"}, "Not a mail address: nina@, omar."),
        ({"emails": " , ;"}, "Not a mail address: , ;."),
        ({"emails": ",".join(f"p{n}@x.example" for n in range(51))}, "These are 51 addresses."),
        ({"level": "emperor"}, "Select a valid choice."),
        ({"level": "owner"}, "Select a valid choice."),  # an administrator makes no owner
        ({"roles": ["jester"]}, "Choose from the roles in the list."),
        ({"level": "auditor", "roles": ["finance"]}, "Auditors and guests do not sign."),
        ({"emails": f"{NINA} dana@meridian.example"}, "dana@meridian.example is a member already."),
        ({"emails": "omar@x.example"}, "omar@x.example is invited already."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(
    client: Client, people: Cast, typed: dict[str, object], words: str
) -> None:
    make_invitation(people.meridian, "omar@x.example", people.jonas)
    client.force_login(people.jonas)

    response = client.post(reverse("accounts:invite"), {"emails": NINA, "level": "member", **typed})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert Invitation.objects.count() == 1


def test_a_new_person_joins_with_the_link_and_is_signed_in(people: Cast) -> None:
    _, token = make_invitation(people.meridian, NINA, people.jonas, roles=["finance", "gone"])
    browser = Client()

    shown = browser.get(link(token)).content.decode()
    response = browser.post(link(token), JOINED, follow=True)

    nina = User.objects.get(email=NINA)
    assert "Join Meridian Payments" in shown
    assert "Welcome: you are now member of Meridian Payments." in response.content.decode()
    assert (nina.name, nina.title, nina.check_password(PASSWORD)) == (
        "Nina Person",
        "Analyst",
        True,
    )
    assert access.level_in(people.meridian, nina) == Level.MEMBER
    assert RoleHolder.objects.get(user=nina).role == "finance"
    assert sentences(people)[-2:] == [
        "Nina Person joined as member, invited by Jonas Weber.",
        "Jonas Weber changed who signs as Finance: Marc Duval, Nina Person.",
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Type your name as it is printed on a sign-off."),
        ({"name": "Ni\x07na"}, "There is a control character in it."),
        ({"name": "Nina \u202enosreP"}, "There is a control character in it."),
        ({"password": "short"}, "This password is too short."),
        ({"password": "nina@meridian"}, "too similar"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_and_the_link_stays_good(
    client: Client, people: Cast, wrong: dict[str, str], words: str
) -> None:
    _, token = make_invitation(people.meridian, NINA, people.jonas)

    response = client.post(link(token), {**JOINED, **wrong})
    then = client.post(link(token), JOINED)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert then.status_code == 302


def test_somebody_with_an_account_signs_in_first_and_comes_back(people: Cast) -> None:
    _, token = make_invitation(people.meridian, people.carla.email, people.jonas, Level.AUDITOR)
    browser = Client()

    page = browser.get(link(token)).content.decode()
    by_force = browser.post(link(token), JOINED)
    sign_in(browser, people.carla)
    joined = browser.post(link(token), follow=True)

    assert f"/accounts/login/?next={link(token)}" in page
    assert by_force.status_code == 409
    assert "Welcome: you are now auditor of Meridian Payments." in joined.content.decode()
    people.carla.refresh_from_db()
    assert people.carla.name == "Carla Mendes"
    assert access.level_in(people.meridian, people.carla) == Level.AUDITOR


def test_somebody_signed_in_with_another_address_is_told_so(client: Client, people: Cast) -> None:
    _, token = make_invitation(people.meridian, NINA, people.jonas)
    client.force_login(people.carla)

    shown, posted = client.get(link(token)), client.post(link(token))
    left = client.post(reverse("account_logout"), {"next": link(token)})

    page = shown.content.decode()
    assert (shown.status_code, posted.status_code) == (409, 409)
    assert "bound to nina@meridian.example; you are signed in as carla@northwind.example" in page
    assert left["Location"] == link(token)
    assert access.level_in(people.meridian, people.carla) is None


def test_the_link_works_once(client: Client, people: Cast) -> None:
    _, token = make_invitation(people.meridian, NINA, people.jonas)
    client.post(link(token), JOINED)

    again = Client().post(link(token), {**JOINED, "password": "another one entirely"})

    assert again.status_code == 410
    assert "This invitation was used" in again.content.decode()
    assert User.objects.get(email=NINA).check_password(PASSWORD)


def test_a_revoked_link_leads_nowhere(client: Client, people: Cast) -> None:
    invitation, token = make_invitation(people.meridian, NINA, people.jonas)
    client.force_login(people.ruth)

    client.post(reverse("accounts:revoke-invitation", args=[invitation.pk]))
    late = Client().post(link(token), JOINED)

    assert late.status_code == 410
    assert "This invitation was revoked" in late.content.decode()
    assert not User.objects.filter(email=NINA).exists()
    assert sentences(people)[-1] == (
        "Ruth Lindqvist revoked the invitation of nina@meridian.example."
    )


def test_an_old_link_is_too_old_until_it_is_sent_again(client: Client, people: Cast) -> None:
    invitation, old = make_invitation(people.meridian, NINA, people.jonas)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    client.force_login(people.jonas)

    late = Client().post(link(old), JOINED)
    client.post(reverse("accounts:send-invitation-again", args=[invitation.pk]))
    replaced = Client().get(link(old))
    fresh = Client().post(link(mailed_token(NINA)), JOINED)

    assert (late.status_code, replaced.status_code, fresh.status_code) == (410, 404, 302)
    assert "This invitation is too old" in late.content.decode()
    assert Mail.objects.filter(to_address=NINA).count() == 2


def test_an_invitation_ends_with_the_right_of_who_wrote_it(client: Client, people: Cast) -> None:
    _, token = make_invitation(people.meridian, NINA, people.jonas)
    Membership.objects.filter(user=people.jonas).update(level=Level.MEMBER)

    response = client.post(link(token), JOINED)

    assert response.status_code == 410
    assert "no longer manages the people of Meridian Payments" in response.content.decode()
    assert not User.objects.filter(email=NINA).exists()


def test_whoever_is_deactivated_does_not_come_back_by_an_older_link(people: Cast) -> None:
    _, token = make_invitation(people.meridian, people.carla.email, people.jonas)
    membership = Membership.objects.create(organisation=people.meridian, user=people.carla)

    actions.deactivate_member(membership=membership, by=people.ruth)

    browser = Client()
    browser.force_login(people.carla)
    assert browser.post(link(token)).status_code == 410
    assert access.level_in(people.meridian, people.carla) is None


def test_a_deactivated_account_comes_back_by_invitation_with_a_new_password(people: Cast) -> None:
    _, token = make_invitation(people.meridian, people.eva.email, people.jonas)
    browser = Client()

    browser.post(link(token), {**JOINED, "name": "Eva Novak", "password": "a new start in May"})

    people.eva.refresh_from_db()
    assert people.eva.is_active
    assert people.eva.check_password("a new start in May")
    assert access.level_in(people.meridian, people.eva) == Level.MEMBER
    assert browser.get(reverse("accounts:account")).status_code == 200


def test_a_link_that_was_never_sent_says_so(client: Client, people: Cast) -> None:
    response = client.get(link("x" * 43))

    assert response.status_code == 404
    assert "This link leads nowhere" in response.content.decode()


def test_an_administrator_neither_renews_nor_revokes_the_invitation_of_an_owner(
    people: Cast,
) -> None:
    invitation, _ = make_invitation(people.meridian, NINA, people.ruth, Level.OWNER)

    with pytest.raises(PermissionDenied):
        actions.send_invitation_again(invitation=invitation, by=people.jonas)
    with pytest.raises(PermissionDenied):
        actions.revoke_invitation(invitation=invitation, by=people.jonas)


def test_members_see_no_invitations(client: Client, people: Cast) -> None:
    make_invitation(people.meridian, NINA, people.jonas)
    client.force_login(people.dana)

    assert NINA not in client.get(reverse("accounts:people")).content.decode()


def test_many_invitations_cost_the_page_no_more(
    client: Client, people: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    emails = [f"p{n}@meridian.example" for n in range(40)]
    actions.invite(
        organisation=people.meridian,
        emails=emails,
        level=Level.MEMBER,
        roles=["finance"],
        by=people.ruth,
    )
    client.force_login(people.ruth)

    with django_assert_max_num_queries(12):
        client.get(reverse("accounts:people"))
