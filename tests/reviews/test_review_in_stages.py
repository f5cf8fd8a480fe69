"""The pages of a review that goes by a route: who waits for whom, nudges, conditions of stages."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Mail
from reviews import actions
from reviews.actions import Wish
from reviews.domain.route import Place, Stage
from reviews.models import Condition, Decision, Nudge, Review, SignOff
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_route, make_sign_off
from tests.reviews.asking import filled, get, post
from trail.models import Event

LEGAL, SRE = "legal_compliance", "sre_on_call"
LATER = date(2031, 3, 2)


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    spec = make_full_spec(people, template)
    make_route(people, "Legal", "Delivery", places={LEGAL: Place(1), SRE: Place(2, 2)})
    three = (people.piotr, people.felix, people.yusuf)
    actions.assign_signers(spec=spec, role=SRE, users=three, by=people.dana)
    return spec


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    return make_review(people, spec)


def page(client: Client, people: Cast, spec: Spec) -> str:
    return str(get(client, people.dana, "review", spec.pk).content.decode())


def wish(people: Cast, stage: int | None = None) -> Wish:
    holds = Stage(stage, "Delivery") if stage else None
    return Wish(text="A contract is signed", owner=people.tomas, due_on=LATER, holds=holds)


def test_the_page_says_what_each_stage_waits_for(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    html = page(client, people, spec)

    assert "Stage 1: Legal" in html
    assert "waits for Legal / compliance" in html
    assert "0 of 2 approved, 3 can" in html
    assert html.count("not asked yet") >= 3
    assert "waits since" in html


def test_each_person_of_a_role_has_a_row(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    make_sign_off(review, LEGAL, people.imani)
    make_sign_off(review, SRE, people.yusuf)
    html = page(client, people, spec)
    assert "1 of 2 approved, 3 can" in html

    make_sign_off(review, SRE, people.piotr)

    html = page(client, people, spec)
    assert "2 of 2 approved" in html
    assert "not needed any more" in html


def test_who_comes_early_reads_and_does_not_decide(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    early = get(client, people.piotr, "sign", spec.pk, SRE)

    html = early.content.decode()
    assert early.status_code == 200
    assert "Not your turn yet" in html
    assert "waits for Legal / compliance" in html
    assert 'name="password"' not in html
    assert get(client, people.piotr, "signing-nonce", spec.pk, SRE).status_code == 204


def test_a_post_that_comes_early_is_refused_with_what_was_typed(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    nonce = actions.give_nonce(review=review, role=SRE, to=people.piotr)
    typed = filled(get(client, people.piotr, "sign", spec.pk, SRE), nonce=str(nonce.pk))

    refused = post(client, people.piotr, "sign", spec.pk, SRE, **typed)

    assert refused.status_code == 409
    assert "No runbook." in refused.content.decode()
    assert not SignOff.objects.exists()


def test_the_second_of_two_signs_while_the_first_has(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    make_sign_off(review, LEGAL, people.imani)
    make_sign_off(review, SRE, people.piotr)
    typed = filled(get(client, people.yusuf, "sign", spec.pk, SRE))

    assert post(client, people.yusuf, "sign", spec.pk, SRE, **typed).status_code == 302

    assert SignOff.objects.standing().filter(role=SRE).count() == 2
    gone = post(client, people.yusuf, "withdraw-sign-off", spec.pk, SRE, reason="I was too quick.")
    assert gone.status_code == 302
    assert SignOff.objects.standing().get(role=SRE).signer == people.piotr


def test_a_condition_holds_up_the_stage_that_it_names(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    signed = make_sign_off(
        review, LEGAL, people.imani, Decision.CONDITIONS, conditions=(wish(people, 2),)
    )

    assert Review.objects.get().stage == 1
    html = page(client, people, spec)
    assert "waits for 1 condition" in html
    assert "holds up stage 2: Delivery" in html
    assert "before stage 2: Delivery" in signed.statement
    assert json.loads(signed.record)["conditions"][0]["blocks_stage"] == 2
    words = Event.objects.get(kind="condition.set").words
    assert words == (
        "Imani Castell set a condition that holds up stage 2: Delivery: A contract is signed."
    )
    condition = Condition.objects.get()
    actions.mark_condition_met(condition=condition, note="In the wiki.", by=people.tomas)
    actions.accept_condition(condition=condition, by=people.imani)
    assert Review.objects.get().stage == 2


def test_a_condition_of_approval_lets_the_next_stage_begin(people: Cast, review: Review) -> None:
    make_sign_off(review, LEGAL, people.imani, Decision.CONDITIONS, conditions=(wish(people),))

    assert Review.objects.get().stage == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"condition_stage": ["1"]}, "Choose approval or a later stage."),
        ({"condition_stage": ["x"]}, "Choose approval or a later stage."),
        ({"condition_due": ["2020-01-01"]}, "This day has passed."),
    ],
)
def test_a_condition_is_set_for_what_comes_later(
    client: Client,
    people: Cast,
    spec: Spec,
    review: Review,
    changes: dict[str, object],
    words: str,
) -> None:
    form = get(client, people.imani, "sign", spec.pk, LEGAL)
    assert "before stage 2: Delivery" in form.content.decode()
    terms: dict[str, object] = {
        "decision": "conditions",
        "condition_text": ["A contract is signed"],
        "condition_owner": [str(people.tomas.pk)],
        "condition_due": [LATER.isoformat()],
        "condition_stage": ["2"],
        **changes,
    }

    refused = post(client, people.imani, "sign", spec.pk, LEGAL, **filled(form, **terms))

    assert refused.status_code == 422
    assert words in refused.content.decode()


def test_a_nudge_mails_at_once_and_then_rests_a_day(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    assert "Nudge Imani Castell" in page(client, people, spec)

    for _again in range(2):
        answer = post(client, people.dana, "nudge", spec.pk, LEGAL, person=people.imani.pk)
        assert answer.status_code == 302

    assert Mail.objects.filter(kind="nudge", to=people.imani).count() == 1
    html = page(client, people, spec)
    assert "Imani Castell nudged" in html
    assert "Nudge Imani" not in html
    assert Event.objects.get(kind="review.nudged").words == (
        "Dana Okafor nudged Imani Castell to sign revision 1 as Legal / compliance."
    )
    Nudge.objects.update(nudged_at=timezone.now() - timedelta(days=2))
    post(client, people.dana, "nudge", spec.pk, LEGAL, person=people.imani.pk)
    assert Nudge.objects.count() == 2


def test_nobody_is_nudged_who_is_not_waited_for(people: Cast, spec: Spec, review: Review) -> None:
    for role, person in ((SRE, people.piotr), (LEGAL, people.piotr), ("none", people.piotr)):
        with pytest.raises(actions.NotWaitedFor):
            actions.nudge(spec=spec, role=role, person_id=str(person.pk), by=people.dana)
    make_sign_off(review, LEGAL, people.imani)
    with pytest.raises(actions.NotWaitedFor):
        actions.nudge(spec=spec, role=LEGAL, person_id=str(people.imani.pk), by=people.dana)

    assert not Nudge.objects.exists()


def test_the_submit_page_shows_the_route_as_it_will_be_frozen(
    client: Client, people: Cast, spec: Spec
) -> None:
    html = get(client, people.dana, "submit", spec.pk).content.decode()

    assert html.index("Stage 1: Legal") < html.index("Imani Castell")
    assert html.index("Stage 2: Delivery") < html.index("2 of 3 approve")
    assert "More people are needed" not in html


def test_the_submit_page_says_when_a_quorum_cannot_be_reached(
    client: Client, people: Cast, spec: Spec
) -> None:
    actions.assign_signers(spec=spec, role=SRE, users=[people.piotr], by=people.dana)

    html = get(client, people.dana, "submit", spec.pk).content.decode()

    assert "SRE / on-call: 2 have to approve, and only 1 may sign." in html
    assert "What is listed above comes first." in html
    assert post(client, people.dana, "submit", spec.pk).status_code == 409
    assert not Review.objects.exists()


def test_the_review_says_that_more_people_of_a_role_have_to_approve(
    client: Client, people: Cast, review: Review
) -> None:
    make_sign_off(review, LEGAL, people.imani)
    make_sign_off(review, SRE, people.piotr)

    html = get(client, people.dana, "review", review.revision.spec_id).content.decode()

    named = html[html.index("Not signed yet:") :].split("<", 1)[0]
    assert "SRE / on-call" in named
