"""Specs that were approved before there were days of re-review: a migration gives them one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import Organisation
from reviews.models import Review
from specs import actions as spec_actions
from specs.models import Spec, SpecTemplate
from specs.review_days import find_recorded_day
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
APPROVED = datetime(2026, 1, 31, 15, tzinfo=UTC)
give_days = import_module("reviews.migrations.0017_days_of_approved_specs").give_days


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec that was approved while an organisation had no months to count."""
    Organisation.objects.update(review_again_months=0)
    spec = make_full_spec(people, template)
    review = make_review(people, spec)
    Review.objects.filter(pk=review.pk).update(outcome="approved", closed_at=APPROVED)
    spec_actions.approve(spec=spec, by=people.dana)
    spec.refresh_from_db()
    assert spec.review_again_on is None
    return spec


def test_the_months_are_counted_from_the_approval_and_the_trail_says_so(spec: Spec) -> None:
    Organisation.objects.update(review_again_months=3)

    give_days(apps, None)

    spec.refresh_from_db()
    assert spec.review_again_on == date(2026, 4, 30)
    assert find_recorded_day(spec.chain, spec.revision_number) == date(2026, 4, 30)
    last = Event.objects.of_chain(spec.chain).last()
    assert last is not None
    assert describe(last) == (
        "Revision 1, approved, is to be looked at again by 2026-04-30, 3 months after its approval."
    )


def test_its_owner_is_told_where_the_day_is_still_to_come(spec: Spec) -> None:
    Organisation.objects.update(review_again_months=120)

    give_days(apps, None)

    spec.refresh_from_db()
    assert spec.review_prompt_on is not None
    assert spec.review_prompt_on > timezone.localdate()


def test_without_months_there_is_no_day_and_a_day_that_was_given_stays(
    spec: Spec, people: Cast
) -> None:
    give_days(apps, None)
    spec.refresh_from_db()
    assert spec.review_again_on is None

    Organisation.objects.update(review_again_months=3)
    chosen = date(2035, 5, 1)
    spec_actions.set_review_day(
        spec=spec, revision=1, on=chosen, why="The contract ends then.", by=people.dana
    )
    events = Event.objects.of_chain(spec.chain).count()
    give_days(apps, None)

    spec.refresh_from_db()
    assert spec.review_again_on == chosen
    assert Event.objects.of_chain(spec.chain).count() == events
