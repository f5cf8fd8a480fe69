"""Amendments under collisions: accepted once, and never what nobody read."""

from __future__ import annotations

from functools import partial

import pytest
from django.contrib.auth.hashers import make_password
from pytest_django import Settings

from accounts.models import User
from reviews import actions
from reviews.models import Amendment, AmendmentState
from specs.models import Answer, Revision, Spec, SpecTemplate, State
from tests.cast import PASSWORD, Cast
from tests.racing import collide, stampede
from tests.reviews.amendment_scene import RULING, SHIP, agree, approve_spec, propose
from trail.models import Event

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(600)]
TOUCHED = ("product_manager", "data_scientist", "legal_compliance")


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings, people: Cast) -> None:
    """Check passwords fast: what is raced for is the lock, not the hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.update(password=make_password(PASSWORD, hasher="md5"))


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return approve_spec(people, template)


@pytest.fixture
def amendment(people: Cast, spec: Spec) -> Amendment:
    proposed = propose(people, spec)
    agree(people, proposed, *TOUCHED)
    return proposed


def accept(amendment: Amendment, by: User) -> str:
    """Accept, and say in a word what came of it."""
    fresh = Amendment.objects.select_related("spec").get(pk=amendment.pk)
    try:
        actions.accept_amendment(amendment=fresh, ruling=RULING, by=by)
    except actions.Overtaken:
        return "overtaken"
    return "accepted"


def stop(amendment: Amendment, by: User) -> str:
    """Stop it, and say in a word what came of it."""
    fresh = Amendment.objects.select_related("spec").get(pk=amendment.pk)
    try:
        actions.end_amendment(amendment=fresh, how=AmendmentState.STOPPED, ruling=RULING, by=by)
    except actions.Overtaken:
        return "overtaken"
    return "stopped"


def test_two_who_accept_at_once_make_one_revision(
    people: Cast, spec: Spec, amendment: Amendment
) -> None:
    both = collide(partial(accept, amendment, people.dana), partial(accept, amendment, people.ruth))

    assert both == ("accepted", "overtaken")
    assert Revision.objects.filter(spec=spec).count() == 2
    told = Event.objects.of_chain(spec.chain).filter(kind="amendment.accepted")
    assert told.count() == 1


def test_accepting_and_stopping_at_once_is_one_of_both(
    people: Cast, spec: Spec, amendment: Amendment
) -> None:
    deeds = (partial(accept, amendment, people.dana), partial(stop, amendment, people.ruth))

    done = stampede(2, lambda number: deeds[number]())

    spec.refresh_from_db()
    value = Answer.objects.get(spec=spec, key=SHIP).value
    assert sorted(done) in (["accepted", "overtaken"], ["overtaken", "stopped"])
    expected = (State.IN_REVIEW, "0.62") if "accepted" in done else (State.APPROVED, "0.7")
    assert (spec.state, value) == expected


def test_a_proposal_that_changes_at_that_moment_is_not_accepted_unread(
    people: Cast, spec: Spec, amendment: Amendment
) -> None:
    row = amendment.changes.get(key=SHIP)

    def alter() -> str:
        value = actions.Value("0.61", "", "", "0.58")
        actions.write_values(amendment=amendment, values={row.pk: value}, by=people.dana, seen=1)
        return "changed"

    both = collide(alter, partial(accept, amendment, people.ruth))

    assert both == ("changed", "overtaken")
    assert Answer.objects.get(spec=spec, key=SHIP).value == "0.7"
