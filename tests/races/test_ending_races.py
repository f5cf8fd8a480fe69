"""200 times each: what ends a review, or a membership, while the last signature is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actions import reactivate_member
from accounts.models import Membership
from reviews import actions
from reviews.actions import Refusal, Why
from reviews.models import Outcome, Review, SignOff
from specs import actions as spec_actions
from specs.models import Spec, SpecTemplate, State
from tests.cast import Cast
from tests.make import change, make_full_spec, make_review, make_sign_off
from tests.races.test_signing_races import quick_passwords, shown, sign
from tests.racing import on_its_own, stampede
from trail.models import Event

__all__ = ("quick_passwords",)
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(600)]
ROUNDS, OF_ONE_SPEC = 200, 20
LAST = "product_manager"


def rounds(people: Cast, template: SpecTemplate) -> Iterator[tuple[int, Spec]]:
    """Count the rounds, each with its spec: a new one now and then, as its past is read too."""
    for number in range(ROUNDS):
        if number % OF_ONE_SPEC == 0:
            spec = make_full_spec(people, template)
        yield number, spec


def next_round(people: Cast, spec: Spec, number: int) -> Review:
    """Submit a text that one role has to sign anew; the others have signed what did not change."""
    change(spec, "project.title", f"Card fraud score, try {number}", people.dana)
    review = make_review(people, spec)
    done = set(review.sign_offs.values_list("role", flat=True))
    for role, person in people.signers.items():
        if role not in {*done, LAST}:
            make_sign_off(review, role, person)
    return review


def at_once(number: int, first: Callable[[], str], second: Callable[[], str]) -> tuple[str, str]:
    """Run both at one moment; return what came of each.

    In every other round nobody is helped; in the rest one of them has done its work, but not
    committed it, when the other begins.
    """
    turned = number % 2 == 1
    works = (second, first) if turned else (first, second)
    if number % 4 < 2:
        one, two = stampede(2, lambda place: works[place]())
    else:
        with ThreadPoolExecutor(max_workers=1) as pool:
            with transaction.atomic():
                one = works[0]()
                later = pool.submit(on_its_own, works[1])
            two = later.result(20)
    return (two, one) if turned else (one, two)


def ended(review: Review) -> str:
    return Review.objects.values_list("outcome", flat=True).get(pk=review.pk)


def test_200_withdrawn_reviews_against_the_last_signature(
    people: Cast, template: SpecTemplate
) -> None:
    seen = set()

    for number, spec in rounds(people, template):
        review = next_round(people, spec, number)
        choice = shown(review, LAST, people.sam)

        def withdraw() -> str:
            try:
                actions.withdraw_review(spec=spec, by=people.dana, why="Mend")  # noqa: B023
            except PermissionDenied:
                return "refused"
            return "withdrawn"

        def give() -> str:
            return sign(spec, LAST, choice, people.sam)  # noqa: B023  run before the next round

        outcome = at_once(number, withdraw, give)
        seen.add((*outcome, ended(review)))
        if outcome[0] == "refused":
            spec_actions.start_next_draft(spec=spec, by=people.dana, why="Next round")
        assert Spec.objects.get(pk=spec.pk).state == State.DRAFT

    assert seen == {
        ("withdrawn", Why.CLOSED.value, Outcome.WITHDRAWN.value),
        ("refused", "signed", Outcome.APPROVED.value),
    }
    approved = Event.objects.filter(kind="review.approved").count()
    assert approved + Event.objects.filter(kind="spec.withdrawn").count() == ROUNDS
    assert approved == Review.objects.filter(outcome=Outcome.APPROVED).count()


def test_200_withdrawn_signatures_against_the_last_one(
    people: Cast, template: SpecTemplate
) -> None:
    seen = set()

    for number, spec in rounds(people, template):
        review = next_round(people, spec, number)
        choice = shown(review, LAST, people.sam)

        def take_back() -> str:
            taken = actions.withdraw_sign_off(
                spec=spec,  # noqa: B023  run before the next round
                role="ml_engineer",
                reason="I read it again.",
                by=people.tomas,
            )
            return taken.why.value if isinstance(taken, Refusal) else "taken back"

        def give() -> str:
            return sign(spec, LAST, choice, people.sam)  # noqa: B023  run before the next round

        outcome = at_once(number, take_back, give)
        seen.add((*outcome, ended(review)))
        if outcome[0] == "taken back":
            assert Spec.objects.get(pk=spec.pk).state == State.IN_REVIEW
            make_sign_off(review, "ml_engineer", people.tomas)
        assert ended(review) == Outcome.APPROVED
        spec_actions.start_next_draft(spec=spec, by=people.dana, why="Next round")

    assert seen == {
        ("taken back", "signed", Outcome.OPEN.value),
        (Why.CLOSED.value, "signed", Outcome.APPROVED.value),
    }
    assert Event.objects.filter(kind="review.approved").count() == ROUNDS


def test_200_members_removed_while_signing(people: Cast, template: SpecTemplate) -> None:
    spec = make_full_spec(people, template)
    review = make_review(people, spec)
    membership = Membership.objects.get(user=people.marc, organisation=people.meridian)
    seen, signed = set(), 0

    for number in range(ROUNDS):
        choice = shown(review, "finance", people.marc)

        def remove() -> str:
            actions.end_membership(membership=membership, to=None, by=people.ruth)
            return "removed"

        def give() -> str:
            try:
                return sign(spec, "finance", choice, people.marc)  # noqa: B023  run before the next
            except PermissionDenied:
                return "refused"

        outcome = at_once(number, remove, give)
        seen.add(outcome)
        signed += outcome[1] == "signed"
        assert SignOff.objects.filter(decision="approved").count() == signed
        gone = moment("member.deactivated")
        reactivate_member(membership=membership, by=people.ruth)
        if outcome[1] == "signed":
            assert moment("signoff.given") < gone, "somebody signed who was removed before"
            actions.withdraw_sign_off(
                spec=spec, role="finance", reason="Next round", by=people.marc
            )

    assert seen == {("removed", "signed"), ("removed", "refused")}


def moment(kind: str) -> datetime:
    """When something happened last."""
    return Event.objects.filter(kind=kind).latest("at").at
