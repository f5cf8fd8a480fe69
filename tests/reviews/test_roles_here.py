"""Private threads of a role: who was assigned to sign in it here belongs to it, nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Level, Membership, User
from reviews import actions
from reviews.actions.standing_in import stand_in_for_review
from reviews.models import StandIn
from specs import access
from specs.actions import assign_thread, reply
from specs.documents import read_spec
from specs.models import Mention, Spec, SpecTemplate, Thread
from specs.to_answer import load_to_answer
from tests.cast import Cast
from tests.make import make_full_spec, make_guest, make_review, make_spec, make_thread, op
from tests.reviews.standing_in import name_stand_in

pytestmark = pytest.mark.django_db

LEGAL = "legal_compliance"


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """A spec that Yusuf signs as legal, and not Imani, who holds the role."""
    spec = make_full_spec(people, template)
    actions.assign_signers(spec=spec, role=LEGAL, users=[people.yusuf], by=people.dana)
    return spec


@pytest.fixture
def thread(people: Cast, spec: Spec) -> Thread:
    return make_thread(spec, people.imani, "Between us", role=LEGAL)


def readers(thread: Thread, people: Cast) -> list[User]:
    """Return who of the cast reads a thread, by each of the ways in which it is read."""
    spec = Spec.objects.get(pk=thread.spec_id)
    seeing = list(access.people_seeing(spec, thread.role))
    found = [one for one in people if one in seeing]
    for one in people:
        reading = read_spec(spec.pk, one)
        assert bool(reading and reading.talk.open) is (one in found), one
        if reading:
            assert access.can_read_thread(one, thread) is (one in found), one
    return found


def names(found: Sequence[User]) -> set[str]:
    return {one.name for one in found}


def test_an_assigned_signer_reads_writes_and_lists_the_threads_of_the_role(
    client: Client, people: Cast, spec: Spec, thread: Thread
) -> None:
    assert names(readers(thread, people)) == {"Imani Castell", "Yusuf Demir"}
    client.force_login(people.yusuf)
    pages = [
        reverse("specs:thread", args=[spec.pk, thread.pk]),
        reverse("specs:comments", args=[spec.pk]),
        reverse("specs:talk", args=[spec.pk]) + "?key=problem.statement",
    ]
    for page in pages:
        assert "Between us" in client.get(page).content.decode()
    assert "Only Legal / compliance" in client.get(pages[2]).content.decode()

    reply(thread=thread, text="I see. @Imani Castell", op_id=op(), by=people.yusuf)
    own = make_thread(spec, people.yusuf, "Mine", role=LEGAL)
    assign_thread(thread=thread, assignee=people.yusuf, by=people.imani)

    assert own.role == LEGAL
    assert [one.user for one in Mention.objects.all()] == [people.imani]
    visible = access.specs_visible_to(people.yusuf)
    assert [one.pk for one in load_to_answer(people.yusuf, visible).asked] == [thread.pk]


def test_who_is_assigned_in_one_spec_is_of_the_role_in_no_other(
    people: Cast, template: SpecTemplate, spec: Spec
) -> None:
    other = make_spec(people, template, "Another one")
    elsewhere = make_thread(other, people.imani, "Elsewhere", role=LEGAL)

    assert names(readers(elsewhere, people)) == {"Imani Castell"}
    assert access.roles_held(people.yusuf, spec) == [LEGAL]
    assert access.roles_held(people.yusuf, other) == []
    with pytest.raises(PermissionDenied):
        make_thread(other, people.yusuf, "Me too", role=LEGAL)
    with pytest.raises(PermissionDenied):
        make_thread(spec, people.yusuf, "Finance?", role="finance")
    with pytest.raises(PermissionDenied):
        reply(thread=elsewhere, text="Me too", op_id=op(), by=people.yusuf)
    with pytest.raises(ValidationError):
        assign_thread(thread=elsewhere, assignee=people.yusuf, by=people.imani)


def test_who_stands_in_for_an_assigned_signer_belongs_to_the_role_for_those_days(
    people: Cast, thread: Thread
) -> None:
    row = name_stand_in(people, people.yusuf, people.felix)
    assert "Felix Braun" in names(readers(thread, people))

    actions.end_stand_in(stand_in=row, by=people.yusuf)
    assert "Felix Braun" not in names(readers(thread, people))


@pytest.mark.parametrize("days", [(1, 3), (-9, 7)], ids=["before", "after"])
def test_outside_the_days_nobody_stands_in(
    people: Cast, thread: Thread, days: tuple[int, int]
) -> None:
    row = name_stand_in(people, people.yusuf, people.felix, days=days)
    if days[0] < 0:
        over = timezone.now() - timedelta(seconds=1)
        StandIn.objects.filter(pk=row.pk).update(ends_at=over)

    assert names(readers(thread, people)) == {"Imani Castell", "Yusuf Demir"}


def test_nobody_else_gets_in(people: Cast, spec: Spec, thread: Thread) -> None:
    name_stand_in(people, people.imani, people.marc)  # she holds the role, and does not sign here
    name_stand_in(people, people.yusuf, people.tomas, role="finance")
    name_stand_in(people, people.piotr, people.aisha)

    assert names(readers(thread, people)) == {"Imani Castell", "Yusuf Demir"}


def test_the_owner_of_a_spec_reads_no_private_thread_in_somebodys_place(
    people: Cast, thread: Thread
) -> None:
    name_stand_in(people, people.yusuf, people.dana)

    assert "Dana Okafor" not in names(readers(thread, people))


@pytest.mark.parametrize("level", [Level.AUDITOR, Level.GUEST])
def test_who_may_sign_no_more_reads_no_more(
    people: Cast, spec: Spec, thread: Thread, level: Level
) -> None:
    name_stand_in(people, people.yusuf, people.felix)
    pair = Membership.objects.filter(user__in=[people.yusuf, people.felix])
    pair.update(level=level)
    for user in (people.yusuf, people.felix):
        make_guest(spec, user)

    assert names(readers(thread, people)) == {"Imani Castell"}


def test_who_is_named_no_more_reads_no_more(people: Cast, spec: Spec, thread: Thread) -> None:
    actions.assign_signers(spec=spec, role=LEGAL, users=[people.tomas], by=people.dana)

    assert names(readers(thread, people)) == {"Imani Castell", "Tomas Verhoeven"}


def test_a_place_taken_in_one_review_ends_with_it(people: Cast, spec: Spec, thread: Thread) -> None:
    stand_in_for_review(
        review=make_review(people, spec),
        role=LEGAL,
        person=people.yusuf,
        stand_in=people.felix,
        by=people.jonas,
    )
    assert names(readers(thread, people)) == {"Imani Castell", "Yusuf Demir", "Felix Braun"}

    actions.withdraw_review(spec=spec, by=people.dana, why="A typo")

    assert names(readers(thread, people)) == {"Imani Castell", "Yusuf Demir"}


def test_an_assigned_signer_is_told_of_what_is_said(people: Cast, thread: Thread) -> None:
    reply(thread=thread, text="@Yusuf Demir, look", op_id=op(), by=people.imani)

    assert [one.user for one in Mention.objects.all()] == [people.yusuf]
