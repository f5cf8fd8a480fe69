"""Signing: who may, what is bound, what is kept when it is refused."""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Mail, User
from reviews import actions
from reviews.actions import Choice, Proof, Refusal, Why, Wish
from reviews.models import Decision, IdentityFailure, Outcome, Review, SigningNonce, SignOff
from specs.models import Revision, Spec, SpecTemplate, State
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_review, make_sign_off
from trail.domain.canonical import digest
from trail.models import Event


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    return make_review(people, spec)


def sign(review: Review, by: User, role: str = "sre_on_call", **changes: Any) -> SignOff | Refusal:
    """Sign as the page does; ``changes`` replaces parts of the choice or of the proof."""
    nonce = actions.give_nonce(review=review, role=role, to=by)
    proof = Proof(
        password=changes.pop("password", PASSWORD),
        code=changes.pop("code", ""),
        passkey_at=changes.pop("passkey_at", None),
    )
    terms = {
        "content_hash": review.revision.content_hash,
        "nonce": nonce.pk,
        "decision": "approved",
        "block_answer": "No runbook.",
    }
    choice = Choice(**{**terms, **changes})
    return actions.sign(spec=review.revision.spec, role=role, choice=choice, proof=proof, by=by)


def refused(outcome: SignOff | Refusal) -> Why:
    assert isinstance(outcome, Refusal)
    return outcome.why


def everybody(people: Cast) -> dict[str, User]:
    return people.signers


def test_a_signature_binds_person_role_text_and_sentence(people: Cast, review: Review) -> None:
    signed = sign(review, people.piotr)

    assert isinstance(signed, SignOff)
    record = json.loads(signed.record)
    assert signed.record_hash == digest(signed.record)
    assert record["content_hash"] == review.revision.content_hash
    assert set(record["section_hashes"]) == {"s5", "s6", "s7"}
    assert record["signer"]["name"] == "Piotr Zielak"
    assert "p99 60 ms" in record["statement"]
    assert record["methods"] == [{"method": "password"}]
    assert Event.objects.filter(kind="signoff.given").count() == 1


def test_a_signature_names_those_before_it(people: Cast, review: Review) -> None:
    first = make_sign_off(review, "data_engineer", people.aisha)

    second = make_sign_off(review, "sre_on_call", people.piotr)

    assert json.loads(second.record)["previous"] == [first.record_hash]


def test_the_last_signature_approves_once(people: Cast, review: Review) -> None:
    for role, person in everybody(people).items():
        make_sign_off(review, role, person)

    review.refresh_from_db()
    assert review.outcome == Outcome.APPROVED
    assert Spec.objects.get().state == State.APPROVED
    assert Event.objects.filter(kind="review.approved").count() == 1
    assert Mail.objects.filter(kind="review_ended", to=people.dana).count() == 1


def test_nobody_signs_for_another(people: Cast, review: Review) -> None:
    for person in (people.dana, people.tomas, people.jonas, people.greta, people.felix):
        with pytest.raises(PermissionDenied):
            sign(review, person)

    assert not SignOff.objects.exists()


def test_the_author_signs_in_no_other_role(people: Cast, spec: Spec) -> None:
    with pytest.raises(actions.NotASigner):
        actions.assign_signers(spec=spec, role="sre_on_call", users=[people.dana], by=people.dana)

    actions.assign_signers(spec=spec, role="product_manager", users=[people.dana], by=people.dana)
    review = make_review(people, spec)

    assert isinstance(sign(review, people.dana, role="product_manager"), SignOff)


def test_a_former_signer_does_not_sign(people: Cast, review: Review) -> None:
    people.piotr.memberships.update(is_active=False)

    with pytest.raises(PermissionDenied):
        sign(review, people.piotr)


def test_another_text_than_the_one_in_review_is_not_signed(people: Cast, review: Review) -> None:
    assert refused(sign(review, people.piotr, content_hash="0" * 64)) is Why.STALE_REVISION
    assert not SignOff.objects.exists()


def test_a_withdrawn_revision_is_not_signed(people: Cast, spec: Spec, review: Review) -> None:
    actions.withdraw_review(spec=spec, by=people.dana, why="A typing error")

    assert refused(sign(review, people.piotr)) is Why.CLOSED


def test_nobody_signs_twice(people: Cast, review: Review) -> None:
    make_sign_off(review, "sre_on_call", people.piotr)

    assert refused(sign(review, people.piotr)) is Why.TAKEN
    assert SignOff.objects.count() == 1


def test_a_nonce_is_good_once_for_one_page_and_five_minutes(people: Cast, review: Review) -> None:
    other = actions.give_nonce(review=review, role="ml_engineer", to=people.piotr)
    theirs = actions.give_nonce(review=review, role="sre_on_call", to=people.tomas)
    old = actions.give_nonce(review=review, role="sre_on_call", to=people.piotr)
    SigningNonce.objects.filter(pk=old.pk).update(given_at=timezone.now() - timedelta(minutes=6))
    used = actions.give_nonce(review=review, role="sre_on_call", to=people.piotr)
    SigningNonce.objects.filter(pk=used.pk).update(used_at=timezone.now())

    for nonce in (other.pk, theirs.pk, old.pk, used.pk, uuid.uuid4()):
        assert refused(sign(review, people.piotr, nonce=nonce)) is Why.NONCE
    assert not IdentityFailure.objects.exists()


def test_a_wrong_password_is_noted_although_nothing_is_signed(people: Cast, review: Review) -> None:
    refusal = sign(review, people.piotr, password="wrong")

    assert refusal == Refusal(Why.PASSWORD, tries_left=4)
    assert "4 tries are left" in refusal.words
    assert IdentityFailure.objects.count() == 1
    assert Event.objects.filter(kind="signoff.identity_failed").count() == 1


def test_three_wrong_tries_are_told_and_five_pause_signing(people: Cast, review: Review) -> None:
    outcomes = [refused(sign(review, people.piotr, password="wrong")) for _ in range(5)]

    assert outcomes == [Why.PASSWORD] * 4 + [Why.PAUSED]
    assert refused(sign(review, people.piotr)) is Why.PAUSED
    assert Mail.objects.filter(kind="signing_failed", to=people.piotr).count() == 1
    assert Event.objects.filter(kind="signoff.paused").count() == 1
    assert not SignOff.objects.exists()
    assert isinstance(sign(review, people.tomas, role="ml_engineer"), SignOff)


def test_the_pause_ends_after_a_quarter_of_an_hour(people: Cast, review: Review) -> None:
    for _ in range(5):
        sign(review, people.piotr, password="wrong")
    IdentityFailure.objects.update(failed_at=timezone.now() - timedelta(minutes=16))

    assert isinstance(sign(review, people.piotr), SignOff)


def test_who_has_a_second_factor_needs_its_code(people: Cast, review: Review) -> None:
    from allauth.mfa.totp.internal.auth import (  # noqa: PLC0415
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = generate_totp_secret()
    TOTP.activate(people.piotr, secret)
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))

    assert refused(sign(review, people.piotr)) is Why.CODE
    signed = sign(review, people.piotr, code=f"{code[:3]} {code[3:]}")

    assert isinstance(signed, SignOff)
    assert [entry["method"] for entry in signed.methods] == ["password", "one-time code"]


def test_a_passkey_counts_for_one_signature(people: Cast, review: Review) -> None:
    at = timezone.now()
    first = sign(review, people.piotr, password="", passkey_at=at)

    assert isinstance(first, SignOff)
    actions.withdraw_sign_off(
        spec=review.revision.spec, role="sre_on_call", reason="Too early", by=people.piotr
    )
    assert refused(sign(review, people.piotr, password="", passkey_at=at)) is Why.PASSWORD
    old = timezone.now() - timedelta(minutes=6)
    assert refused(sign(review, people.piotr, password="", passkey_at=old)) is Why.PASSWORD


def test_a_block_sends_the_spec_back_with_the_reason(people: Cast, review: Review) -> None:
    signed = sign(
        review, people.piotr, decision="blocked", reason="There is no runbook.", sections=("s7",)
    )

    assert isinstance(signed, SignOff)
    review.refresh_from_db()
    assert review.outcome == Outcome.BLOCKED
    assert Spec.objects.get().state == State.DRAFT
    assert signed.reason_sections == ["s7"]
    assert "because: “There is no runbook.”" in signed.statement
    mail = Mail.objects.get(kind="review_ended")
    assert "There is no runbook." in mail.body


def test_conditions_hold_up_the_approval_until_they_are_accepted(
    people: Cast, review: Review
) -> None:
    wish = Wish(text="A runbook exists", owner=people.tomas, due_on=date(2027, 3, 2))
    signed = sign(review, people.piotr, decision="conditions", conditions=(wish,))
    for role, person in everybody(people).items():
        if role != "sre_on_call":
            make_sign_off(review, role, person)
    assert isinstance(signed, SignOff)
    condition = signed.conditions.get()
    assert Spec.objects.get().state == State.IN_REVIEW

    with pytest.raises(PermissionDenied):
        actions.accept_condition(condition=condition, by=people.piotr)
    with pytest.raises(PermissionDenied):
        actions.mark_condition_met(condition=condition, note="Done", by=people.piotr)
    actions.mark_condition_met(condition=condition, note="Done", by=people.tomas)
    with pytest.raises(PermissionDenied):
        actions.accept_condition(condition=condition, by=people.tomas)
    actions.accept_condition(condition=condition, by=people.piotr)

    assert Spec.objects.get().state == State.APPROVED
    assert Event.objects.filter(kind="review.approved").count() == 1


def test_a_sign_off_taken_back_stays_on_record(people: Cast, review: Review) -> None:
    first = make_sign_off(review, "sre_on_call", people.piotr)

    with pytest.raises(PermissionDenied):
        actions.withdraw_sign_off(
            spec=review.revision.spec, role="sre_on_call", reason="No", by=people.tomas
        )
    undone = actions.withdraw_sign_off(
        spec=review.revision.spec, role="sre_on_call", reason="Too early", by=people.piotr
    )

    assert isinstance(undone, SignOff)
    assert (undone.turn, undone.decision) == (2, Decision.WITHDRAWN)
    assert list(SignOff.objects.standing()) == []
    assert SignOff.objects.filter(pk=first.pk).exists()
    again = make_sign_off(review, "sre_on_call", people.piotr)
    assert again.turn == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reviews_signoff SET decision = 'approved'",
        "DELETE FROM reviews_signoff",
        "UPDATE specs_revision SET content = '{}'",
        "DELETE FROM specs_revision",
    ],
)
def test_the_database_keeps_what_was_signed(people: Cast, review: Review, statement: str) -> None:
    make_sign_off(review, "sre_on_call", people.piotr)

    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Revision.objects.count() == SignOff.objects.count() == 1


def test_a_page_of_the_revision_before_signs_nothing(
    people: Cast, spec: Spec, review: Review
) -> None:
    actions.withdraw_review(spec=spec, by=people.dana, why="Another threshold")
    second = make_review(people, spec)

    assert second.revision.number == 2
    assert refused(sign(review, people.piotr)) is Why.STALE_REVISION
