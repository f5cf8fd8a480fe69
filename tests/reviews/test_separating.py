"""Separation of duties: what one person does not sign, as it was frozen with the revision."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import RoleHolder
from reviews import actions
from reviews.actions import Choice, NobodySigns, Proof, Refusal, Why
from reviews.documents import frozen, load_policy, load_writers
from reviews.models import Review
from specs import actions as spec_actions
from specs.models import Spec, SpecTemplate
from tests.cast import PASSWORD, Cast
from tests.make import change, make_full_spec, make_review, make_sign_off
from tests.reviews.standing_in import name_stand_in
from trail.models import Event

pytestmark = pytest.mark.django_db
SRE, FINANCE = "sre_on_call", "finance"


def keep_apart(people: Cast, *, one_role: bool = False, writers: bool = False) -> None:
    account_actions.separate_duties(
        organisation=people.meridian, one_role_each=one_role, writers_apart=writers, by=people.ruth
    )
    people.meridian.refresh_from_db()


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


def fresh(spec: Spec) -> Spec:
    """Return the spec with its organisation read anew."""
    return Spec.objects.select_related("organisation").get(pk=spec.pk)


def try_to_sign(review: Review, role: str, people: Cast, name: str) -> Refusal:
    by = getattr(people, name)
    nonce = actions.give_nonce(review=review, role=role, to=by)
    outcome = actions.sign(
        spec=review.revision.spec,
        role=role,
        choice=Choice(review.revision.content_hash, nonce.pk, "approved", "None."),
        proof=Proof(password=PASSWORD),
        by=by,
    )
    assert isinstance(outcome, Refusal)
    return outcome


def two_roles(people: Cast) -> None:
    """Let Piotr hold finance as well, beside Marc."""
    RoleHolder.objects.create(organisation=people.meridian, role=FINANCE, user=people.piotr)


def test_without_rules_one_person_signs_in_two_roles(people: Cast, spec: Spec) -> None:
    two_roles(people)
    review = make_review(people, spec)

    make_sign_off(review, SRE, people.piotr)
    make_sign_off(review, FINANCE, people.piotr)

    assert "separation" not in json.loads(review.revision.content)["policy"]


def test_nobody_signs_in_two_roles_where_that_is_kept_apart(people: Cast, spec: Spec) -> None:
    two_roles(people)
    keep_apart(people, one_role=True)
    review = make_review(people, fresh(spec))
    make_sign_off(review, SRE, people.piotr)

    refusal = try_to_sign(review, FINANCE, people, "piotr")

    assert refusal.why is Why.APART
    assert "as SRE / on-call already" in refusal.words
    make_sign_off(review, FINANCE, people.marc)


def test_a_second_role_for_somebody_else_counts_too(people: Cast, spec: Spec) -> None:
    keep_apart(people, one_role=True)
    name_stand_in(people, people.marc, people.piotr)
    review = make_review(people, fresh(spec))
    make_sign_off(review, SRE, people.piotr)

    assert try_to_sign(review, FINANCE, people, "piotr").why is Why.APART


def test_who_withdrew_may_sign_in_the_other_role(people: Cast, spec: Spec) -> None:
    two_roles(people)
    keep_apart(people, one_role=True)
    review = make_review(people, fresh(spec))
    make_sign_off(review, SRE, people.piotr)
    actions.withdraw_sign_off(spec=spec, role=SRE, reason="The other one.", by=people.piotr)

    assert make_sign_off(review, FINANCE, people.piotr).signer == people.piotr


def test_an_open_review_keeps_the_rules_it_was_submitted_under(people: Cast, spec: Spec) -> None:
    two_roles(people)
    keep_apart(people, one_role=True)
    review = make_review(people, fresh(spec))
    keep_apart(people)
    make_sign_off(review, SRE, people.piotr)

    assert try_to_sign(review, FINANCE, people, "piotr").why is Why.APART


def test_a_rule_that_comes_later_leaves_an_open_review_alone(people: Cast, spec: Spec) -> None:
    two_roles(people)
    review = make_review(people, spec)
    keep_apart(people, one_role=True, writers=True)

    given = [make_sign_off(review, role, people.piotr) for role in (SRE, FINANCE)]

    assert [sign_off.role for sign_off in given] == [SRE, FINANCE]


def test_who_wrote_is_asked_in_no_other_role(people: Cast, spec: Spec) -> None:
    spec_actions.add_editor(spec=spec, user=people.piotr, by=people.dana)
    change(spec, "deployment.peak_qps", "31", people.piotr)
    actions.assign_signers(spec=spec, role=SRE, users=[people.piotr, people.felix], by=people.dana)
    keep_apart(people, writers=True)

    review = make_review(people, fresh(spec))

    policy = frozen(review.revision).policy
    slot = policy.slot(SRE)
    assert slot is not None
    assert [signer.name for signer in slot.signers] == ["Felix Braun"]
    assert policy.separation.wrote(people.piotr.pk)
    with pytest.raises(PermissionDenied):
        make_sign_off(review, SRE, people.piotr)
    make_sign_off(review, SRE, people.felix)


def test_who_wrote_does_not_sign_as_a_stand_in_either(people: Cast, spec: Spec) -> None:
    spec_actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    change(spec, "deployment.peak_qps", "31", people.yusuf)
    keep_apart(people, writers=True)
    name_stand_in(people, people.piotr, people.yusuf)
    name_stand_in(people, people.sam, people.yusuf)
    review = make_review(people, fresh(spec))

    refusal = try_to_sign(review, SRE, people, "yusuf")

    assert refusal.why is Why.APART
    assert "You wrote answers" in refusal.words
    make_sign_off(review, "product_manager", people.yusuf)


def test_a_round_that_was_withdrawn_does_not_wash_its_writers_clean(
    people: Cast, spec: Spec
) -> None:
    spec_actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    change(spec, "deployment.peak_qps", "31", people.yusuf)
    make_review(people, spec)
    actions.withdraw_review(spec=spec, by=people.dana, why="Again")

    assert {one.name for one in load_writers(fresh(spec))} == {"Dana Okafor", "Yusuf Demir"}


def test_nobody_left_is_told_before_submitting(client: Client, people: Cast, spec: Spec) -> None:
    spec_actions.add_editor(spec=spec, user=people.piotr, by=people.dana)
    change(spec, "deployment.peak_qps", "31", people.piotr)
    RoleHolder.objects.filter(role=FINANCE).update(user=people.tomas)
    keep_apart(people, one_role=True, writers=True)
    client.force_login(people.dana)

    page = client.get(reverse("reviews:submit", args=[spec.pk])).content.decode()

    assert "SRE / on-call: Piotr Zielak wrote answers since the last approval" in page
    assert "Nobody is left for finance" in page or "Nobody is left for ML engineer" in page
    with pytest.raises(NobodySigns):
        make_review(people, fresh(spec))


def test_the_pages_say_why_one_does_not_sign(client: Client, people: Cast, spec: Spec) -> None:
    two_roles(people)
    keep_apart(people, one_role=True, writers=True)
    review = make_review(people, fresh(spec))
    make_sign_off(review, SRE, people.piotr)
    client.force_login(people.piotr)

    page = client.get(reverse("reviews:sign", args=[spec.pk, FINANCE]), follow=True)

    words = page.content.decode()
    assert page.redirect_chain == [(reverse("reviews:review", args=[spec.pk]), 302)]
    assert "Finance waits, but not for you" in words
    assert "You have signed this revision as SRE / on-call already." in words
    assert "Nobody signs this revision in more than one role." in words
    assert FINANCE not in client.get(reverse("reviews:to-sign-panel")).content.decode()


def test_the_organisation_sets_the_rules_on_its_page(client: Client, people: Cast) -> None:
    client.force_login(people.jonas)

    page = client.post(
        reverse("accounts:separation-policy"), {"sent": "1", "writers_apart": "1"}, follow=True
    ).content.decode()

    people.meridian.refresh_from_db()
    assert (people.meridian.one_role_each, people.meridian.writers_apart) == (False, True)
    assert 'name="writers_apart" value="1" checked' in page
    event = Event.objects.get(kind="organisation.policy_changed")
    assert event.words == (
        "Jonas Weber changed the organisation's policy:"
        " who wrote answers signs as product manager at most."
    )


def test_a_member_does_not_set_the_rules(people: Cast) -> None:
    with pytest.raises(PermissionDenied):
        account_actions.separate_duties(
            organisation=people.meridian, one_role_each=True, writers_apart=True, by=people.dana
        )


def test_an_older_policy_without_the_keys_reads_as_before(people: Cast, spec: Spec) -> None:
    stored = load_policy(fresh(spec)).as_json()
    assert "separation" not in stored
    read = type(load_policy(fresh(spec))).from_json(stored)

    assert not read.separation
    assert read.apart(SRE, people.dana.pk, {FINANCE: "Finance"}) is None
