"""Accepting a risk by name: bound to its text, until a day, read by who signs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import RoleHolder, User
from reviews.models import Review
from specs import actions
from specs.domain.register import text_hash
from specs.models import Item, RiskAcceptance, Spec, SpecTemplate
from specs.revisions import read_revision
from tests.cast import Cast
from tests.make import accept_warnings, make_full_spec, make_review, op
from trail.domain.event import describe
from trail.models import Event

WHY = "The rate limit holds; looked at again after the pilot."


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return the running example with its five risks, which Yusuf writes as well."""
    spec = make_full_spec(people, template)
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    return spec


@pytest.fixture
def risk(spec: Spec) -> Item:
    """Return the fourth risk: fraudsters probe the limits."""
    return Item.objects.filter(spec=spec, key="risk.register").order_by("position")[3]


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def accept(spec: Spec, risk: Item, by: User, days: int = 30) -> RiskAcceptance:
    return actions.accept_risk(
        spec=spec,
        item_id=risk.pk,
        seen=text_hash(risk.cells),
        reason=WHY,
        expires_on=timezone.now().date() + timedelta(days=days),
        by=by,
    )


def rewrite(spec: Spec, risk: Item, by: User, **cells: str) -> None:
    risk.refresh_from_db()
    actions.save_item(
        spec=spec,
        attribute=spec.template.template.attributes["risk.register"],
        item_id=risk.pk,
        cells={**risk.cells, **cells},
        base_version=risk.version,
        op_id=op(),
        by=by,
    )


def last_sentence(spec: Spec, kind: str) -> str:
    return describe(Event.objects.filter(chain=spec.chain, kind=kind).latest("seq"))


def test_the_name_the_reason_and_the_day_stand_in_the_register(
    dana: Client, spec: Spec, risk: Item
) -> None:
    last = timezone.now().date() + timedelta(days=30)
    response = dana.post(
        f"/specs/{spec.pk}/risks/{risk.pk}/accept/",
        {"seen": text_hash(risk.cells), "reason": WHY, "expires_on": last.isoformat()},
        follow=True,
    )

    text = response.content.decode()
    assert "Accepted by Dana" in text
    assert WHY in text
    risk.refresh_from_db()
    assert risk.cells["status"] == "accepted"
    sentence = last_sentence(spec, "risk.accepted")
    assert f"accepted the risk “Fraudsters probe the limits” until {last}" in sentence
    assert WHY in sentence


def test_an_acceptance_lapses_when_the_text_of_the_risk_changes(
    dana: Client, spec: Spec, risk: Item, people: Cast
) -> None:
    accept(spec, risk, people.dana)
    rewrite(spec, risk, people.dana, mitigation="Nothing any more")

    text = dana.get(f"/specs/{spec.pk}/risks/").content.decode()

    assert "accepted it, but its text changed since: that lapsed." in text
    assert "Accept it anew" in text


def test_a_risk_that_is_marked_as_accepted_and_is_not_stops_the_submission(
    dana: Client, spec: Spec, risk: Item, people: Cast
) -> None:
    rewrite(spec, risk, people.dana, status="accepted")
    accept_warnings(spec, people.dana)

    shown = dana.get(f"/specs/{spec.pk}/submit/").content.decode()

    assert "It is marked as accepted, but nobody accepted it by name." in shown
    with pytest.raises(actions.NotReady) as refused:
        make_review(people, spec)
    assert [entry.failure_mode for entry in refused.value.risks] == ["Fraudsters probe the limits"]
    accept(spec, risk, people.dana)
    assert make_review(people, spec).revision.number == 1


def test_an_acceptance_that_ran_out_stops_the_submission(
    spec: Spec, risk: Item, people: Cast
) -> None:
    acceptance = accept(spec, risk, people.dana)
    accept_warnings(spec, people.dana)
    yesterday = timezone.now().date() - timedelta(days=1)
    RiskAcceptance.objects.filter(pk=acceptance.pk).update(expires_on=yesterday)

    with pytest.raises(actions.NotReady) as refused:
        make_review(people, spec)

    assert "that ran out" in refused.value.risks[0].why


def test_what_was_accepted_is_frozen_and_read_by_who_signs(
    client: Client, spec: Spec, risk: Item, people: Cast
) -> None:
    accept(spec, risk, people.dana)
    accept_warnings(spec, people.dana)
    review = make_review(people, spec)
    client.force_login(people.tomas)

    [accepted] = read_revision(review.revision).accepted

    assert (accepted.failure_mode, accepted.by, accepted.reason) == (
        "Fraudsters probe the limits",
        people.dana.name,
        WHY,
    )
    held = json.loads(Review.objects.get().revision.content)["accepted_risks"]
    assert held[0]["item"] == str(risk.pk)
    for page in ("read/", "sign/ml_engineer/"):
        text = client.get(f"/specs/{spec.pk}/{page}").content.decode()
        assert "Risks accepted by name" in text, page
        assert WHY in text


def test_a_revision_without_accepted_risks_says_nothing_of_them(spec: Spec, people: Cast) -> None:
    review = make_review(people, spec)

    assert "accepted_risks" not in json.loads(review.revision.content)


def test_nobody_accepts_what_was_rewritten_under_their_eyes(
    dana: Client, spec: Spec, risk: Item, people: Cast
) -> None:
    seen = text_hash(risk.cells)
    rewrite(spec, risk, people.yusuf, impact_description="The bank closes")

    response = dana.post(
        f"/specs/{spec.pk}/risks/{risk.pk}/accept/",
        {"seen": seen, "reason": WHY, "expires_on": timezone.now().date().isoformat()},
    )

    assert response.status_code == 422
    assert "Somebody changed this risk meanwhile" in response.content.decode()
    assert WHY in response.content.decode()
    assert not RiskAcceptance.objects.exists()


@pytest.mark.parametrize(("days", "words"), [(-1, "This day has passed"), (400, "within a year")])
def test_a_risk_is_accepted_for_a_year_at_most(
    spec: Spec, risk: Item, people: Cast, days: int, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        accept(spec, risk, people.dana, days)


def test_who_signs_may_accept_and_who_only_reads_may_not(
    spec: Spec, risk: Item, people: Cast
) -> None:
    RoleHolder.objects.filter(user=people.felix).delete()
    with pytest.raises(PermissionDenied):
        accept(spec, risk, people.felix)

    RoleHolder.objects.create(
        organisation=people.meridian, role="executive_sponsor", user=people.felix
    )

    assert accept(spec, risk, people.felix).by == people.felix
    risk.refresh_from_db()
    assert risk.cells["status"] == "mitigating"  # who does not write changes no word


def test_an_acceptance_can_be_taken_back(
    dana: Client, spec: Spec, risk: Item, people: Cast
) -> None:
    acceptance = accept(spec, risk, people.dana)

    dana.post(f"/specs/{spec.pk}/risks/acceptances/{acceptance.pk}/withdraw/")

    text = dana.get(f"/specs/{spec.pk}/risks/").content.decode()
    assert "Accepted by Dana" not in text
    assert "nobody accepted it by name" in text
    assert "no longer accepts the risk" in last_sentence(spec, "risk.acceptance_withdrawn")


def test_a_new_acceptance_replaces_the_one_before(spec: Spec, risk: Item, people: Cast) -> None:
    accept(spec, risk, people.dana)
    accept(spec, risk, people.yusuf)

    [kept] = RiskAcceptance.objects.by_item(spec.pk).values()

    assert kept.by == people.yusuf.name
