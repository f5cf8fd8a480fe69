"""Starting a spec."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Level, Membership
from specs.models import Answer, Spec, SpecTemplate
from tests.cast import Cast


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def test_a_template_says_what_it_takes(dana: Client) -> None:
    text = dana.get("/specs/new/").content.decode()

    assert "The contract for one model in seven sections." in text
    assert "8 steps" in text
    assert "Data scientist" in text
    assert 'name="organisation"' not in text


def test_a_title_is_all_that_is_needed(dana: Client, template: SpecTemplate, people: Cast) -> None:
    response = dana.post("/specs/new/", {"title": "Card fraud", "template": template.pk})

    spec = Spec.objects.get()
    assert response["Location"] == f"/specs/{spec.pk}/write/"
    assert (spec.title, spec.owner, spec.organisation) == (
        "Card fraud",
        people.dana,
        people.meridian,
    )
    assert Answer.objects.get(spec=spec, key="project.title").value == "Card fraud"


def test_without_a_title_nothing_starts(dana: Client, template: SpecTemplate) -> None:
    response = dana.post("/specs/new/", {"title": " ", "template": template.pk})

    assert response.status_code == 422
    assert "Give the spec a title" in response.content.decode()
    assert not Spec.objects.exists()


@pytest.mark.parametrize("template_id", ["", "0", "x", "99999999999999999999"])
def test_a_template_that_is_none_is_refused(dana: Client, people: Cast, template_id: str) -> None:
    response = dana.post("/specs/new/", {"title": "Card fraud", "template": template_id})

    assert response.status_code == 422
    assert 'value="Card fraud"' in response.content.decode()


def test_who_works_for_several_chooses_one(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    Membership.objects.create(organisation=people.northwind, user=people.dana, level=Level.MEMBER)

    dana.post(
        "/specs/new/",
        {"title": "Triage", "template": template.pk, "organisation": people.northwind.pk},
    )

    assert Spec.objects.get().organisation == people.northwind


def test_an_organisation_of_others_cannot_be_chosen(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    chosen = {"title": "T", "template": template.pk, "organisation": people.northwind.pk}

    assert dana.post("/specs/new/", chosen).status_code == 422


@pytest.mark.parametrize("name", ["greta", "noor"])
def test_who_may_not_write_may_not_start(client: Client, people: Cast, name: str) -> None:
    client.force_login(getattr(people, name))

    assert client.get("/specs/new/").status_code == 403
