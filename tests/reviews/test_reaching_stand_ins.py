"""What is asked of a signer reaches who stands in for them, and who stands in for two chooses."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import Mail, Membership, User
from reviews import actions
from reviews.domain.route import ALL, Place, Route, Stage
from reviews.models import Review, SignOff
from reviews.to_sign import load_to_sign
from specs.models import Spec, SpecTemplate
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_review, make_sign_off, save_route
from tests.reviews.standing_in import SRE, name_stand_in
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    """A review in which both Piotr and Yusuf must sign as SRE, and are away."""
    save_route(people, Route((Stage(1, "All", 5, (3,)),), {SRE: Place(1, ALL)}))
    spec = make_full_spec(people, template)
    pair = [people.piotr, people.yusuf]
    actions.assign_signers(spec=spec, role=SRE, users=pair, by=people.dana)
    for person in pair:
        name_stand_in(people, person, people.felix)
    return make_review(people, spec)


@pytest.fixture
def spec(review: Review) -> Spec:
    return review.revision.spec


def sign_for(review: Review, person: User, by: User) -> SignOff | actions.Refusal:
    nonce = actions.give_nonce(review=review, role=SRE, to=by)
    return actions.sign(
        spec=review.revision.spec,
        role=SRE,
        choice=actions.Choice(
            review.revision.content_hash,
            nonce.pk,
            "approved",
            "No runbook.",
            person=str(person.pk),
        ),
        proof=actions.Proof(password=PASSWORD),
        by=by,
    )


def mails(kind: str, to: User) -> list[Mail]:
    return list(Mail.objects.filter(kind=kind, to=to).order_by("pk"))


def test_who_stands_in_for_two_people_is_asked_for_each(people: Cast, review: Review) -> None:
    found = mails("to_sign", people.felix)

    assert [mail.url.split("?")[1] for mail in found] == [
        f"for={people.piotr.pk}",
        f"for={people.yusuf.pk}",
    ]
    assert "You stand in for Yusuf Demir." in found[1].body
    assert len(mails("to_sign", people.piotr)) == 1
    rows = [(one.slot and one.slot.role, one.place) for one in load_to_sign(people.felix)]
    assert [(role, place and place.person) for role, place in rows] == [
        (SRE, people.piotr),
        (SRE, people.yusuf),
    ]


def test_who_stands_in_for_two_people_signs_for_each_with_both_names(
    people: Cast, review: Review, spec: Spec
) -> None:
    second = sign_for(review, people.yusuf, people.felix)
    first = sign_for(review, people.piotr, people.felix)

    assert isinstance(first, SignOff)
    assert isinstance(second, SignOff)
    assert (first.instead_of, second.instead_of) == (people.piotr, people.yusuf)
    assert first.seat != second.seat
    assert json.loads(second.record)["instead_of"]["name"] == "Yusuf Demir"
    assert "as stand-in for Yusuf Demir" in second.statement
    assert load_to_sign(people.felix) == []

    withdrawn = actions.withdraw_sign_off(
        spec=spec, role=SRE, reason="Not so.", by=people.felix, person=str(people.yusuf.pk)
    )
    assert isinstance(withdrawn, SignOff)
    assert (withdrawn.seat, withdrawn.instead_of) == (second.seat, people.yusuf)


def test_nobody_signs_for_whom_they_do_not_stand_in(
    client: Client, people: Cast, review: Review, spec: Spec
) -> None:
    with pytest.raises(PermissionDenied):
        sign_for(review, people.marc, people.felix)
    client.force_login(people.felix)
    address = reverse("reviews:sign", args=[spec.pk, SRE])

    assert client.get(address, {"for": people.marc.pk}).status_code == 403
    assert client.get(address, {"for": "nobody"}).status_code == 403
    assert not SignOff.objects.exists()


def test_the_page_lets_them_choose_for_whom_they_sign(
    client: Client, people: Cast, review: Review, spec: Spec
) -> None:
    client.force_login(people.felix)
    address = reverse("reviews:sign", args=[spec.pk, SRE])

    first = client.get(address).content.decode()
    page = client.get(address, {"for": people.yusuf.pk}).content.decode()

    assert "Sign as SRE / on-call for Piotr Zielak" in first
    assert f'href="?for={people.yusuf.pk}"' in first
    assert "Sign as SRE / on-call for Yusuf Demir" in page
    assert "as stand-in for Yusuf Demir, I approve" in page
    response = client.post(
        address,
        {
            "for": people.yusuf.pk,
            "content_hash": review.revision.content_hash,
            "nonce": page.split('name="nonce" value="')[1].split('"')[0],
            "decision": "approved",
            "block_answer": "No runbook.",
            "acknowledge": "on",
            "password": PASSWORD,
        },
    )
    assert response.status_code == 302
    assert SignOff.objects.get().instead_of == people.yusuf
    after = client.get(address).content.decode()
    assert "Sign as SRE / on-call for Piotr Zielak" in after
    assert "Yusuf Demir, signed" in after


def test_where_any_one_signs_the_stand_in_of_two_signs_once_for_the_one_they_choose(
    people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    pair = [people.piotr, people.yusuf]
    actions.assign_signers(spec=spec, role=SRE, users=pair, by=people.dana)
    for person in pair:
        name_stand_in(people, person, people.felix)
    review = make_review(people, spec)

    assert len(mails("to_sign", people.felix)) == 1
    [waiting] = load_to_sign(people.felix)
    assert [one.person for one in waiting.others] == [people.yusuf]
    signed = sign_for(review, people.yusuf, people.felix)
    late = sign_for(review, people.piotr, people.felix)

    assert isinstance(signed, SignOff)
    assert signed.instead_of == people.yusuf
    assert isinstance(late, actions.Refusal)
    assert late.why is actions.Why.TAKEN


def test_a_reminder_reaches_who_stands_in_as_well(people: Cast, review: Review) -> None:
    opened_on = review.stage_opened_at
    assert opened_on

    actions.prompt_reviews(on=opened_on.date() + timedelta(days=2))

    [mail, _other] = mails("sign_soon", people.felix)
    assert "You stand in for Piotr Zielak." in mail.body
    assert mail.url.endswith(f"?for={people.piotr.pk}")
    assert len(mails("sign_soon", people.piotr)) == 1
    words = [event.words for event in Event.objects.filter(kind="review.reminded")]
    assert (
        "Felix Braun, who stands in for Piotr Zielak, was reminded to sign revision 1 as"
        " SRE / on-call."
    ) in words


def test_a_nudge_reaches_who_stands_in_as_well(
    client: Client, people: Cast, review: Review, spec: Spec
) -> None:
    client.force_login(people.dana)
    address = reverse("reviews:nudge", args=[spec.pk, SRE])

    page = client.post(address, {"person": people.piotr.pk}, follow=True).content.decode()

    assert "Piotr Zielak and Felix Braun are told by mail." in page
    [mail] = mails("nudge", people.felix)
    assert "You stand in for Piotr Zielak." in mail.body
    assert Event.objects.get(kind="review.nudged").words == (
        "Dana Okafor nudged Piotr Zielak, and Felix Braun in their place, to sign revision 1 as"
        " SRE / on-call."
    )


def test_who_stands_in_for_somebody_who_left_is_nudged(
    people: Cast, template: SpecTemplate
) -> None:
    review = make_review(people, make_full_spec(people, template))
    membership = Membership.objects.get(organisation=people.meridian, user=people.piotr)
    actions.end_membership(membership=membership, to=people.felix, by=people.jonas)
    User.objects.filter(pk=people.piotr.pk).update(is_active=False)

    sent = actions.nudge(
        spec=review.revision.spec, role=SRE, person_id=str(people.piotr.pk), by=people.dana
    )

    assert sent.names == ("Felix Braun",)
    assert not mails("nudge", people.piotr)


def test_a_stand_in_who_may_not_sign_is_not_bothered(people: Cast, template: SpecTemplate) -> None:
    name_stand_in(people, people.piotr, people.dana)  # the author signs as product manager at most
    name_stand_in(people, people.marc, people.felix, days=(3, 9))
    review = make_review(people, make_full_spec(people, template))

    assert not mails("to_sign", people.dana)
    assert not mails("to_sign", people.felix)
    nudged = actions.nudge(
        spec=review.revision.spec, role=SRE, person_id=str(people.piotr.pk), by=people.ruth
    )
    assert nudged.names == ("Piotr Zielak",)


def test_who_signs_themselves_leaves_the_other_seat_to_the_stand_in(
    people: Cast, review: Review
) -> None:
    make_sign_off(review, SRE, people.piotr)

    assert [one.place and one.place.person for one in load_to_sign(people.felix)] == [people.yusuf]
