"""Leaving and deactivating: access ends, open work goes to a taker, what has none is listed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts import access
from accounts import actions as account_actions
from accounts.models import Invitation, Level, Mail, Membership, RoleHolder, User
from reviews import actions
from reviews.leaving import load_open_work
from reviews.models import Condition, Decision, Export, SignerAssignment
from specs import access as specs_access
from specs import actions as spec_actions
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import (
    make_full_spec,
    make_invitation,
    make_review,
    make_sign_off,
    make_spec,
    make_thread,
)
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db


def member(people: Cast, user: User) -> Membership:
    """Return somebody's membership of Meridian Payments."""
    return Membership.objects.get(organisation=people.meridian, user=user)


def page_of(people: Cast, user: User) -> str:
    """Return the address at which a membership is ended."""
    return reverse("reviews:hand-on", args=[member(people, user).pk])


def left_by(people: Cast, user: User) -> list[str]:
    """Return what still hangs on somebody, by its kind."""
    return [part.title for part in load_open_work(member(people, user)).parts()]


def last_words(chain: str) -> str:
    """Return what happened last in a chain."""
    return describe(Event.objects.filter(chain=chain).latest("seq"))


def test_the_page_shows_what_is_open_before_anything_ends(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template, "Churn score")
    client.force_login(people.jonas)

    page = client.get(page_of(people, people.dana)).content.decode()

    assert "Deactivate Dana Okafor" in page
    assert "Specs owned" in page
    assert "Churn score" in page
    assert access.level_in(people.meridian, people.dana) == Level.MEMBER


def test_a_taker_gets_specs_roles_assignments_and_the_right_to_write(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    other = spec_actions.start_spec(
        organisation=people.meridian, template=template, title="Of Sam", by=people.sam
    )
    spec_actions.add_editor(spec=other, user=people.dana, by=people.sam)
    actions.assign_signers(spec=other, role="sre_on_call", users=[people.dana], by=people.sam)
    RoleHolder.objects.create(organisation=people.meridian, role="finance", user=people.dana)
    client.force_login(people.jonas)

    response = client.post(page_of(people, people.dana), {"taker": people.felix.pk}, follow=True)

    spec.refresh_from_db()
    assert "nothing is left open" in response.content.decode()
    assert spec.owner == people.felix
    assert specs_access.can_edit(people.felix, other)
    assert SignerAssignment.objects.get(spec=other).user == people.felix
    assert RoleHolder.objects.filter(role="finance", user=people.felix).exists()
    assert left_by(people, people.dana) == []
    assert not access.can_sign_in(User.objects.get(pk=people.dana.pk))
    assert last_words(spec.chain) == (
        "Jonas Weber handed the spec on from Dana Okafor to Felix Braun."
    )
    assert "Specs owned: 1" in Mail.objects.get(to=people.felix, kind="handed_on").body


def test_conditions_files_and_invitations_are_handed_on_too(
    people: Cast, template: SpecTemplate
) -> None:
    review = make_review(people, make_full_spec(people, template))
    wish = actions.Wish(text="Log it.", owner=people.jonas, due_on=review.opened_at.date())
    make_sign_off(review, "legal_compliance", people.imani, Decision.CONDITIONS, conditions=(wish,))
    export = actions.ask_for_export(revision=review.revision, by=people.jonas)
    make_invitation(people.meridian, "nina@x.example", people.jonas)

    left = actions.end_membership(
        membership=member(people, people.jonas), to=people.ruth, by=people.ruth
    )

    assert left.parts() == []
    assert Condition.objects.get().owner == people.ruth
    assert Export.objects.get(pk=export.pk).asked_by == people.ruth
    assert Invitation.objects.get().invited_by == people.ruth


def test_comments_to_answer_are_handed_on_but_private_ones_stay(
    people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    asked = make_thread(spec, people.dana, assignee=people.marc)
    private = make_thread(spec, people.marc, role="finance", assignee=people.marc)

    left = actions.end_membership(
        membership=member(people, people.marc), to=people.felix, by=people.ruth
    )

    asked.refresh_from_db()
    private.refresh_from_db()
    assert asked.assignee == people.felix
    assert private.assignee == people.marc
    assert [part.entries[0][0] for part in left.parts()] == ["Card fraud score: a private thread"]


def test_without_a_taker_all_of_it_is_listed_and_can_be_handed_on_later(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    client.force_login(people.jonas)

    after = client.post(page_of(people, people.dana), {"taker": ""}, follow=True)
    later = client.post(page_of(people, people.dana), {"taker": people.felix.pk}, follow=True)

    spec.refresh_from_db()
    page = after.content.decode()
    assert "What nobody took over stands below." in page
    assert "What Dana Okafor left" in page
    assert later.redirect_chain[-1][0] == reverse("accounts:people")
    assert spec.owner == people.felix


def test_a_signature_that_nobody_takes_over_stays_listed(
    people: Cast, template: SpecTemplate
) -> None:
    make_review(people, make_full_spec(people, template))

    left = actions.end_membership(membership=member(people, people.piotr), to=None, by=people.ruth)

    _roles, part = left.parts()
    assert part.title == "Signatures that are waited for"
    assert part.entries[0][0] == "Card fraud score, revision 1, as SRE / on-call"


def test_who_signs_a_spec_does_not_become_its_owner(people: Cast, template: SpecTemplate) -> None:
    spec = make_full_spec(people, template)
    make_review(people, spec)

    left = actions.end_membership(
        membership=member(people, people.dana), to=people.piotr, by=people.ruth
    )

    assert [part.title for part in left.parts()] == ["Specs owned"]
    assert Spec.objects.get(pk=spec.pk).owner == people.dana


def test_a_taker_does_not_sign_the_spec_that_they_own(people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)
    actions.assign_signers(spec=spec, role="finance", users=[people.marc], by=people.dana)

    left = actions.end_membership(
        membership=member(people, people.marc), to=people.dana, by=people.ruth
    )

    assert [part.title for part in left.parts()] == ["Named to sign"]


@pytest.mark.parametrize("name", ["greta", "noor", "eva", "carla", "dana"])
def test_neither_auditor_nor_guest_nor_stranger_nor_oneself_takes_over(
    client: Client, people: Cast, name: str
) -> None:
    taker: User = getattr(people, name)
    client.force_login(people.jonas)

    response = client.post(page_of(people, people.dana), {"taker": taker.pk})

    assert response.status_code == 422
    assert "This person cannot take over." in response.content.decode()
    with pytest.raises(actions.NotATaker):
        actions.end_membership(membership=member(people, people.dana), to=taker, by=people.ruth)


def test_one_leaves_oneself_and_is_signed_out(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    RoleHolder.objects.create(organisation=people.meridian, role="finance", user=people.dana)
    client.force_login(people.dana)

    response = client.post(page_of(people, people.dana), {"taker": people.yusuf.pk})

    spec.refresh_from_db()
    assert response["Location"] == reverse("account_inactive")
    assert client.get(reverse("accounts:account")).status_code == 302
    assert spec.owner == people.yusuf
    assert left_by(people, people.dana) == [
        "Roles signed by default"
    ]  # only managers say who signs
    assert last_words(people.meridian.chain) == "Dana Okafor left the organisation."


def test_a_guest_can_leave_too(client: Client, people: Cast) -> None:
    client.force_login(people.noor)

    page = client.get(page_of(people, people.noor))
    client.post(page_of(people, people.noor))

    assert page.status_code == 200
    assert access.level_in(people.meridian, people.noor) is None


def test_who_belongs_elsewhere_stays_signed_in_there(client: Client, people: Cast) -> None:
    Membership.objects.create(organisation=people.northwind, user=people.felix)
    client.force_login(people.felix)

    response = client.post(page_of(people, people.felix), follow=True)

    assert "You left Meridian Payments." in response.content.decode()
    assert client.get(reverse("accounts:people")).status_code == 200


def test_the_last_owner_cannot_leave(client: Client, people: Cast) -> None:
    client.force_login(people.ruth)

    response = client.post(page_of(people, people.ruth))

    assert response.status_code == 422
    assert "The last owner cannot leave" in response.content.decode()
    assert access.level_in(people.meridian, people.ruth) == Level.OWNER


def test_somebody_comes_back_as_what_they_were(client: Client, people: Cast) -> None:
    old = Client()
    old.force_login(people.marc)
    membership = member(people, people.marc)
    actions.end_membership(membership=membership, to=None, by=people.ruth)
    client.force_login(people.jonas)

    client.post(reverse("accounts:reactivate-member", args=[membership.pk]))

    people.marc.refresh_from_db()
    assert people.marc.is_active
    assert access.level_in(people.meridian, people.marc) == Level.MEMBER
    assert RoleHolder.objects.filter(user=people.marc, role="finance").exists()
    assert old.get(reverse("accounts:account")).status_code == 302  # old sessions stay ended
    assert last_words(people.meridian.chain).startswith("A mail to Marc Duval was queued")
    assert describe(Event.objects.get(kind="member.reactivated")) == (
        "Jonas Weber made Marc Duval member again."
    )


def test_an_administrator_does_not_bring_an_owner_back(people: Cast) -> None:
    Membership.objects.filter(user=people.dana).update(level=Level.OWNER)
    membership = member(people, people.dana)
    actions.end_membership(membership=membership, to=None, by=people.ruth)

    with pytest.raises(PermissionDenied):
        actions.end_membership(membership=membership, to=people.felix, by=people.jonas)


def test_the_page_costs_the_same_for_much_work(
    client: Client,
    people: Cast,
    template: SpecTemplate,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        make_spec(people, template, f"Spec {number}")
    client.force_login(people.ruth)
    client.get(page_of(people, people.dana))

    with django_assert_max_num_queries(20):
        client.get(page_of(people, people.dana))


def test_who_takes_over_twice_is_told_twice(people: Cast, template: SpecTemplate) -> None:
    make_spec(people, template)
    membership = Membership.objects.get(organisation=people.meridian, user=people.dana)
    for _time in range(2):
        actions.end_membership(membership=membership, to=people.felix, by=people.jonas)
        membership.refresh_from_db()
        account_actions.reactivate_member(membership=membership, by=people.jonas)
        membership.refresh_from_db()
        people.dana.refresh_from_db()
        make_spec(people, template, "Another one")

    assert Mail.objects.filter(kind="handed_on", to=people.felix).count() == 2
