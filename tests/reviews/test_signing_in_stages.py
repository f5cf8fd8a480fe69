"""Signing by a route: in order, with as many people of each role as it asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import Mail, User
from reviews import actions
from reviews.actions import Choice, Proof, Refusal, Why
from reviews.domain.route import Place
from reviews.dossiers import load_dossier
from reviews.exports.bundle import build_bundle
from reviews.models import Decision, Outcome, Review, SignOff
from reviews.to_sign import load_to_sign
from specs.models import Spec, SpecTemplate, State
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_review, make_route, make_sign_off
from tests.reviews.test_bundle import unpacked, verify
from trail.models import Event

LEGAL, SRE = "legal_compliance", "sre_on_call"


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


@pytest.fixture
def two_stages(people: Cast) -> None:
    """Have legal and data engineer sign first, two of three in SRE, then everybody else."""
    places = {LEGAL: Place(1), "data_engineer": Place(1), SRE: Place(2, 2)}
    make_route(people, "Legal", "Delivery", places=places)


@pytest.fixture
def review(people: Cast, spec: Spec, two_stages: None) -> Review:
    """Return a review in two stages, in which Piotr, Felix and Yusuf sign as SRE."""
    three = (people.piotr, people.felix, people.yusuf)
    actions.assign_signers(spec=spec, role=SRE, users=three, by=people.dana)
    return make_review(people, spec)


def sign(review: Review, role: str, by: User, **more: Any) -> SignOff | Refusal:
    nonce = actions.give_nonce(review=review, role=role, to=by)
    terms: dict[str, Any] = {"decision": "approved", "block_answer": "No runbook.", **more}
    choice = Choice(content_hash=review.revision.content_hash, nonce=nonce.pk, **terms)
    proof = Proof(password=PASSWORD)
    return actions.sign(spec=review.revision.spec, role=role, choice=choice, proof=proof, by=by)


def first_stage(people: Cast, review: Review) -> None:
    make_sign_off(review, LEGAL, people.imani)
    make_sign_off(review, "data_engineer", people.aisha)


def asked(kind: str = "to_sign") -> set[str]:
    return set(Mail.objects.filter(kind=kind).values_list("to__name", flat=True))


def stage_of(review: Review) -> int:
    return Review.objects.get(pk=review.pk).stage


def test_who_signs_early_is_refused_and_nothing_is_kept(people: Cast, review: Review) -> None:
    outcome = sign(review, SRE, people.piotr)

    assert isinstance(outcome, Refusal)
    assert outcome.why is Why.NOT_YET
    assert outcome.is_conflict
    assert not SignOff.objects.exists()


def test_each_stage_is_asked_when_it_opens_and_not_before(people: Cast, review: Review) -> None:
    assert asked() == {"Imani Castell", "Aisha Rahman"}
    make_sign_off(review, LEGAL, people.imani)
    assert stage_of(review) == 1

    make_sign_off(review, "data_engineer", people.aisha)

    assert stage_of(review) == 2
    assert {"Piotr Zielak", "Felix Braun", "Marc Duval"} <= asked()
    opened = Event.objects.filter(kind="review.stage_opened").order_by("seq")
    assert [event.words for event in opened] == [
        "In the review of revision 1, stage 1: Legal opened.",
        "In the review of revision 1, stage 2: Delivery opened.",
    ]


def test_my_work_lists_only_what_can_be_signed_now(people: Cast, review: Review) -> None:
    assert [one.slot.role for one in load_to_sign(people.imani) if one.slot] == [LEGAL]
    assert load_to_sign(people.piotr) == []

    first_stage(people, review)

    assert load_to_sign(people.imani) == []
    assert [one.slot.role for one in load_to_sign(people.piotr) if one.slot] == [SRE]


def test_two_of_three_approve_once_both_have_signed(people: Cast, review: Review) -> None:
    first_stage(people, review)
    for role, person in people.signers.items():
        if role not in (LEGAL, "data_engineer", SRE):
            make_sign_off(review, role, person)

    first = make_sign_off(review, SRE, people.yusuf)
    assert Review.objects.get().outcome == Outcome.OPEN
    second = make_sign_off(review, SRE, people.piotr)

    assert (first.seat, second.seat) == (3, 1)
    assert json.loads(second.record)["seat"] == 1
    assert Review.objects.get().outcome == Outcome.APPROVED
    assert Spec.objects.get().state == State.APPROVED
    call_command("verify_trail", verbosity=0)


def test_its_bundle_agrees_with_the_route(
    people: Cast, review: Review, spec: Spec, tmp_path: Path
) -> None:
    first_stage(people, review)
    make_sign_off(review, SRE, people.yusuf)
    actions.withdraw_sign_off(spec=spec, role=LEGAL, reason="Too early", by=people.imani)
    make_sign_off(review, LEGAL, people.imani)
    for role, person in people.signers.items():
        if role not in (LEGAL, "data_engineer"):
            make_sign_off(review, role, person)
    assert Review.objects.get().outcome == Outcome.APPROVED
    export = actions.ask_for_export(revision=review.revision, by=people.dana)

    told = verify(unpacked(tmp_path, build_bundle(load_dossier(export))))

    assert told.returncode == 0, told.stdout
    assert "Route, stage 1: Data engineer (1 of 1), Legal / compliance (1 of 1)" in told.stdout


def test_nobody_takes_two_seats_and_no_seat_has_two(people: Cast, review: Review) -> None:
    first_stage(people, review)
    signed = make_sign_off(review, SRE, people.piotr)

    again = sign(review, SRE, people.piotr)

    assert isinstance(again, Refusal)
    assert again.why is Why.TAKEN
    signed.pk, signed._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        signed.save()


def test_one_block_ends_the_round(people: Cast, review: Review) -> None:
    first_stage(people, review)
    make_sign_off(review, SRE, people.yusuf)
    make_sign_off(review, SRE, people.piotr)

    sign(review, SRE, people.felix, decision="blocked", reason="No runbook.", sections=("s7",))

    assert Review.objects.get().outcome == Outcome.BLOCKED
    assert Spec.objects.get().state == State.DRAFT


def test_a_withdrawn_signature_closes_the_stage_that_rested_on_it(
    people: Cast, spec: Spec, review: Review
) -> None:
    first_stage(people, review)
    make_sign_off(review, SRE, people.piotr)

    actions.withdraw_sign_off(spec=spec, role=LEGAL, reason="Too early", by=people.imani)

    assert stage_of(review) == 1
    refused = sign(review, SRE, people.felix)
    assert isinstance(refused, Refusal)
    assert refused.why is Why.NOT_YET
    make_sign_off(review, LEGAL, people.imani)
    assert stage_of(review) == 2
    assert isinstance(sign(review, SRE, people.felix), SignOff)


def test_each_person_keeps_their_own_seat(people: Cast, spec: Spec, review: Review) -> None:
    first_stage(people, review)
    for person in (people.piotr, people.yusuf):
        make_sign_off(review, SRE, person)
    actions.withdraw_review(spec=spec, by=people.dana, why="Mend")
    two = (people.felix, people.yusuf)
    actions.assign_signers(spec=spec, role=SRE, users=two, by=people.dana)

    again = make_review(people, spec)

    carried = again.sign_offs.get(role=SRE)
    assert (carried.signer, carried.seat) == (people.yusuf, 2)
    assert carried.carried_from is not None
    make_sign_off(again, SRE, people.felix)
    assert SignOff.objects.standing().filter(review=again, role=SRE).count() == 2


def test_the_route_that_was_frozen_counts(people: Cast, spec: Spec, review: Review) -> None:
    make_route(people, "Everybody")

    refused = sign(review, SRE, people.piotr)

    assert isinstance(refused, Refusal)
    assert refused.why is Why.NOT_YET
    actions.withdraw_review(spec=spec, by=people.dana, why="Mend")
    again = make_review(people, spec)
    assert isinstance(sign(again, SRE, people.piotr), SignOff)


def test_without_a_route_everybody_is_asked_at_once(people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)

    assert stage_of(review) == 1
    assert len(asked()) == len(people.signers)
    assert not Event.objects.filter(kind="review.stage_opened").exists()


def test_the_route_of_all_templates_holds_where_a_template_has_none(
    people: Cast, spec: Spec
) -> None:
    make_route(people, "Legal", "Rest", template_key="", places={LEGAL: Place(1)})

    review = make_review(people, spec)

    assert asked() == {"Imani Castell"}
    assert isinstance(sign(review, LEGAL, people.imani, decision=Decision.APPROVED.value), SignOff)
