"""200 times each: what happens to the route of a review while the last signatures are given."""

from __future__ import annotations

import pytest

from reviews import actions
from reviews.documents import frozen
from reviews.domain.route import Place, Route, Stage
from reviews.models import Outcome, Review, SignOff
from specs import actions as spec_actions
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.make import make_route, save_route
from tests.races.test_ending_races import (
    LAST,
    OF_ONE_SPEC,
    ROUNDS,
    at_once,
    ended,
    next_round,
    rounds,
)
from tests.races.test_signing_races import quick_passwords, shown, sign
from trail.models import Event

__all__ = ("quick_passwords",)
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(600)]


def first(people: Cast) -> dict[str, Place]:
    """Put everybody into the first stage."""
    return dict.fromkeys(people.signers, Place(1))


def test_200_times_two_reach_a_quorum_at_once(people: Cast, template: SpecTemplate) -> None:
    make_route(people, "First", "Last", places={**first(people), LAST: Place(2, 2)})
    three = (people.sam, people.felix, people.yusuf)

    for number, spec in rounds(people, template):
        if number % OF_ONE_SPEC == 0:
            actions.assign_signers(spec=spec, role=LAST, users=three, by=people.dana)
        review = next_round(people, spec, number)
        pair = (three[number % 3], three[(number + 1) % 3])
        choices = [shown(review, LAST, person) for person in pair]

        outcome = at_once(
            number,
            lambda: sign(spec, LAST, choices[0], pair[0]),  # noqa: B023  run before the next round
            lambda: sign(spec, LAST, choices[1], pair[1]),  # noqa: B023
        )

        assert outcome == ("signed", "signed")
        assert ended(review) == Outcome.APPROVED
        standing = SignOff.objects.standing().filter(review=review, role=LAST)
        assert {row.signer for row in standing} == set(pair)
        spec_actions.start_next_draft(spec=spec, by=people.dana, why="Next round")

    assert Event.objects.filter(kind="review.approved").count() == ROUNDS
    assert Review.objects.filter(outcome=Outcome.APPROVED).count() == ROUNDS


def test_200_times_a_route_is_edited_before_the_last_signature(
    people: Cast, template: SpecTemplate
) -> None:
    def save(number: int) -> str:
        """Put the last role in another stage from now on, which the open review must not notice."""
        stages = (Stage(1, f"Way {number}"), Stage(2, "Never"))
        places = {**first(people), LAST: Place(1 + number % 2)}
        save_route(people, Route(stages, places))
        return "saved"

    save(0)
    for number, spec in rounds(people, template):
        review = next_round(people, spec, number)
        choice = shown(review, LAST, people.sam)

        outcome = at_once(
            number,
            lambda: save(number + 1),  # noqa: B023  run before the next round
            lambda: sign(spec, LAST, choice, people.sam),  # noqa: B023
        )

        assert outcome == ("saved", "signed")
        assert ended(review) == Outcome.APPROVED
        assert frozen(review.revision).policy.stages[0].name == f"Way {number}"
        spec_actions.start_next_draft(spec=spec, by=people.dana, why="Next round")
