"""A revision is approved only when the checks of its signatures find nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from reviews import actions
from reviews.documents import load_policy
from reviews.models import Condition, Decision, Outcome, Review, SignOff
from specs import actions as spec_actions
from specs.models import Spec, SpecTemplate, State
from tests.cast import Cast
from tests.make import accept_warnings, change, make_full_spec, make_review, make_sign_off


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    return make_review(people, spec)


def in_the_way(client: Client, people: Cast, spec: Spec) -> dict[str, str]:
    """Return what the review page says of the signatures, by code."""
    client.force_login(people.dana)
    found = client.get(f"/specs/{spec.pk}/review/").context["in_the_way"]
    return {finding.code: finding.message for finding in found}


def sign_all(people: Cast, review: Review, *but: str) -> None:
    """Let everybody sign who has not, but some roles."""
    signed = set(SignOff.objects.standing().filter(review=review).values_list("role", flat=True))
    for role, person in people.signers.items():
        if role not in {*but, *signed}:
            make_sign_off(review, role, person)


def test_the_page_says_who_has_not_signed(client: Client, people: Cast, review: Review) -> None:
    sign_all(people, review, "sre_on_call")

    spec = review.revision.spec
    assert in_the_way(client, people, spec) == {"GOV013": "Not signed yet: SRE / on-call."}
    assert b"Before it is approved" in client.get(f"/specs/{spec.pk}/review/").content


def test_the_page_says_whose_conditions_are_open(
    client: Client, people: Cast, review: Review
) -> None:
    wish = actions.Wish(text="A runbook exists", owner=people.tomas, due_on=date(2031, 3, 2))
    make_sign_off(review, "sre_on_call", people.piotr, Decision.CONDITIONS, conditions=(wish,))
    sign_all(people, review)
    spec = review.revision.spec
    assert in_the_way(client, people, spec) == {
        "GOV015": "Conditions still open for: SRE / on-call."
    }

    actions.mark_condition_met(condition=Condition.objects.get(), note="Done", by=people.tomas)
    actions.accept_condition(condition=Condition.objects.get(), by=people.piotr)

    assert in_the_way(client, people, spec) == {}
    assert Spec.objects.get().state == State.APPROVED


def test_the_page_says_whose_text_changed_since_they_signed(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    make_sign_off(review, "sre_on_call", people.piotr)
    actions.withdraw_review(spec=spec, by=people.dana, why="A change")
    section = next(
        section
        for section in spec.template.template.sections_of_role("sre_on_call")
        if "problem.statement" not in {item.key for item in section.items}
    )
    key = next(a.key for a in section.attributes if a.kind.value == "long_text")
    change(spec, key, "Another text, written after the first signature.", people.dana)
    accept_warnings(spec, people.dana)
    make_review(people, spec)

    found = in_the_way(client, people, spec)

    assert found["GOV014"] == "The text changed after the signature of: SRE / on-call."
    assert "SRE" not in found["GOV013"]


def test_no_signature_approves_what_the_checks_object_to(
    client: Client, people: Cast, spec: Spec
) -> None:
    policy = load_policy(spec)
    short = replace(policy, slots=tuple(s for s in policy.slots if s.role != "sre_on_call"))
    revision = spec_actions.submit(spec=spec, policy=short.as_json(), by=people.dana)
    review = Review.objects.create(
        revision=revision, opened_by=people.dana, opened_at=timezone.now()
    )

    sign_all(people, review, "sre_on_call")

    review.refresh_from_db()
    assert review.outcome == Outcome.OPEN
    assert set(in_the_way(client, people, spec)) == {"GOV012", "GOV013"}
