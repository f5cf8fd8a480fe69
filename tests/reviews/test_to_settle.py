"""What a round leaves to somebody, told by mail and on their page of work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mail, User
from reviews import actions
from reviews.models import Condition, Decision, Review
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off
from tests.reviews.asking import get
from tests.reviews.standing_in import name_stand_in
from trail.models import Event

LEGAL, SRE = "legal_compliance", "sre_on_call"


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    return make_review(people, make_full_spec(people, template))


@pytest.fixture
def condition(people: Cast, review: Review) -> Condition:
    """Return a condition of Imani's that Felix has to meet."""
    day = timezone.localdate() + timedelta(days=1)
    wish = actions.Wish(text="Add it to the register.", owner=people.felix, due_on=day)
    make_sign_off(review, LEGAL, people.imani, Decision.CONDITIONS, conditions=(wish,))
    return Condition.objects.get()


def panel(client: Client, user: User) -> str:
    html: str = get(client, user, "to-sign-panel").content.decode()
    return html


def meet(condition: Condition, people: Cast) -> None:
    actions.mark_condition_met(condition=condition, note="Entry 41.", by=people.felix)


def test_who_set_a_condition_is_told_once_it_is_met(
    client: Client, people: Cast, condition: Condition
) -> None:
    assert "Conditions to accept" not in panel(client, people.imani)

    meet(condition, people)
    meet(condition, people)

    mail = Mail.objects.get(to=people.imani, subject__startswith="To accept as Legal")
    assert "Entry 41." in mail.body
    assert mail.url.endswith(f"#condition-{condition.pk}")
    text = panel(client, people.imani)
    assert "Met by Felix" in text
    assert "Entry 41." in text
    assert "Conditions to accept" not in panel(client, people.piotr)


def test_what_is_accepted_waits_for_nobody(
    client: Client, people: Cast, condition: Condition
) -> None:
    meet(condition, people)
    actions.accept_condition(condition=condition, by=people.imani)

    assert "Conditions to accept" not in panel(client, people.imani)


def test_who_owes_a_condition_hears_of_it(people: Cast, condition: Condition) -> None:
    mail = Mail.objects.get(to=people.felix, subject__startswith="To meet by")

    assert "Add it to the register." in mail.body
    assert mail.url.endswith(f"#condition-{condition.pk}")


def test_what_is_not_met_is_sent_back_with_what_is_missing(
    client: Client, people: Cast, condition: Condition
) -> None:
    meet(condition, people)
    spec = condition.sign_off.review.revision.spec
    url = reverse("reviews:send-condition-back", args=[spec.pk, condition.pk])
    client.force_login(people.imani)

    silent = client.post(url, {"reason": " "})
    client.post(url, {"reason": "Entry 41 is about another system."})

    condition.refresh_from_db()
    assert silent.status_code == 422
    assert "Say why." in silent.content.decode()
    assert (condition.met_at, condition.met_note) == (None, "")
    mail = Mail.objects.get(to=people.felix, subject__startswith="Not met yet")
    assert "Entry 41 is about another system." in mail.body
    assert "Not met yet: Entry 41 is about" in panel(client, people.felix)
    [event] = Event.objects.filter(kind="condition.sent_back")
    assert event.reason == "Entry 41 is about another system."
    assert event.facts["note"] == "Entry 41."
    assert "not met yet" in get(client, people.dana, "review", spec.pk).content.decode()


def test_a_condition_sent_back_is_met_and_accepted_later(
    people: Cast, review: Review, condition: Condition
) -> None:
    meet(condition, people)
    actions.send_condition_back(condition=condition, reason="Wrong entry.", by=people.imani)

    meet(condition, people)
    actions.accept_condition(condition=condition, by=people.imani)

    told = Mail.objects.filter(to=people.imani, subject__startswith="To accept as Legal")
    assert told.count() == 2
    condition.refresh_from_db()
    assert condition.accepted_by == people.imani


@pytest.mark.parametrize("name", ["felix", "dana", "ruth", "piotr"])
def test_only_the_role_that_set_a_condition_sends_it_back(
    people: Cast, condition: Condition, name: str
) -> None:
    meet(condition, people)

    with pytest.raises(PermissionDenied):
        actions.send_condition_back(condition=condition, reason="No.", by=getattr(people, name))


def test_what_is_accepted_is_not_sent_back(people: Cast, condition: Condition) -> None:
    meet(condition, people)
    actions.accept_condition(condition=condition, by=people.imani)

    with pytest.raises(PermissionDenied):
        actions.send_condition_back(condition=condition, reason="No.", by=people.imani)


def test_who_stands_in_accepts_for_who_is_away(
    client: Client, people: Cast, condition: Condition
) -> None:
    name_stand_in(people, people.imani, people.yusuf)
    meet(condition, people)

    assert "Add it to the register." in panel(client, people.yusuf)
    assert Mail.objects.filter(to=people.yusuf, subject__startswith="To accept").exists()


def test_a_blocked_spec_is_sent_back_with_its_reason_until_it_is_submitted_again(
    client: Client, people: Cast, review: Review
) -> None:
    make_sign_off(review, SRE, people.piotr, Decision.BLOCKED, reason="No runbook.")

    text = panel(client, people.dana)
    assert "Sent back to you" in text
    assert "No runbook." in text
    assert "Sent back to you" not in panel(client, people.yusuf)

    make_review(people, review.revision.spec)
    assert "Sent back to you" not in panel(client, people.dana)


def test_the_page_says_in_its_first_line_how_many_signatures_are_asked(
    client: Client, people: Cast, review: Review
) -> None:
    assert "One signature is asked of you." in panel(client, people.piotr)

    Review.objects.update(stage_due_on=timezone.localdate())

    assert "One signature is asked of you, due today or late." in panel(client, people.piotr)


def test_many_conditions_are_asked_for_as_often_as_one(
    client: Client, people: Cast, condition: Condition
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("reviews:to-sign-panel"))
        return len(captured)

    meet(condition, people)
    client.force_login(people.imani)
    once = asked()
    for number in range(4):
        Condition.objects.create(
            sign_off=condition.sign_off,
            text=f"Another, {number}",
            owner=people.felix,
            due_on=condition.due_on,
            met_at=timezone.now(),
            met_note="Done.",
        )

    assert asked() == once
