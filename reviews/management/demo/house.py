"""What Meridian Payments does beside its specs: its policies, its calendar, what it puts away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts import actions as account_actions
from jobs.holding import Hold
from reviews import actions as review_actions
from reviews.management.demo import texts
from reviews.management.demo.own_checks import publish_check
from reviews.management.demo.pacing import Story, ago, night
from reviews.management.demo.staging import set_route
from reviews.management.demo.telling import start
from reviews.management.demo.templates import begin_template
from specs import actions
from specs.actions import bulk, saved_views
from specs.models import BulkChange, Deed, Spec

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage

EDITORIAL_DAYS = 5
MONTHS_UNTIL_REVIEW = 3


def rules(stage: Stage) -> Story:
    """What the organisation agreed on for all of its specs."""
    organisation, ruth = stage.organisation, stage["ruth"]
    yield ago(159, 16, 20)
    account_actions.set_review_again(organisation=organisation, months=MONTHS_UNTIL_REVIEW, by=ruth)
    account_actions.change_policy(
        organisation=organisation,
        demand_all_sign_again=False,
        editorial_days=EDITORIAL_DAYS,
        by=ruth,
    )
    yield ago(60, 11, 5)
    begin_template(stage)
    yield ago(19, 9, 5)
    set_route(stage)
    yield ago(4, 15, 40)
    publish_check(stage)


def calendar(days: int) -> Story:
    """What the scheduler does every morning: it reminds, and lets times run out."""
    for day in range(days, 0, -1):
        yield night(day)
        review_actions.prompt_reviews()
        review_actions.close_edits()
        review_actions.tell_overdue()
        actions.remind_of_review()


def views(stage: Stage) -> Story:
    """Views of the list that somebody saved, one of them for everybody."""
    yield ago(52, 14, 10)
    saved_views.save_view(
        name="Waits for finance", query="state=open&role=finance", by=stage["dana"]
    )
    yield ago(47, 8, 50)
    saved_views.save_view(
        name="Overdue reviews",
        query="state=open&late=1",
        by=stage["ruth"],
        organisation=stage.organisation,
    )


def absence(stage: Stage) -> Story:
    """Marc is away for two weeks, and said before who signs for finance."""
    yield ago(8, 17, 30)
    today = timezone.localdate()
    review_actions.name_stand_in(
        organisation=stage.organisation,
        person=stage["marc"],
        stand_in=stage["sam"],
        role="finance",
        from_on=today + timedelta(days=4),
        until_on=today + timedelta(days=18),
        by=stage["marc"],
    )


def ideas(stage: Stage) -> Story:
    """Ideas of a workshop that led nowhere, put away together."""
    begun: list[Spec] = []
    for number, (title, words) in enumerate(texts.IDEAS.items()):
        yield ago(121, 14, 12 * number)
        told = {"problem.statement": words}
        begun.append(start(stage, "yusuf", title, told, "one_page_kickoff"))
    yield ago(44, 16, 30)
    change = bulk.change_many(
        specs=Spec.objects.filter(pk__in=[spec.pk for spec in begun]),
        deed=Deed.ARCHIVE,
        by=stage["jonas"],
        why="Ideas of the ideas workshop that nobody took up by the end of the quarter.",
    )
    if taken := BulkChange.objects.claim(change.pk):
        bulk.go_on(taken, Hold())
        taken.finish(progress_note="")
