"""Looking at an approved spec again: its day, who moves it, who is told, where it is shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Mail
from reviews import actions
from reviews.dossiers import load_dossier
from reviews.exports.pages import build_pages
from reviews.models import Export, ExportKind, Review
from specs import actions as spec_actions
from specs.domain.reviewing_again import months_after
from specs.models import Spec, SpecTemplate, State
from specs.views.portfolio.asking import NO_VIEW
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec of Dana's that was approved today."""
    spec = make_full_spec(people, template)
    return approve(people, spec)


def approve(people: Cast, spec: Spec) -> Spec:
    review = make_review(people, spec)
    Review.objects.filter(pk=review.pk).update(outcome="approved", closed_at=timezone.now())
    spec_actions.approve(spec=spec, by=people.dana)
    spec.refresh_from_db()
    return spec


def in_a_year() -> date:
    return months_after(timezone.now().date(), 12)


def words(spec: Spec) -> list[str]:
    return [describe(event) for event in Event.objects.of_chain(spec.chain)]


def move(spec: Spec, on: date, people: Cast) -> Spec:
    revision = spec.revision_number
    spec_actions.set_review_day(
        spec=spec, revision=revision, on=on, why="The contract ends then.", by=people.dana
    )
    spec.refresh_from_db()
    return spec


def told() -> list[str]:
    return list(Mail.objects.filter(kind="look_again").order_by("pk").values_list("key", flat=True))


def url(name: str, spec: Spec) -> str:
    return reverse(f"reviews:{name}", args=[spec.pk])


def test_approval_gives_a_day_in_the_months_of_the_organisation(spec: Spec) -> None:
    day = in_a_year()

    assert spec.review_again_on == day
    assert spec.review_prompt_on == day - timedelta(days=30)
    assert words(spec)[-1] == (
        f"Revision 1, approved, is to be looked at again by {day}, 12 months after its approval."
    )


def test_an_organisation_may_give_no_day(people: Cast, template: SpecTemplate) -> None:
    account_actions.set_review_again(organisation=people.meridian, months=0, by=people.jonas)

    spec = approve(people, make_full_spec(people, template))

    assert spec.review_again_on is None
    assert not Event.objects.filter(kind="spec.review_date_set").exists()


def test_the_months_are_set_on_the_page_of_policies(client: Client, people: Cast) -> None:
    client.force_login(people.ruth)
    page = reverse("accounts:review-again-policy")

    refused = client.post(page, {"months": "many"})
    for _ in range(2):
        client.post(page, {"months": "6"})

    people.meridian.refresh_from_db()
    assert refused.status_code == 422
    assert "whole number from 0 to 120" in refused.content.decode()
    assert people.meridian.review_again_months == 6
    [event] = Event.objects.filter(kind="organisation.policy_changed")
    assert describe(event).endswith("looked at again 6 months after its approval.")
    assert 'value="6"' in client.get(reverse("accounts:roles")).content.decode()


def test_a_member_does_not_set_the_months(people: Cast) -> None:
    with pytest.raises(PermissionDenied):
        account_actions.set_review_again(organisation=people.meridian, months=1, by=people.dana)


def test_the_day_goes_when_the_spec_is_no_longer_approved(people: Cast, spec: Spec) -> None:
    spec_actions.start_next_draft(spec=spec, by=people.dana, why="A new threshold.")

    spec.refresh_from_db()
    assert (spec.review_again_on, spec.review_prompt_on) == (None, None)


def test_what_is_taken_out_of_the_archive_as_approved_has_its_day_back(
    people: Cast, spec: Spec
) -> None:
    day = timezone.now().date() + timedelta(days=90)
    move(spec, day, people)
    spec_actions.archive(spec=spec, by=people.dana, why="By mistake.")
    spec.refresh_from_db()
    assert spec.review_again_on is None

    spec_actions.unarchive(spec=spec, by=people.dana, to=State.APPROVED)

    spec.refresh_from_db()
    assert spec.review_again_on == day


def test_another_day_is_chosen_with_a_reason(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)
    day = timezone.now().date() + timedelta(days=45)
    typed = {"revision": "1", "on": day.isoformat(), "reason": "The contract ends then."}

    reply = client.post(url("set-review-day", spec), typed)

    spec.refresh_from_db()
    assert reply.status_code == 302
    assert spec.review_again_on == day
    assert words(spec)[-1] == (
        "Dana Okafor moved the day by which revision 1 is to be looked at again from"
        f" {in_a_year()} to {day}. Reason: The contract ends then."
    )
    assert "45 days left" in client.get(url("review", spec)).content.decode()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"on": "2026-01-02", "reason": "Old."}, "still to come"),
        ({"on": "2999-01-02", "reason": "Far."}, "within ten years"),
        ({"on": "soon", "reason": "Why not."}, "Not a date"),
        ({"on": "", "reason": "Why not."}, "by which day"),
        ({"on": "2027-01-02", "reason": " "}, "Say why"),
    ],
)
def test_a_wrong_day_is_refused_and_what_was_typed_is_kept(
    client: Client, people: Cast, spec: Spec, typed: dict[str, str], problem: str
) -> None:
    client.force_login(people.dana)

    reply = client.post(url("set-review-day", spec), {"revision": "1", **typed})

    text = reply.content.decode()
    assert reply.status_code == 422
    assert problem in text
    assert f'value="{typed["on"]}"' in text
    spec.refresh_from_db()
    assert spec.review_again_on == in_a_year()


def test_nothing_to_change_moves_the_day_on(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)
    move(spec, timezone.now().date() + timedelta(days=3), people)

    refused = client.post(url("looked-at-again", spec), {"revision": "1", "reason": ""})
    for _ in range(2):
        client.post(url("looked-at-again", spec), {"revision": "1", "reason": "Recall is stable."})

    spec.refresh_from_db()
    assert refused.status_code == 422
    assert spec.review_again_on == in_a_year()
    assert words(spec)[-1] == (
        "Dana Okafor looked at the approved revision 1 again and left it as it is. The next look"
        f" is due: {in_a_year()}. Reason: Recall is stable."
    )


def test_without_months_a_look_leaves_no_day(people: Cast, spec: Spec) -> None:
    account_actions.set_review_again(organisation=people.meridian, months=0, by=people.jonas)

    spec_actions.look_again(spec=spec, revision=1, why="It holds.", by=people.dana)

    spec.refresh_from_db()
    assert (spec.review_again_on, spec.review_prompt_on) == (None, None)
    assert "is due: no fixed day." in words(spec)[-1]


def test_who_read_another_revision_changes_nothing(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.dana)

    reply = client.post(
        url("looked-at-again", spec), {"revision": "7", "reason": "It holds."}, follow=True
    )

    assert "Nothing was changed" in reply.content.decode()
    assert not Event.objects.filter(kind="spec.looked_at_again").exists()


def test_only_who_manages_the_spec_moves_the_day(people: Cast, spec: Spec) -> None:
    for person in (people.yusuf, people.piotr, people.greta):
        with pytest.raises(PermissionDenied):
            spec_actions.look_again(spec=spec, revision=1, why="It holds.", by=person)
    with pytest.raises(ValidationError):
        spec_actions.look_again(spec=spec, revision=1, why=" ", by=people.jonas)


def test_the_owner_is_told_a_month_ahead_and_on_the_day_each_once(spec: Spec) -> None:
    day = in_a_year()
    for days in (31, 30, 30, 29, 1, 0, 0, -1, -40):
        spec_actions.remind_of_review(on=day - timedelta(days=days))

    assert [key.rsplit(":", 1)[1] for key in told()] == ["soon", "day"]
    first = Mail.objects.filter(kind="look_again").order_by("pk")[0]
    assert "Look at “" in first.subject
    assert f"{url('review', spec)}#again" in first.url


def test_days_on_which_nothing_ran_are_not_made_up_for(spec: Spec) -> None:
    spec_actions.remind_of_review(on=in_a_year() + timedelta(days=2))

    assert [key.rsplit(":", 1)[1] for key in told()] == ["day"]


def test_a_day_that_was_moved_is_told_of_again(people: Cast, spec: Spec) -> None:
    spec_actions.remind_of_review(on=in_a_year())
    day = timezone.now().date() + timedelta(days=400)
    move(spec, day, people)

    spec_actions.remind_of_review(on=day)

    assert len(told()) == 2


def test_nobody_is_told_of_what_is_not_approved_any_more(people: Cast, spec: Spec) -> None:
    spec_actions.start_next_draft(spec=spec, by=people.dana, why="A new threshold.")

    assert spec_actions.remind_of_review(on=in_a_year()) == 0
    assert told() == []


def test_the_review_page_shows_the_day_and_forms_to_who_manages(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.felix)
    read = client.get(url("review", spec)).content.decode()
    client.force_login(people.dana)
    managed = client.get(url("review", spec)).content.decode()

    assert "To be looked at again by" in read
    assert "Nothing to change" not in read
    assert "Nothing to change" in managed

    Spec.objects.filter(pk=spec.pk).update(review_again_on=timezone.localdate() - timedelta(days=1))
    assert "overdue by 1 day<" in client.get(url("review", spec)).content.decode()


def test_my_work_and_the_list_show_what_is_due(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)
    panel, found = reverse("reviews:again-panel"), f"/specs/?late=again&from={NO_VIEW}"
    assert spec.title not in client.get(panel).content.decode()
    assert client.get(found).context["page"].rows == []

    move(spec, timezone.localdate() + timedelta(days=30), people)

    assert spec.title in client.get(panel).content.decode()
    listed = client.get(found)
    assert [row.pk for row in listed.context["page"].rows] == [spec.pk]
    assert [chip.words for chip in listed.context["chips"]] == ["Re-review due"]
    client.force_login(people.jonas)
    assert spec.title not in client.get(panel).content.decode()


def test_the_document_says_the_day_without_a_query_more(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.felix)
    page = reverse("specs:read", args=[spec.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as with_day:
        said = client.get(page).content.decode()
    Spec.objects.filter(pk=spec.pk).update(review_again_on=None)
    with CaptureQueriesContext(connection) as without:
        silent = client.get(page).content.decode()

    assert "to be looked at again by" in said
    assert "to be looked at again by" not in silent
    assert len(with_day) == len(without)


def test_the_audit_pdf_prints_the_day_that_its_trail_has(people: Cast, spec: Spec) -> None:
    revision = Review.objects.get(revision__spec=spec).revision
    export = actions.ask_for_export(revision=revision, kind=ExportKind.AUDIT_PDF, by=people.dana)
    before = load_dossier(export)
    move(spec, timezone.now().date() + timedelta(days=45), people)

    export = Export.objects.get(pk=export.pk)
    assert before.review_again_on == in_a_year().isoformat()
    assert load_dossier(export).review_again_on == before.review_again_on
    assert "To be looked at again by" in build_pages(before).html
    spec_actions.start_next_draft(spec=spec, by=people.dana, why="A new threshold.")
    export = Export.objects.get(pk=export.pk)
    assert load_dossier(export).review_again_on == ""
