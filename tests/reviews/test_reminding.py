"""The calendar of a stage: reminders before its deadline, escalation after it, each once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import Mail
from reviews import actions
from reviews.domain.route import Place, Route, Signer, Stage
from reviews.models import Outcome, Review
from reviews.to_sign import load_to_sign
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off, save_route
from trail.models import Event

LEGAL = "legal_compliance"


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    sam = Signer(str(people.sam.pk), people.sam.name, people.sam.email)
    stages = (
        Stage(1, "Legal", 5, (3, 1), (sam,)),
        Stage(2, "Delivery", 10, (4,), escalate_to_managers=True),
    )
    save_route(people, Route(stages, {LEGAL: Place(1)}))
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    return make_review(people, spec)


def in_days(review: Review, days: int) -> date:
    opened_at = Review.objects.get(pk=review.pk).stage_opened_at
    assert opened_at is not None
    return opened_at.date() + timedelta(days=days)


def told(kind: str) -> list[str]:
    names = Mail.objects.filter(kind=kind).order_by("to__name").values_list("to__name", flat=True)
    return [str(name) for name in names]


def test_a_deadline_runs_from_the_day_on_which_the_stage_opened(
    people: Cast, review: Review
) -> None:
    assert review.stage_due_on == in_days(review, 5)
    assert review.prompt_on == in_days(review, 2)
    mail = Mail.objects.get(kind="to_sign")
    assert f"due by {in_days(review, 5).day} " in mail.body
    assert [one.review.stage_due_on for one in load_to_sign(people.imani)] == [in_days(review, 5)]

    make_sign_off(review, LEGAL, people.imani)

    later = Review.objects.get()
    assert later.stage_due_on == in_days(review, 10)
    assert later.prompt_on == in_days(review, 6)


def test_the_day_that_the_author_asked_for_counts_where_it_is_sooner(
    people: Cast, spec: Spec
) -> None:
    review = make_review(people, spec, due_on=date.today() + timedelta(days=1))  # noqa: DTZ011

    assert review.stage_due_on == review.due_on


def test_each_reminder_is_sent_once_to_who_has_not_signed(people: Cast, review: Review) -> None:
    assert actions.prompt_reviews(on=in_days(review, 1)) == 0
    assert told("sign_soon") == []

    for _again in range(3):
        actions.prompt_reviews(on=in_days(review, 2))
    assert told("sign_soon") == ["Imani Castell"]

    actions.prompt_reviews(on=in_days(review, 4))
    assert told("sign_soon") == ["Imani Castell"] * 2
    words = [event.words for event in Event.objects.filter(kind="review.reminded")]
    assert words == ["Imani Castell was reminded to sign revision 1 as Legal / compliance."] * 2


def test_days_on_which_nothing_ran_are_not_made_up_for(people: Cast, review: Review) -> None:
    actions.prompt_reviews(on=in_days(review, 4))

    assert told("sign_soon") == ["Imani Castell"]


def test_an_overdue_stage_is_told_once_to_the_owner_and_who_is_named(
    people: Cast, review: Review
) -> None:
    actions.prompt_reviews(on=in_days(review, 5))
    assert told("overdue") == []

    for day in (6, 6, 7, 30):
        actions.prompt_reviews(on=in_days(review, day))

    assert told("overdue") == ["Dana Okafor", "Sam Ortiz"]
    assert "It waits for: Legal / compliance." in Mail.objects.filter(kind="overdue")[0].body
    assert [event.words for event in Event.objects.filter(kind="review.escalated")] == [
        "In the review of revision 1, stage 1: Legal is overdue; told: Dana Okafor and Sam Ortiz."
    ]


def test_managers_are_told_where_the_route_says_so(people: Cast, review: Review) -> None:
    make_sign_off(review, LEGAL, people.imani)

    actions.prompt_reviews(on=in_days(review, 11))

    assert told("overdue") == ["Dana Okafor", "Jonas Weber", "Ruth Lindqvist"]


def test_nobody_is_reminded_of_a_review_that_has_ended(
    people: Cast, spec: Spec, review: Review
) -> None:
    actions.withdraw_review(spec=spec, by=people.dana, why="Mend")

    assert actions.prompt_reviews(on=in_days(review, 30)) == 0
    assert Review.objects.get().outcome == Outcome.WITHDRAWN


def test_a_review_without_a_route_reminds_nobody(people: Cast, template: SpecTemplate) -> None:
    review = make_review(people, make_full_spec(people, template))

    assert review.prompt_on is None
    assert actions.prompt_reviews(on=in_days(review, 300)) == 0


def test_the_day_is_the_databases_where_none_is_given(review: Review) -> None:
    Review.objects.update(prompt_on=date(2020, 1, 1), stage_due_on=date(2020, 1, 1))

    assert actions.prompt_reviews() == 1
