"""Where managers need a second factor, they run no spec of others without it either."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from specs import access, actions
from specs.documents import read_spec
from specs.models import Spec, SpecTemplate
from tests.accounts.test_second_factor import SECRET
from tests.cast import Cast
from tests.make import make_spec

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's, in an organisation that asks its managers for a factor."""
    spec = make_spec(people, template)
    Organisation.objects.filter(pk=people.meridian.pk).update(managers_need_factor=True)
    spec.organisation.refresh_from_db()
    return spec


def test_an_administrator_without_the_factor_manages_no_spec(people: Cast, spec: Spec) -> None:
    reading = read_spec(spec.pk, people.jonas)

    assert reading is not None
    assert not reading.can_manage
    assert not access.can_manage(people.jonas, spec)
    assert access.levels_of(people.jonas) == {people.meridian.pk: "member"}
    assert access.levels_of(people.dana) == {people.meridian.pk: "member"}
    with pytest.raises(PermissionDenied):
        actions.archive(spec=spec, why="Over.", by=people.jonas)


def test_an_administrator_with_the_factor_manages_as_before(people: Cast, spec: Spec) -> None:
    TOTP.activate(people.jonas, SECRET)
    reading = read_spec(spec.pk, people.jonas)

    assert reading is not None
    assert reading.can_manage
    assert access.can_manage(people.jonas, spec)
    assert access.levels_of(people.jonas) == {people.meridian.pk: "admin"}


def test_who_owns_a_spec_manages_it_without(people: Cast, spec: Spec) -> None:
    reading = read_spec(spec.pk, people.dana)

    assert reading is not None
    assert reading.can_manage
    assert access.can_manage(people.dana, spec)


def test_the_way_to_the_factor_is_shown(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.jonas)
    address = reverse("specs:people", args=[spec.pk])

    page = client.get(address).content.decode()
    response = client.post(reverse("specs:archive", args=[spec.pk]), {"why": "Over."})

    assert "asks who runs it for a second factor" in page
    assert response["Location"].startswith(reverse("accounts:second-factor"))
    assert str(spec.pk) in response["Location"]
    client.force_login(people.felix)
    assert client.post(reverse("specs:archive", args=[spec.pk])).status_code == 403
    assert "second factor" not in client.get(address).content.decode()
