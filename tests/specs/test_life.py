"""Who writes in a spec, and what becomes of it as a whole."""

from __future__ import annotations

import pytest
from django.test import Client

from specs import actions
from specs.models import Spec, SpecEditor, SpecTemplate, State
from tests.cast import Cast
from tests.make import make_spec
from trail.domain.event import Kind
from trail.models import Event


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's."""
    return make_spec(people, template)


def approve(spec: Spec) -> None:
    Spec.objects.filter(pk=spec.pk).update(state=State.APPROVED, revision_number=1)


def test_a_member_can_be_let_in_and_taken_out(dana: Client, spec: Spec, people: Cast) -> None:
    dana.post(f"/specs/{spec.pk}/people/add/", {"user": people.yusuf.pk})
    assert (
        "Yusuf Demir can write here now." in dana.get(f"/specs/{spec.pk}/people/").content.decode()
    )

    dana.post(f"/specs/{spec.pk}/people/remove/", {"user": people.yusuf.pk})

    assert not SpecEditor.objects.filter(spec=spec).exists()


@pytest.mark.parametrize("user", ["", "x", "9" * 30, "-1"])
def test_nobody_who_is_none_is_let_in(dana: Client, spec: Spec, user: str) -> None:
    assert dana.post(f"/specs/{spec.pk}/people/add/", {"user": user}).status_code == 404


def test_people_of_other_organisations_are_not_let_in(
    dana: Client, spec: Spec, people: Cast
) -> None:
    response = dana.post(f"/specs/{spec.pk}/people/add/", {"user": people.carla.pk})

    assert response.status_code == 404


def test_guests_and_auditors_are_not_offered(dana: Client, spec: Spec) -> None:
    text = dana.get(f"/specs/{spec.pk}/people/").content.decode()

    assert "Felix Braun" in text
    assert "Greta Holm" not in text
    assert "Noor Haddad" not in text


def test_archiving_needs_a_reason_that_is_kept(dana: Client, spec: Spec) -> None:
    refused = dana.post(f"/specs/{spec.pk}/archive/", {"why": " "})
    dana.post(f"/specs/{spec.pk}/archive/", {"why": "The project was stopped."})

    spec.refresh_from_db()
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    assert spec.state == State.ARCHIVED
    event = Event.objects.get(kind=Kind.SPEC_ARCHIVED)
    assert event.reason == "The project was stopped."


def test_an_archived_spec_comes_back_as_a_draft(dana: Client, spec: Spec, people: Cast) -> None:
    actions.archive(spec=spec, by=people.dana, why="stopped")
    assert "Bring back" in dana.get(f"/specs/{spec.pk}/people/").content.decode()

    dana.post(f"/specs/{spec.pk}/unarchive/")

    spec.refresh_from_db()
    assert spec.state == State.DRAFT


def test_an_approved_spec_is_opened_for_its_next_revision(dana: Client, spec: Spec) -> None:
    approve(spec)
    text = dana.get(f"/specs/{spec.pk}/people/").content.decode()

    response = dana.post(f"/specs/{spec.pk}/reopen/", {"why": "A faster model."})

    assert "Write the next revision" in text
    assert "Mark as superseded" in text
    assert response["Location"] == f"/specs/{spec.pk}/write/"


def test_what_is_not_open_is_refused(dana: Client, spec: Spec) -> None:
    assert dana.post(f"/specs/{spec.pk}/supersede/", {"why": "Another."}).status_code == 403
    assert dana.post(f"/specs/{spec.pk}/reopen/", {"why": "Again."}).status_code == 403


def test_what_was_typed_is_still_there_when_it_is_refused(dana: Client, spec: Spec) -> None:
    response = dana.post(f"/specs/{spec.pk}/archive/", {"why": "x" * 2001})

    assert response.status_code == 422
    assert "x" * 2001 in response.content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("ruth", 302), ("jonas", 302), ("felix", 403), ("greta", 403), ("gil", 404), ("carla", 404)],
)
def test_who_may_archive(client: Client, spec: Spec, people: Cast, name: str, status: int) -> None:
    client.force_login(getattr(people, name))

    assert client.post(f"/specs/{spec.pk}/archive/", {"why": "Old."}).status_code == status
