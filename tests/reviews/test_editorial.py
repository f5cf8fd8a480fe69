"""Sign-offs that are kept over a change of wording: until when, who may object, what is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Mail
from reviews import actions
from reviews.documents import draft_hashes, load_forecast, load_policy
from reviews.domain.editorial import edits_between
from reviews.dossiers import load_dossier
from reviews.exports.pages import build_pages
from reviews.models import Answer, EditorialKeep, Outcome, Review, SignOff
from specs.domain.attribute import Json
from specs.domain.drafting import edits
from specs.models import Spec, SpecTemplate, State
from tests.cast import Cast, sign_in
from tests.make import change, make_full_spec, make_review, make_sign_off
from tests.reviews.asking import get
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
KEY = "deployment.burst_handling"
SRE = "sre_on_call"
BEFORE = "Up to 60 QPS by autoscaling; above that payments under $20 fall back."
WORDED = "Autoscaling takes up to 60 QPS; above that payments under $20 fall back."
MATERIAL: list[tuple[str, Json]] = [
    (KEY, "Autoscaling takes up to 80 QPS; above that payments under $20 fall back."),
    (KEY, "Autoscaling takes up to 60 QPS; above that payments under $20 never fall back."),
    (KEY, {"not_applicable": "There are no bursts."}),
    ("deployment.p99", {"value": "65", "unit": "ms"}),
]


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft whose first revision on-call signed, where wording may change for 7 days."""
    account_actions.change_policy(
        organisation=people.meridian, demand_all_sign_again=False, editorial_days=7, by=people.jonas
    )
    spec = make_full_spec(people, template)
    change(spec, KEY, BEFORE, people.dana)
    review = make_review(people, spec)
    make_sign_off(review, SRE, people.piotr)
    actions.withdraw_review(spec=spec, by=people.dana, why="A better wording.")
    spec.refresh_from_db()
    return spec


def submit(spec: Spec, people: Cast, key: str = KEY, value: Json = WORDED) -> Review:
    change(spec, key, value, people.dana)
    return make_review(people, spec)


def standing(review: Review, role: str = SRE) -> SignOff | None:
    return SignOff.objects.standing().filter(review=review, role=role).first()


def words(spec: Spec) -> list[str]:
    return [describe(event) for event in Event.objects.filter(chain=spec.chain)]


def test_a_change_of_wording_keeps_the_sign_off_and_says_so_everywhere(
    people: Cast, spec: Spec
) -> None:
    review = submit(spec, people)

    kept = EditorialKeep.objects.get()
    [edit] = kept.changes
    assert standing(review) == kept.sign_off
    assert (edit.key, edit.former, edit.now) == (KEY, BEFORE, WORDED)
    assert kept.until == timezone.now().date() + timedelta(days=7)
    assert json.loads(kept.sign_off.record)["kept_over"][0]["now"] == WORDED
    mail = Mail.objects.get(to=people.piotr, subject__contains="only the wording changed")
    assert WORDED in mail.body
    assert json.loads(review.revision.content)["policy"]["editorial_days"] == 7


@pytest.mark.parametrize(("key", "value"), MATERIAL)
def test_anything_material_lets_it_lapse_at_once(
    people: Cast, spec: Spec, key: str, value: Json
) -> None:
    review = submit(spec, people, key, value)

    assert standing(review) is None
    assert not EditorialKeep.objects.exists()


@pytest.mark.parametrize("signed", [True, None])
@pytest.mark.parametrize("later", [True, None])
def test_what_either_template_calls_material_lets_it_lapse(
    spec: Spec, *, signed: bool | None, later: bool | None
) -> None:
    template = spec.template.template
    marked = {
        mark: edits.put_item(template, replace(template.items[KEY], material=mark))
        for mark in (True, None)
    }

    found = edits_between(
        marked[later], marked[signed], {KEY: BEFORE}, {KEY: WORDED}, [template.section_of[KEY]]
    )

    assert (found is None) is (True in (signed, later))


def test_wording_beside_something_material_lets_it_lapse(people: Cast, spec: Spec) -> None:
    change(spec, "deployment.p99", {"value": "65", "unit": "ms"}, people.dana)

    assert standing(submit(spec, people)) is None


def test_without_days_a_change_of_wording_lets_it_lapse(people: Cast, spec: Spec) -> None:
    account_actions.change_policy(
        organisation=people.meridian, demand_all_sign_again=False, editorial_days=0, by=people.jonas
    )

    assert standing(submit(Spec.objects.get(pk=spec.pk), people)) is None


def test_the_days_are_those_that_were_frozen(people: Cast, spec: Spec) -> None:
    review = submit(spec, people)
    account_actions.change_policy(
        organisation=people.meridian, demand_all_sign_again=False, editorial_days=0, by=people.jonas
    )

    assert standing(review)
    assert EditorialKeep.objects.get().is_open


def test_the_author_is_told_before_submitting(people: Cast, spec: Spec) -> None:
    change(spec, KEY, WORDED, people.dana)

    said = load_forecast(spec, load_policy(spec), draft_hashes(spec))

    assert not said.lapsing
    assert "keeps its sign-off unless it objects, because only the wording changed" in said.sentence


def sign_all(review: Review, people: Cast) -> None:
    """Let every other role approve."""
    for role, person in people.signers.items():
        if role != SRE and not standing(review, role):
            make_sign_off(review, role, person)


def test_approval_waits_until_the_role_has_no_objection(people: Cast, spec: Spec) -> None:
    review = submit(spec, people)
    sign_all(review, people)
    review.refresh_from_db()
    waiting = review.outcome

    actions.accept_edit(spec=spec, role=SRE, by=people.piotr)

    review.refresh_from_db()
    assert (waiting, review.outcome) == (Outcome.OPEN, Outcome.APPROVED)
    assert EditorialKeep.objects.get().answer == Answer.AGREED


def test_the_page_says_no_longer_that_a_role_may_object(
    client: Client, people: Cast, spec: Spec
) -> None:
    submit(spec, people)
    before = get(client, people.dana, "review", spec.pk).content.decode()

    actions.accept_edit(spec=spec, role=SRE, by=people.piotr)

    after = get(client, people.dana, "review", spec.pk).content.decode()
    assert "keeps its sign-off unless it objects" in before
    assert "keeps its sign-off, because only the wording changed" in after


def test_approval_comes_by_itself_when_the_days_are_over(people: Cast, spec: Spec) -> None:
    review = submit(spec, people)
    sign_all(review, people)
    closed = actions.close_edits()
    EditorialKeep.objects.update(until=timezone.now().date() - timedelta(days=1))

    assert (closed, actions.close_edits(), actions.close_edits()) == (0, 1, 0)
    spec.refresh_from_db()
    assert spec.state == State.APPROVED
    assert EditorialKeep.objects.get().answer == Answer.UNOPPOSED
    assert any("Nobody objected as SRE / on-call" in said for said in words(spec))


def test_an_objection_lets_it_lapse_and_the_role_signs_again(people: Cast, spec: Spec) -> None:
    review = submit(spec, people)

    actions.object_to_edit(spec=spec, role=SRE, reason="It says less.", by=people.piotr)

    assert standing(review) is None
    assert EditorialKeep.objects.get().answer == Answer.OBJECTED
    assert any("objected as SRE / on-call to the change of wording" in said for said in words(spec))
    make_sign_off(review, SRE, people.piotr)
    assert standing(review)


def test_only_who_signs_for_the_role_answers_once_and_with_a_reason(
    people: Cast, spec: Spec
) -> None:
    submit(spec, people)

    with pytest.raises(PermissionDenied):
        actions.accept_edit(spec=spec, role=SRE, by=people.imani)
    with pytest.raises(ValidationError):
        actions.object_to_edit(spec=spec, role=SRE, reason=" ", by=people.piotr)
    actions.accept_edit(spec=spec, role=SRE, by=people.piotr)
    with pytest.raises(PermissionDenied):
        actions.object_to_edit(spec=spec, role=SRE, reason="Late.", by=people.piotr)


def test_small_changes_add_up_from_what_was_signed(people: Cast, spec: Spec) -> None:
    submit(spec, people)
    actions.withdraw_review(spec=spec, by=people.dana, why="Once more.")
    again = "Above 60 QPS, which autoscaling takes, payments under $20 fall back."

    submit(spec, people, value=again)

    edit = EditorialKeep.objects.latest("pk").changes[0]
    assert (edit.former, edit.now) == (BEFORE, again)


def test_the_review_page_shows_the_words_and_takes_the_answer(
    client: Client, people: Cast, spec: Spec
) -> None:
    submit(spec, people)
    page, objecting = (
        f"/specs/{spec.pk}/review/",
        reverse("reviews:object-to-edit", args=[spec.pk, SRE]),
    )
    others = sign_in(Client(), people.felix).get(page).content.decode()
    mine = sign_in(client, people.piotr).get(page).content.decode()

    assert "Kept over a change of wording" in others
    assert "No objection" not in others
    assert "No objection" in mine
    assert "<ins>" in mine
    assert client.post(objecting, {"reason": ""}).status_code == 422
    assert client.post(objecting, {"reason": "It says less."}).status_code == 302
    assert EditorialKeep.objects.get().answer == Answer.OBJECTED


def test_the_printed_record_lists_each_change(people: Cast, spec: Spec) -> None:
    review = submit(spec, people)
    export = actions.ask_for_export(revision=review.revision, by=people.dana)

    [given] = [one for one in load_dossier(export).sign_offs if one.kept_over]
    page = build_pages(load_dossier(export)).html

    assert given.kept_answer == "May still object"
    assert "Changes of wording" in page
    assert WORDED in page
