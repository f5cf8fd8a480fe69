"""Break-glass confirmed at the organisation's provider, as signatures are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import SignOn
from accounts.single_sign_on.proof import KEPT
from reviews.models import BreakGlass, Review
from specs.models import SpecTemplate
from tests.accounts.provider import Provider, Visitor, path_of
from tests.accounts.sign_on_scene import come_in
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from tests.reviews.standing_in import SRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    return make_review(people, make_full_spec(people, template))


@pytest.fixture
def visitor(
    client: Client, people: Cast, review: Review, sign_on: SignOn, provider: Provider
) -> Visitor:
    """Return Jonas' browser at the provider; he came in here by it."""
    provider.add(people.jonas.email)
    come_in(client, sign_on, provider, people.jonas.email)
    return Visitor(provider, people.jonas.email)


def address(review: Review, name: str = "break-glass") -> str:
    return reverse(f"reviews:{name}", args=[review.revision.spec_id, SRE])


def confirm(client: Client, review: Review, visitor: Visitor) -> Any:
    """Go to the provider from the page of break-glass, and come back."""
    onward = client.get(address(review, "confirm-break-glass"))["Location"]
    return client.get(path_of(visitor.go(onward)))


def ask(client: Client, review: Review, **changes: str) -> Any:
    """Ask for it without a password."""
    page = client.get(address(review)).content.decode()
    sent = {
        "intent": "ask",
        "reason": "Piotr is in hospital.",
        "content_hash": review.revision.content_hash,
        "nonce": page.split('name="nonce" value="')[1].split('"')[0],
    }
    return client.post(address(review), sent | changes)


def test_an_administrator_asks_after_confirming_at_the_provider(
    client: Client, review: Review, visitor: Visitor
) -> None:
    offered = client.get(address(review)).content.decode()

    back = confirm(client, review, visitor)
    page = client.get(address(review)).content.decode()
    response = ask(client, review)

    assert "Confirm with Meridian Login" in offered
    assert back["Location"] == f"{address(review)}#identity"
    assert "You confirmed at Meridian Login who you are" in page
    assert response.status_code == 302
    assert BreakGlass.objects.get().asked_methods[0]["method"] == "single sign-on"


def test_one_confirmation_asks_once(client: Client, review: Review, visitor: Visitor) -> None:
    confirm(client, review, visitor)
    ask(client, review)
    ask(client, review, intent="take_back")

    again = ask(client, review)

    assert again.status_code == 422
    assert BreakGlass.objects.count() == 1


def test_a_confirmation_for_a_signature_opens_nothing(
    client: Client, people: Cast, review: Review, visitor: Visitor
) -> None:
    confirm(client, review, visitor)
    held = client.session
    held[KEPT] = held[KEPT] | {"for": {"review": str(review.pk), "role": SRE}}
    held.save()

    assert ask(client, review).status_code == 422
    assert not BreakGlass.objects.exists()


def test_the_password_opens_nothing_where_the_provider_is_required(
    client: Client, people: Cast, review: Review, visitor: Visitor
) -> None:
    SignOn.objects.update(is_required=True)
    page = client.get(address(review)).content.decode()

    assert 'id="password"' not in page
    assert ask(client, review).status_code == 422


def test_who_may_not_break_the_glass_is_not_led_to_the_provider(
    client: Client, people: Cast, review: Review, sign_on: SignOn
) -> None:
    for user, status in ((people.jonas, 404), (people.felix, 403), (people.carla, 404)):
        client.force_login(user)
        assert client.get(address(review, "confirm-break-glass")).status_code == status
