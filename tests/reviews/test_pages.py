"""The pages of reviews: who may see and do what, and what each of them says."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import RoleHolder
from reviews.models import Export, Outcome, Review, SignOff
from specs.models import Spec, SpecTemplate, State, Waiver
from tests.cast import Cast
from tests.make import make_full_spec, make_guest, make_review, make_sign_off
from tests.reviews.asking import filled, get, post

PAGES = ("submit", "review", "history", "exports")


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    return make_review(people, spec)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("dana", 200), ("carla", 404), ("noor", 404), ("eva", 302)]
)
def test_only_who_may_see_the_spec_sees_its_pages(
    client: Client, people: Cast, spec: Spec, name: str, who: str, status: int
) -> None:
    assert get(client, getattr(people, who), name, spec.pk).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("piotr", 200), ("tomas", 403), ("dana", 403), ("jonas", 403), ("greta", 403), ("carla", 404)],
)
def test_only_the_signer_sees_a_sign_page(
    client: Client, people: Cast, review: Review, who: str, status: int
) -> None:
    page = get(client, getattr(people, who), "sign", review.revision.spec_id, "sre_on_call")

    assert page.status_code == status


def test_an_unknown_role_or_a_spec_never_submitted_is_not_found(
    client: Client, people: Cast, spec: Spec
) -> None:
    assert get(client, people.piotr, "sign", spec.pk, "sre_on_call").status_code == 404
    make_review(people, spec)
    assert get(client, people.piotr, "sign", spec.pk, "nobody").status_code == 404


def test_the_submit_page_says_who_is_asked(client: Client, people: Cast, spec: Spec) -> None:
    html = get(client, people.dana, "submit", spec.pk).content.decode()

    assert "Submit revision 1" in html
    assert "Piotr Zielak" in html
    assert get(client, people.piotr, "submit", spec.pk).status_code == 403


def test_submitting_by_the_page_opens_the_review(client: Client, people: Cast, spec: Spec) -> None:
    response = post(client, people.dana, "submit", spec.pk, due_on="2099-02-20")

    assert response.status_code == 302
    assert str(Review.objects.get().due_on) == "2099-02-20"
    assert "20 Feb 2099" in get(client, people.dana, "review", spec.pk).content.decode()


@pytest.mark.parametrize("due_on", ["2001-01-01", "soon", "\x00"])
def test_a_wrong_day_is_refused_beside_its_field(
    client: Client, people: Cast, spec: Spec, due_on: str
) -> None:
    response = post(client, people.dana, "submit", spec.pk, due_on=due_on)

    assert response.status_code == 422
    assert 'id="due-problem"' in response.content.decode()
    assert not Review.objects.exists()


def test_a_warning_is_accepted_in_place(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template, {"io.ood_detection": None})
    waiver = Waiver.objects.get(spec=spec, code="IOC019")
    Waiver.objects.filter(spec=spec).delete()
    given = {"intent": "waive", "code": waiver.code, "key": waiver.key}

    assert post(client, people.dana, "submit", spec.pk).status_code == 409
    refused = post(client, people.dana, "submit", spec.pk, **given, reason=" ")
    taken = post(client, people.dana, "submit", spec.pk, **given, reason="For the pilot")

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert Waiver.objects.get(code=waiver.code, key=waiver.key).reason == "For the pilot"


def test_a_role_without_signer_is_named_on_the_page(
    client: Client, people: Cast, spec: Spec
) -> None:
    RoleHolder.objects.filter(role="legal_compliance").delete()

    response = post(client, people.dana, "submit", spec.pk)

    assert response.status_code == 409
    assert "Nobody signs yet" in response.content.decode()
    named = post(client, people.dana, "assign", spec.pk, "legal_compliance", signer=people.felix.pk)
    assert named.status_code == 302
    assert post(client, people.dana, "submit", spec.pk).status_code == 302


@pytest.mark.parametrize("signer", ["x", "999999999999", "-1"])
def test_nonsense_is_no_signer(client: Client, people: Cast, spec: Spec, signer: str) -> None:
    response = post(client, people.dana, "assign", spec.pk, "sre_on_call", signer=signer)

    assert response.status_code == 422
    assert "Choose among the people" in response.content.decode()
    assert not spec.signers.exists()


def test_nobody_is_named_by_saying_so_only(client: Client, people: Cast, spec: Spec) -> None:
    post(client, people.dana, "assign", spec.pk, "sre_on_call", signer=people.felix.pk)

    left_out = post(client, people.dana, "assign", spec.pk, "sre_on_call")
    named_then = spec.signers.filter(user=people.felix).exists()
    said = post(client, people.dana, "assign", spec.pk, "sre_on_call", nobody="1")

    assert (left_out.status_code, said.status_code) == (422, 302)
    assert "Tick who signs" in left_out.content.decode()
    assert named_then
    assert not spec.signers.exists()


def test_withdrawing_by_the_pages(client: Client, people: Cast, review: Review) -> None:
    spec = review.revision.spec
    make_sign_off(review, "sre_on_call", people.piotr)

    assert (
        post(
            client, people.tomas, "withdraw-sign-off", spec.pk, "sre_on_call", reason="x"
        ).status_code
        == 403
    )
    post(client, people.piotr, "withdraw-sign-off", spec.pk, "sre_on_call", reason="Too early")
    assert not SignOff.objects.standing().exists()
    assert post(client, people.piotr, "withdraw", spec.pk, reason="x").status_code == 403
    assert post(client, people.dana, "withdraw", spec.pk, reason="").status_code == 422
    post(client, people.dana, "withdraw", spec.pk, reason="A typing error")

    review.refresh_from_db()
    assert review.outcome == Outcome.WITHDRAWN


def test_a_condition_is_met_and_accepted_by_the_pages(
    client: Client, people: Cast, review: Review
) -> None:
    spec = review.revision.spec
    page = get(client, people.piotr, "sign", spec.pk, "sre_on_call")
    terms = {
        "decision": "conditions",
        "condition_text": "A runbook",
        "condition_owner": people.tomas.pk,
        "condition_due": "2099-03-02",
    }
    post(client, people.piotr, "sign", spec.pk, "sre_on_call", **filled(page, **terms))
    condition = SignOff.objects.get().conditions.get()

    assert "A runbook" in get(client, people.tomas, "review", spec.pk).content.decode()
    met = ("condition-met", spec.pk, condition.pk)
    assert post(client, people.piotr, *met, note="Done").status_code == 403
    assert post(client, people.tomas, *met, note="").status_code == 422
    assert post(client, people.tomas, *met, note="Done").status_code == 302
    accept = ("accept-condition", spec.pk, condition.pk)
    assert post(client, people.tomas, *accept).status_code == 403
    assert post(client, people.piotr, *accept).status_code == 302
    condition.refresh_from_db()
    assert condition.accepted_by == people.piotr
    assert "Accepted" in get(client, people.tomas, "review", spec.pk).content.decode()


def test_a_block_is_told_beside_its_section(client: Client, people: Cast, review: Review) -> None:
    spec = review.revision.spec
    page = get(client, people.piotr, "sign", spec.pk, "sre_on_call")
    terms = {"decision": "blocked", "reason": "There is no runbook.", "sections": ["s7"]}
    post(client, people.piotr, "sign", spec.pk, "sre_on_call", **filled(page, **terms))

    assert Spec.objects.get().state == State.DRAFT
    client.force_login(people.dana)
    about, other = (
        client.get(reverse("specs:write-section", args=[spec.pk, key])).content.decode()
        for key in ("s7", "s1")
    )
    assert "blocked revision 1 as SRE / on-call</strong> There is no runbook." in about
    assert "There is no runbook." not in other
    assert "There is no runbook." in get(client, people.dana, "review", spec.pk).content.decode()
    assert post(client, people.dana, "submit", spec.pk).status_code == 302
    assert Spec.objects.get().returned_because == []


def test_the_history_reads_in_words_and_filters(
    client: Client, people: Cast, review: Review
) -> None:
    spec = review.revision.spec
    make_sign_off(review, "sre_on_call", people.piotr)

    html = get(client, people.greta, "history", spec.pk).content.decode()
    assert "Piotr Zielak signed revision 1 as SRE / on-call: approved." in html
    mine = get(client, people.greta, "history", spec.pk, person=str(people.piotr.pk))
    assert "submitted revision 1" not in mine.content.decode()
    life = get(client, people.greta, "history", spec.pk, kind="life").content.decode()
    assert "submitted revision 1" in life
    assert "signed revision 1" not in life
    odd = get(client, people.greta, "history", spec.pk, kind="\x00", person="x", before="-1")
    assert odd.status_code == 200


def test_what_waits_for_me_is_on_my_panel(client: Client, people: Cast, review: Review) -> None:
    html = get(client, people.piotr, "to-sign-panel").content.decode()

    assert "Card fraud score" in html
    assert "first time you sign" in html
    make_sign_off(review, "sre_on_call", people.piotr)
    html = get(client, people.piotr, "to-sign-panel").content.decode()
    assert "Nothing waits for your signature" in html
    assert "6 to sign" in get(client, people.dana, "to-sign-panel").content.decode()


def test_guests_read_and_take_no_file(client: Client, people: Cast, review: Review) -> None:
    spec = review.revision.spec
    make_guest(spec, people.noor)

    assert get(client, people.noor, "review", spec.pk).status_code == 200
    assert post(client, people.noor, "exports", spec.pk).status_code == 403
    assert not Export.objects.exists()


def test_asking_twice_gives_one_file(client: Client, people: Cast, review: Review) -> None:
    spec = review.revision.spec

    post(client, people.greta, "exports", spec.pk)
    post(client, people.dana, "exports", spec.pk)

    export = Export.objects.get()
    assert export.file_name == "card-fraud-score-revision-1-audit.pdf"
    html = get(client, people.dana, "exports", spec.pk).content.decode()
    assert "Waiting for a worker" in html
    assert 'hx-trigger="every 2s"' in html
    assert get(client, people.dana, "download", spec.pk, export.pk).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_the_database_a_fixed_number_of_times(
    client: Client,
    people: Cast,
    spec: Spec,
    name: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(people.dana)

    with django_assert_max_num_queries(16):
        client.get(reverse(f"reviews:{name}", args=[spec.pk]))


def test_more_decisions_cost_no_more_queries(
    client: Client,
    people: Cast,
    review: Review,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    spec = review.revision.spec
    url = reverse("reviews:review", args=[spec.pk])
    make_sign_off(review, "sre_on_call", people.piotr)
    client.force_login(people.dana)
    with CaptureQueriesContext(connection) as counted:
        client.get(url)
    for role in ("ml_engineer", "data_engineer", "finance"):
        make_sign_off(review, role, people.signers[role])

    with django_assert_num_queries(len(counted)):
        client.get(url)


@pytest.mark.parametrize("who", ["", "dana"])
def test_anybody_verifies_and_nothing_is_told_of_what_is_no_export(
    client: Client, people: Cast, who: str
) -> None:
    if who:
        client.force_login(getattr(people, who))
    url = reverse("reviews:verify")

    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 422
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    no_pdf = SimpleUploadedFile("a.pdf", b"hello", content_type="application/pdf")
    response = client.post(url, {"file": no_pdf})
    assert response.status_code == 200
    assert "Not an audit PDF" in response.content.decode()
