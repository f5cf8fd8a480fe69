"""The sign page: what it shows, what it takes, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from reviews import actions
from reviews.models import Review, SignOff
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from tests.reviews.asking import filled, get, post


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    return make_review(people, spec)


def test_signing_by_the_page(client: Client, people: Cast, review: Review) -> None:
    spec = review.revision.spec
    page = get(client, people.piotr, "sign", spec.pk, "sre_on_call")

    response = post(client, people.piotr, "sign", spec.pk, "sre_on_call", **filled(page))

    assert response.status_code == 302
    assert SignOff.objects.get().role == "sre_on_call"
    html = get(client, people.piotr, "review", spec.pk).content.decode()
    assert "1 of 7" in html
    assert "Withdraw my sign-off" in html


def test_the_second_of_two_clicks_lands_on_the_review(
    client: Client, people: Cast, review: Review
) -> None:
    spec = review.revision.spec
    data = filled(get(client, people.piotr, "sign", spec.pk, "sre_on_call"))
    post(client, people.piotr, "sign", spec.pk, "sre_on_call", **data)

    again = post(client, people.piotr, "sign", spec.pk, "sre_on_call", **data)

    assert again.status_code == 302
    assert SignOff.objects.count() == 1


def test_the_sign_page_shows_what_its_role_signs(
    client: Client, people: Cast, review: Review
) -> None:
    html = get(
        client, people.piotr, "sign", review.revision.spec_id, "sre_on_call"
    ).content.decode()

    assert "Sign as SRE / on-call" in html
    assert "What must exist before you agree to be paged for this?" in html
    assert review.revision.content_hash in html
    assert "<strong>60 ms</strong>" in html
    assert "You sign this spec for the first time" in html
    assert 'id="section-s6"' in html
    assert 'id="section-s2"' not in html


def test_typed_text_survives_a_wrong_password(client: Client, people: Cast, review: Review) -> None:
    spec = review.revision.spec
    page = get(client, people.piotr, "sign", spec.pk, "sre_on_call")
    data = filled(page, password="wrong", decision="conditions", condition_text=["A runbook", ""])
    data |= {"condition_owner": [people.tomas.pk, ""], "condition_due": ["2099-03-02", ""]}

    response = post(client, people.piotr, "sign", spec.pk, "sre_on_call", **data)

    html = response.content.decode()
    assert response.status_code == 422
    assert "The password is wrong. 4 tries are left" in html
    assert "No runbook." in html
    assert ">A runbook</textarea>" in html
    assert 'value="2099-03-02"' in html
    assert "wrong" not in re.findall(r'type="password"[^>]*', html)[0]
    assert filled(response)["nonce"] != data["nonce"]


def test_typed_text_survives_a_withdrawn_revision(
    client: Client, people: Cast, review: Review
) -> None:
    spec = review.revision.spec
    data = filled(get(client, people.piotr, "sign", spec.pk, "sre_on_call"))
    actions.withdraw_review(spec=spec, by=people.dana, why="Mend")

    response = post(client, people.piotr, "sign", spec.pk, "sre_on_call", **data)

    assert response.status_code == 409
    assert "left review while you were reading" in response.content.decode()
    assert "No runbook." in response.content.decode()


WRONG: Mapping[str, dict[str, object]] = {
    "no decision": {"decision": ""},
    "another decision": {"decision": "maybe"},
    "no answer": {"block_answer": "  "},
    "a null character": {"block_answer": "No\x00runbook"},
    "a control character": {"block_answer": "No\x1brunbook"},
    "half a surrogate pair": {"block_answer": "No \ud800 runbook".encode("utf-8", "surrogatepass")},
    "a megabyte": {"block_answer": "x" * 1_000_000},
    "a block without reason": {"decision": "blocked", "sections": ["s6"]},
    "a block about nothing": {"decision": "blocked", "reason": "No"},
    "a block about no section of it": {"decision": "blocked", "reason": "No", "sections": ["s99"]},
    "conditions without one": {"decision": "conditions"},
    "a condition of nobody": {"decision": "conditions", "condition_text": "A runbook"},
    "no nonce": {"nonce": ""},
    "a nonce that is none": {"nonce": "1"},
    "no hash": {"content_hash": ""},
    "a null character as password": {"password": "a\x00"},
    "no password": {"password": ""},
}


@pytest.mark.parametrize("what", WRONG)
def test_bad_input_is_refused_in_words_and_kept(
    client: Client, people: Cast, review: Review, what: str
) -> None:
    spec = review.revision.spec
    page = get(client, people.piotr, "sign", spec.pk, "sre_on_call")

    response = post(
        client, people.piotr, "sign", spec.pk, "sre_on_call", **filled(page, **WRONG[what])
    )

    if what == "half a surrogate pair":  # what cannot be text is replaced by the server at once
        assert response.status_code in (302, 422)
        return
    assert response.status_code == 422, what
    assert "finding-blocker" in response.content.decode() or "Not signed" in (
        response.content.decode()
    )
    assert not SignOff.objects.exists()


def test_a_half_sent_form_is_no_error_of_the_server(
    client: Client, people: Cast, review: Review
) -> None:
    response = post(client, people.piotr, "sign", review.revision.spec_id, "sre_on_call")

    assert response.status_code == 422


def test_a_revoked_session_signs_nothing(client: Client, people: Cast, review: Review) -> None:
    spec = review.revision.spec
    data = filled(get(client, people.piotr, "sign", spec.pk, "sre_on_call"))
    client.session.flush()

    response = client.post(reverse("reviews:sign", args=[spec.pk, "sre_on_call"]), data)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert not SignOff.objects.exists()


def test_a_fresh_nonce_is_given_to_a_page_that_was_read_long(
    client: Client, people: Cast, review: Review
) -> None:
    response = get(client, people.piotr, "signing-nonce", review.revision.spec_id, "sre_on_call")

    assert response.status_code == 200
    assert response.content.decode().strip().startswith('<input type="hidden" id="nonce"')
    url_of_another = get(client, people.tomas, "signing-nonce", review.revision.spec_id, "finance")
    assert url_of_another.status_code == 403
