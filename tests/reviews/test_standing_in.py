"""Stand-ins: for some days somebody signs in the place of who is away, and both names are kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mail, Membership, User
from reviews import access, actions
from reviews.documents import frozen
from reviews.leaving import load_open_work
from reviews.models import Decision, Review, SignOff, StandIn
from reviews.standings import load_matrix
from specs.models import Spec, SpecTemplate, State
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_review, make_sign_off
from tests.reviews.standing_in import SRE, TODAY, name_stand_in
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    return make_review(people, make_full_spec(people, template))


@pytest.fixture
def spec(review: Review) -> Spec:
    return review.revision.spec


def slot_may(people: Cast, review: Review, user: User, role: str = SRE) -> bool:
    """Say whether somebody may sign in a role now."""
    slot = frozen(review.revision).policy.slot(role)
    assert slot is not None
    return access.can_sign(user, review.revision.spec, slot)


def last_words(chain: str) -> str:
    return Event.objects.filter(chain=chain).exclude(kind__startswith="mail").latest("seq").words


def test_both_names_are_stored_where_somebody_stood_in(people: Cast, review: Review) -> None:
    name_stand_in(people, people.piotr, people.felix)

    signed = make_sign_off(review, SRE, people.felix)

    assert (signed.signer, signed.instead_of) == (people.felix, people.piotr)
    assert (signed.printed_name, signed.printed_instead_of) == ("Felix Braun", "Piotr Zielak")
    record = json.loads(signed.record)
    assert record["signer"]["name"] == "Felix Braun"
    assert record["instead_of"] == {
        "id": str(people.piotr.pk),
        "name": "Piotr Zielak",
        "from_on": TODAY.isoformat(),
        "until_on": (TODAY + timedelta(days=7)).isoformat(),
        "named_by": "Piotr Zielak",
    }
    assert signed.statement.startswith(
        "As SRE / on-call, as stand-in for Piotr Zielak, I approve revision 1 of"
    )
    said = Event.objects.get(kind="signoff.given").words
    assert said == (
        "Felix Braun signed revision 1 as SRE / on-call, as stand-in for Piotr Zielak: approved."
    )


def test_who_signs_for_themselves_leaves_no_second_name(people: Cast, review: Review) -> None:
    name_stand_in(people, people.piotr, people.felix)

    signed = make_sign_off(review, SRE, people.piotr)

    assert (signed.instead_of, signed.printed_instead_of) == (None, "")
    assert "instead_of" not in json.loads(signed.record)
    assert "stand-in" not in signed.statement


@pytest.mark.parametrize("days", [(1, 3), (-9, 7)], ids=["before", "after"])
def test_nobody_stands_in_outside_the_days(
    people: Cast, review: Review, days: tuple[int, int]
) -> None:
    row = name_stand_in(people, people.piotr, people.felix, days=days)
    if days[0] < 0:
        over = timezone.now() - timedelta(seconds=1)
        StandIn.objects.filter(pk=row.pk).update(ends_at=over)

    with pytest.raises(PermissionDenied):
        make_sign_off(review, SRE, people.felix)
    assert not SignOff.objects.exists()


def test_the_days_are_those_of_who_is_away(people: Cast) -> None:
    people.piotr.time_zone = "Pacific/Auckland"
    people.piotr.save(update_fields=["time_zone"])
    first = datetime.now(ZoneInfo("Pacific/Auckland")).date()

    row = actions.name_stand_in(
        organisation=people.meridian,
        person=people.piotr,
        stand_in=people.felix,
        from_on=first,
        until_on=first,
        by=people.piotr,
    )

    midnight = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert row.starts_at == midnight.astimezone(UTC)
    assert row.ends_at
    assert timedelta(hours=23) <= row.ends_at - row.starts_at <= timedelta(hours=25)
    assert StandIn.objects.current().get() == row


def test_a_page_opened_in_time_is_refused_when_sent_too_late(
    client: Client, people: Cast, review: Review, spec: Spec
) -> None:
    row = name_stand_in(people, people.piotr, people.felix)
    client.force_login(people.felix)
    address = reverse("reviews:sign", args=[spec.pk, SRE])
    page = client.get(address).content.decode()
    actions.end_stand_in(stand_in=row, by=people.piotr)

    response = client.post(
        address,
        {
            "content_hash": review.revision.content_hash,
            "nonce": page.split('name="nonce" value="')[1].split('"')[0],
            "decision": "approved",
            "block_answer": "No runbook.",
            "acknowledge": "on",
            "password": PASSWORD,
        },
    )

    assert response.status_code == 403
    assert not SignOff.objects.exists()


def test_one_signature_counts_of_the_two(people: Cast, review: Review, spec: Spec) -> None:
    name_stand_in(people, people.piotr, people.felix)
    nonce = actions.give_nonce(review=review, role=SRE, to=people.piotr)
    make_sign_off(review, SRE, people.felix)

    late = actions.sign(
        spec=spec,
        role=SRE,
        choice=actions.Choice(review.revision.content_hash, nonce.pk, "approved", "None."),
        proof=actions.Proof(password=PASSWORD),
        by=people.piotr,
    )

    assert isinstance(late, actions.Refusal)
    assert late.why is actions.Why.TAKEN
    assert SignOff.objects.standing().count() == 1


def test_an_author_stands_in_as_product_manager_at_most(people: Cast, review: Review) -> None:
    name_stand_in(people, people.piotr, people.dana)
    name_stand_in(people, people.sam, people.dana)

    assert not slot_may(people, review, people.dana, SRE)
    assert slot_may(people, review, people.dana, "product_manager")


def test_a_stand_in_of_a_stand_in_does_not_count(people: Cast, review: Review) -> None:
    name_stand_in(people, people.felix, people.yusuf, days=(0, 0))
    StandIn.objects.create(
        organisation=people.meridian,
        person=people.piotr,
        stand_in=people.felix,
        from_on=TODAY,
        until_on=TODAY,
        time_zone="UTC",
        starts_at=timezone.now() - timedelta(hours=1),
        ends_at=timezone.now() + timedelta(hours=1),
        named_by=people.piotr,
    )

    assert slot_may(people, review, people.felix)
    assert not slot_may(people, review, people.yusuf)


def test_a_stand_in_for_one_role_signs_in_no_other(people: Cast, review: Review) -> None:
    name_stand_in(people, people.piotr, people.felix, role="finance")

    assert not slot_may(people, review, people.felix, SRE)


def test_who_is_no_member_any_more_stands_in_for_nobody(people: Cast, review: Review) -> None:
    name_stand_in(people, people.piotr, people.felix)
    Membership.objects.filter(user=people.felix).update(is_active=False)

    assert not slot_may(people, review, people.felix)


def test_who_is_named_in_a_role_signs_it_in_their_own_name(
    people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    pair = [people.piotr, people.felix]
    actions.assign_signers(spec=spec, role=SRE, users=pair, by=people.dana)
    name_stand_in(people, people.piotr, people.felix)

    signed = make_sign_off(make_review(people, spec), SRE, people.felix)

    assert signed.instead_of is None


def test_who_stands_in_is_asked_by_mail_and_on_my_work(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    name_stand_in(people, people.piotr, people.felix)
    review = make_review(people, make_full_spec(people, template))
    spec = review.revision.spec
    client.force_login(people.felix)

    work = client.get(reverse("reviews:to-sign-panel")).content.decode()
    sign_page = client.get(reverse("reviews:sign", args=[spec.pk, SRE])).content.decode()
    review_page = client.get(reverse("reviews:review", args=[spec.pk])).content.decode()

    asked = Mail.objects.get(kind="to_sign", to=people.felix)
    assert "You stand in for Piotr Zielak." in asked.body
    assert "for Piotr Zielak, until" in work
    assert "You stand in for Piotr Zielak until" in sign_page
    assert ", as stand-in for Piotr Zielak, I approve revision 1" in sign_page
    assert "Felix Braun stands in for Piotr Zielak until" in review_page
    assert "SRE / on-call waits for you" in review_page


def test_what_was_signed_by_a_stand_in_carries_over_with_both_names(
    people: Cast, review: Review, spec: Spec
) -> None:
    name_stand_in(people, people.piotr, people.felix)
    first = make_sign_off(review, SRE, people.felix)
    actions.withdraw_review(spec=spec, by=people.dana, why="A typo")
    spec.refresh_from_db()
    StandIn.objects.update(ended_at=timezone.now())

    again = make_review(people, spec)

    carried = SignOff.objects.get(review=again, role=SRE)
    assert carried.carried_from == first
    assert (carried.signer, carried.instead_of) == (people.felix, people.piotr)
    assert json.loads(carried.record)["instead_of"] == json.loads(first.record)["instead_of"]


def test_who_is_back_may_withdraw_what_was_signed_for_them(
    people: Cast, review: Review, spec: Spec
) -> None:
    row = name_stand_in(people, people.piotr, people.felix)
    make_sign_off(review, SRE, people.felix)
    actions.end_stand_in(stand_in=row, by=people.piotr)

    with pytest.raises(PermissionDenied):
        actions.withdraw_sign_off(spec=spec, role=SRE, reason="Mine", by=people.felix)
    taken_back = actions.withdraw_sign_off(spec=spec, role=SRE, reason="Not so.", by=people.piotr)

    assert isinstance(taken_back, SignOff)
    assert taken_back.instead_of is None
    assert not SignOff.objects.standing().exists()


def test_the_matrix_costs_no_more_queries_with_many_stand_ins(
    people: Cast, review: Review, django_assert_max_num_queries: object
) -> None:
    for person, other in ((people.piotr, people.felix), (people.marc, people.yusuf)):
        name_stand_in(people, person, other)

    with django_assert_max_num_queries(4):  # type: ignore[operator]
        matrix = load_matrix(review, people.felix, may_write=True)

    assert {row.slot.role for row in matrix.rows if row.may_sign} == {SRE}


def test_a_signature_of_one_who_left_is_given_by_who_took_over(
    people: Cast, review: Review, spec: Spec
) -> None:
    membership = Membership.objects.get(organisation=people.meridian, user=people.piotr)

    left = actions.end_membership(membership=membership, to=people.felix, by=people.jonas)

    assert left.parts() == []
    assert not slot_may(people, review, people.piotr)
    for role, person in people.signers.items():
        make_sign_off(review, role, people.felix if role == SRE else person)
    spec.refresh_from_db()
    assert spec.state == State.APPROVED
    signed = SignOff.objects.get(role=SRE)
    assert signed.names == "Felix Braun as stand-in for Piotr Zielak"
    handed = Event.objects.filter(chain=spec.chain, kind="work.handed_on").latest("seq").words
    assert handed == (
        "Jonas Weber handed the signature of revision 1 as SRE / on-call on from Piotr Zielak"
        " to Felix Braun."
    )


def test_nobody_takes_a_signature_over_by_their_own_hand(people: Cast, review: Review) -> None:
    membership = Membership.objects.get(organisation=people.meridian, user=people.piotr)

    left = actions.end_membership(membership=membership, to=people.jonas, by=people.jonas)

    assert [part.title for part in left.parts()] == ["Signatures that are waited for"]
    assert not slot_may(people, review, people.jonas)


def test_who_takes_over_from_a_stand_in_signs_in_the_same_place(
    people: Cast, review: Review, spec: Spec
) -> None:
    leaving = {
        user: Membership.objects.get(organisation=people.meridian, user=user)
        for user in (people.piotr, people.felix)
    }
    actions.end_membership(membership=leaving[people.piotr], to=people.felix, by=people.jonas)
    shown = load_open_work(leaving[people.felix]).parts()

    left = actions.end_membership(
        membership=leaving[people.felix], to=people.yusuf, by=people.jonas
    )

    assert "Signs in the place of others" in [part.title for part in shown]
    assert left.parts() == []
    assert make_sign_off(review, SRE, people.yusuf).instead_of == people.piotr


def test_a_stand_in_for_one_review_ends_with_it(people: Cast, review: Review, spec: Spec) -> None:
    membership = Membership.objects.get(organisation=people.meridian, user=people.piotr)
    actions.end_membership(membership=membership, to=people.felix, by=people.jonas)

    make_sign_off(review, "finance", people.marc, Decision.BLOCKED, "Too dear.")

    assert not StandIn.objects.current().exists()
    assert not slot_may(people, review, people.felix)
