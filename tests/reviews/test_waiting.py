"""Whom open rounds wait for, as it is kept for the dashboard: always what one would compute."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from reviews import actions
from reviews.actions.waiting import waiting_slots
from reviews.models import Decision, Review, Waiting
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    return make_review(people, make_full_spec(people, template))


def kept() -> list[tuple[int, str, object]]:
    return list(Waiting.objects.order_by("review", "role").values_list("review", "role", "since"))


def computed() -> list[tuple[int, str, object]]:
    found = [
        (review.pk, slot.role, since)
        for review in Review.objects.all()
        for slot, since in waiting_slots(review)
    ]
    return sorted(found, key=lambda one: one[:2])


def test_an_opened_round_waits_for_every_role(review: Review) -> None:
    assert len(kept()) == 7
    assert kept() == computed()


def test_a_role_that_signed_is_waited_for_no_longer(people: Cast, review: Review) -> None:
    make_sign_off(review, "sre_on_call", people.piotr)

    assert "sre_on_call" not in [role for _review, role, _since in kept()]
    assert kept() == computed()


def test_a_role_that_withdrew_is_waited_for_since_then(people: Cast, review: Review) -> None:
    make_sign_off(review, "sre_on_call", people.piotr)

    actions.withdraw_sign_off(
        spec=review.revision.spec, role="sre_on_call", reason="Too early.", by=people.piotr
    )

    assert kept() == computed()
    assert Waiting.objects.get(role="sre_on_call").since > review.opened_at


def test_nobody_is_waited_for_once_a_round_ended(people: Cast, review: Review) -> None:
    make_sign_off(review, "finance", people.marc, Decision.BLOCKED, reason="Too dear.")

    assert kept() == []


def test_a_round_taken_out_of_review_waits_for_nobody(people: Cast, review: Review) -> None:
    actions.withdraw_review(spec=review.revision.spec, by=people.dana, why="A mistake.")

    assert kept() == []


def test_a_command_draws_it_anew(people: Cast, review: Review) -> None:
    make_sign_off(review, "sre_on_call", people.piotr)
    before = kept()
    Waiting.objects.filter(role="finance").delete()
    said = StringIO()

    call_command("rebuild_waiting", stdout=said)

    assert kept() == before
    assert "1 open review" in said.getvalue()
