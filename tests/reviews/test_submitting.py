"""Opening a review: what stops it, what carries over, who is asked."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Mail, RoleHolder, User
from reviews import actions
from reviews.documents import draft_hashes, load_forecast, load_policy
from reviews.models import Outcome, Review, SignOff
from specs import actions as spec_actions
from specs.domain.attribute import Json
from specs.models import Answer, Spec, SpecTemplate, State
from tests.cast import Cast
from tests.make import accept_warnings, make_full_spec, make_review, make_sign_off
from trail.models import Event


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


def sign_all(people: Cast, review: Review, *but: str) -> None:
    """Let everybody sign whose sign-off did not carry over, but some roles."""
    signed = set(SignOff.objects.standing().filter(review=review).values_list("role", flat=True))
    for role, person in people.signers.items():
        if role not in {*but, *signed}:
            make_sign_off(review, role, person)


def change(spec: Spec, key: str, value: Json, by: User) -> None:
    """Save another value and accept whatever warning comes of it."""
    attribute = spec.template.template.attributes[key]
    answer = Answer.objects.filter(spec=spec, key=key).first()
    spec_actions.save_answer(
        spec=spec,
        attribute=attribute,
        value=value,
        base_version=answer.version if answer else 0,
        op_id=uuid.uuid4(),
        by=by,
    )
    accept_warnings(spec, by)


def again(people: Cast, spec: Spec, review: Review, *changes: tuple[str, Json]) -> Review:
    """Withdraw a review, change the text, and open the next one."""
    actions.withdraw_review(spec=spec, by=people.dana, why="A change")
    for key, value in changes:
        change(spec, key, value, people.dana)
    return make_review(people, spec)


def test_submitting_freezes_and_asks_every_signer(people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)

    assert review.revision.number == 1
    assert Spec.objects.get().state == State.IN_REVIEW
    asked = set(Mail.objects.filter(kind="to_sign").values_list("to__email", flat=True))
    assert asked == {person.email for person in people.signers.values()}
    mail = Mail.objects.get(kind="to_sign", to=people.piotr)
    assert "sign as SRE / on-call" in mail.body
    assert mail.url.endswith(f"/specs/{spec.pk}/sign/sre_on_call/")


def test_a_role_without_a_signer_stops_it(people: Cast, spec: Spec) -> None:
    RoleHolder.objects.filter(role="legal_compliance").delete()

    with pytest.raises(actions.NobodySigns) as stopped:
        make_review(people, spec)

    assert [slot.role for slot in stopped.value.slots] == ["legal_compliance"]
    assert not Review.objects.exists()


def test_the_owner_alone_does_not_fill_another_role(people: Cast, spec: Spec) -> None:
    RoleHolder.objects.filter(role="sre_on_call").update(user=people.dana)

    with pytest.raises(actions.NobodySigns):
        make_review(people, spec)


def test_an_open_blocker_stops_it(people: Cast, spec: Spec) -> None:
    change(spec, "deployment.peak_qps", None, people.dana)

    with pytest.raises(spec_actions.NotReady) as stopped:
        make_review(people, spec)

    assert stopped.value.blockers
    assert Spec.objects.get().revision_number == 0


def test_only_writers_submit(people: Cast, spec: Spec) -> None:
    for person in (people.piotr, people.jonas, people.greta):
        with pytest.raises(PermissionDenied):
            actions.open_review(spec=spec, by=person)


def test_sign_offs_of_unchanged_sections_carry_over(people: Cast, spec: Spec) -> None:
    first = make_review(people, spec)
    sign_all(people, first, "finance")

    second = again(people, spec, first, ("deployment.peak_qps", "30"))

    kept = {s.role: s for s in SignOff.objects.filter(review=second)}
    assert set(kept) == {"data_scientist", "data_engineer", "legal_compliance"}
    origin = SignOff.objects.get(review=first, role="data_scientist")
    assert kept["data_scientist"].carried_from == origin
    assert kept["data_scientist"].statement == origin.statement
    assert kept["data_scientist"].content_hash == first.revision.content_hash
    assert Event.objects.filter(kind="signoff.carried_over").count() == 3
    asked = Mail.objects.filter(kind="to_sign", key__startswith=f"to_sign:{second.pk}:")
    assert {mail.key.split(":")[2] for mail in asked} == {
        "product_manager",
        "ml_engineer",
        "sre_on_call",
        "finance",
    }


def test_the_author_is_told_beforehand_what_lapses(people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)
    sign_all(people, review, "finance")
    actions.withdraw_review(spec=spec, by=people.dana, why="A change")
    change(spec, "deployment.peak_qps", "30", people.dana)
    spec.refresh_from_db()

    said = load_forecast(spec, load_policy(spec), draft_hashes(spec))

    assert said.title == "This change voids 3 of 6 sign-offs"
    assert said.sentence == (
        "Product manager, ML engineer and SRE / on-call sign again, because section 6 changed;"
        " 3 carry over; finance has not approved before."
    )


def test_what_is_carried_over_twice_names_the_first_signature(people: Cast, spec: Spec) -> None:
    first = make_review(people, spec)
    sign_all(people, first, "finance")
    second = again(people, spec, first, ("deployment.peak_qps", "30"))

    third = again(people, spec, second, ("deployment.peak_qps", "31"))

    kept = SignOff.objects.get(review=third, role="data_engineer")
    assert kept.carried_from is not None
    assert kept.carried_from.review == first


def test_all_sign_again_where_the_organisation_demands_it(people: Cast, spec: Spec) -> None:
    people.meridian.demand_all_sign_again = True
    people.meridian.save()
    first = make_review(people, spec)
    sign_all(people, first, "finance")

    second = again(people, spec, first)

    assert not SignOff.objects.filter(review=second).exists()


def test_an_unchanged_revision_is_approved_at_once_and_only_once(people: Cast, spec: Spec) -> None:
    first = make_review(people, spec)
    sign_all(people, first)
    spec_actions.start_next_draft(spec=spec, by=people.dana, why="To look at it again")

    second = make_review(people, spec)

    second.refresh_from_db()
    assert second.outcome == Outcome.APPROVED
    assert Spec.objects.get().state == State.APPROVED
    assert Event.objects.filter(kind="review.approved").count() == 2
    assert not Mail.objects.filter(key__startswith=f"to_sign:{second.pk}:").exists()


def test_a_block_is_no_approval_to_carry_over(people: Cast, spec: Spec) -> None:
    first = make_review(people, spec)
    make_sign_off(first, "data_engineer", people.aisha)
    nonce = actions.give_nonce(review=first, role="sre_on_call", to=people.piotr)
    choice = actions.Choice(
        content_hash=first.revision.content_hash,
        nonce=nonce.pk,
        decision="blocked",
        reason="No runbook",
        sections=("s7",),
    )
    proof = actions.Proof(password="correct horse battery staple")
    actions.sign(spec=spec, role="sre_on_call", choice=choice, proof=proof, by=people.piotr)

    second = make_review(people, spec)

    assert list(second.sign_offs.values_list("role", flat=True)) == ["data_engineer"]


def test_who_signs_can_be_named_in_the_spec(people: Cast, spec: Spec) -> None:
    actions.assign_signers(spec=spec, role="sre_on_call", users=[people.felix], by=people.dana)

    slot = load_policy(spec).slot("sre_on_call")
    assert slot is not None
    assert [signer.name for signer in slot.signers] == ["Felix Braun"]
    assert Event.objects.filter(kind="signer.assigned").count() == 1


def test_signers_are_people_who_may_sign(people: Cast, spec: Spec) -> None:
    for person in (people.greta, people.noor, people.carla, people.eva):
        with pytest.raises(actions.NotASigner):
            actions.assign_signers(spec=spec, role="sre_on_call", users=[person], by=people.dana)


def test_who_signs_is_frozen_with_the_revision(people: Cast, spec: Spec) -> None:
    make_review(people, spec)

    with pytest.raises(PermissionDenied):
        actions.assign_signers(spec=spec, role="sre_on_call", users=[people.felix], by=people.dana)


def test_only_writers_withdraw_and_only_once(people: Cast, spec: Spec) -> None:
    make_review(people, spec)
    with pytest.raises(PermissionDenied):
        actions.withdraw_review(spec=spec, by=people.piotr, why="No")

    review = actions.withdraw_review(spec=spec, by=people.dana, why="A typing error")

    assert (review.outcome, review.closed_reason) == (Outcome.WITHDRAWN, "A typing error")
    with pytest.raises(PermissionDenied):
        actions.withdraw_review(spec=spec, by=people.dana, why="Again")
