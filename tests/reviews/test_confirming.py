"""Signing under single sign-on: the provider asks anew who it is, for this one signature."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, SignOn
from accounts.single_sign_on.proof import KEPT
from reviews.models import Review, SignOff
from specs.models import SpecTemplate
from tests.accounts.provider import Provider, Visitor, path_of
from tests.accounts.sign_on_scene import come_in
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from tests.reviews.asking import filled

pytestmark = pytest.mark.django_db
ROLE = "finance"


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    """Return a spec in review."""
    return make_review(people, make_full_spec(people, template))


@pytest.fixture
def visitor(
    client: Client, people: Cast, review: Review, sign_on: SignOn, provider: Provider
) -> Visitor:
    """Return Marc's browser at the provider; he came in here by it."""
    provider.add(people.marc.email)
    come_in(client, sign_on, provider, people.marc.email)
    return Visitor(provider, people.marc.email)


def address(review: Review, name: str, role: str = ROLE) -> str:
    """Return the address of a page about one signature."""
    return reverse(f"reviews:{name}", args=[review.revision.spec_id, role])


def confirm(client: Client, review: Review, visitor: Visitor, role: str = ROLE) -> Any:
    """Go to the provider from the sign page, and come back."""
    onward = client.get(address(review, "confirm", role))["Location"]
    return client.get(path_of(visitor.go(onward)))


def sign(client: Client, review: Review, **changes: object) -> Any:
    """Post the sign page without a password."""
    page = client.get(address(review, "sign"))
    return client.post(address(review, "sign"), filled(page, password="", **changes))


def test_a_confirmed_signature_says_how_it_was_proved(
    client: Client, review: Review, visitor: Visitor
) -> None:
    back = confirm(client, review, visitor)
    page = client.get(address(review, "sign"))

    sign(client, review)

    signed = SignOff.objects.get(review=review, role=ROLE)
    assert back["Location"] == f"{address(review, 'sign')}#identity"
    assert "You confirmed at Meridian Login who you are" in page.content.decode()
    assert [one["method"] for one in signed.methods] == ["single sign-on"]
    assert signed.methods[0]["provider"] == "Meridian Login"


def test_the_provider_is_asked_to_sign_in_anew(
    client: Client, review: Review, visitor: Visitor
) -> None:
    onward = client.get(address(review, "confirm"))["Location"]

    assert "prompt=login" in onward
    assert "max_age=0" in onward


def test_coming_in_by_the_provider_alone_does_not_sign(
    client: Client, review: Review, visitor: Visitor
) -> None:
    response = sign(client, review)

    assert response.status_code == 422
    assert not SignOff.objects.filter(review=review, role=ROLE).exists()


def test_a_sign_in_of_before_is_not_fresh(
    client: Client, review: Review, visitor: Visitor, provider: Provider
) -> None:
    visitor.go(client.get(address(review, "confirm"))["Location"])
    provider.run("UPDATE auth_user SET last_login = '2026-01-01 00:00:00'")
    onward = client.get(address(review, "confirm"))["Location"]
    stale = visitor.go(onward.replace("prompt=login", "prompt=consent"))

    response = client.get(path_of(stale), follow=True)

    assert "did not ask you again who you are" in response.content.decode()
    assert KEPT not in client.session


def test_a_confirmation_signs_once(client: Client, review: Review, visitor: Visitor) -> None:
    confirm(client, review, visitor)
    sign(client, review)
    client.post(address(review, "withdraw-sign-off"), {"reason": "A slip."})

    again = sign(client, review)

    assert again.status_code == 422


def test_a_confirmation_is_for_its_own_role_only(
    client: Client, people: Cast, review: Review, visitor: Visitor
) -> None:
    held = client.session
    held[KEPT] = {
        "user": people.marc.pk,
        "for": {"review": str(review.pk), "role": "legal_compliance"},
        "provider": "Meridian Login",
        "at": timezone.now().isoformat(),
        "organisation": str(people.meridian.pk),
        "factor": True,
    }
    held.save()

    assert sign(client, review).status_code == 422


def test_somebody_else_at_the_provider_confirms_nothing(
    client: Client, people: Cast, review: Review, visitor: Visitor, provider: Provider
) -> None:
    provider.add(people.ruth.email)

    confirm(client, review, Visitor(provider, people.ruth.email))

    assert KEPT not in client.session
    assert client.session["_auth_user_id"] == str(people.marc.pk)
    assert sign(client, review).status_code == 422


def test_the_password_does_not_sign_where_the_provider_is_required(
    client: Client, review: Review, visitor: Visitor
) -> None:
    SignOn.objects.update(is_required=True)
    page = client.get(address(review, "sign"))

    response = client.post(address(review, "sign"), filled(page))

    assert response.status_code == 422
    assert "signs you in by its own provider alone" in response.content.decode()
    assert 'id="password"' not in page.content.decode()


def test_a_provider_that_names_no_second_factor_is_none(
    client: Client, people: Cast, review: Review, visitor: Visitor
) -> None:
    Organisation.objects.filter(pk=people.meridian.pk).update(signers_need_factor=True)
    confirm(client, review, visitor)

    response = sign(client, review)

    assert response.status_code == 422
    assert "second factor" in response.content.decode()


def test_who_has_no_provider_finds_nothing_to_confirm_with(
    client: Client, people: Cast, review: Review, sign_on: SignOn
) -> None:
    client.force_login(people.marc)

    assert client.get(address(review, "confirm")).status_code == 404
    assert "Confirm with" not in client.get(address(review, "sign")).content.decode()
