"""Starting a spec."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Level, Membership
from specs import catalogue
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


def test_all_five_templates_are_offered(dana: Client) -> None:
    text = dana.get("/specs/new/").content.decode()

    for template in catalogue.templates().values():
        assert template.purpose.partition(":")[0] in text
    assert text.count('name="template"') == 5
    assert "Suggested" not in text


def test_three_answers_lead_to_a_template_without_script(dana: Client) -> None:
    asked = {"idea": "new", "signers": "team", "poc": "none"}
    kickoff = SpecTemplate.objects.get(key="one_page_kickoff")

    text = dana.get("/specs/new/", asked).content.decode()

    assert "Suggested: One-page kickoff." in text
    assert "nothing was tried: one page shows" in text
    assert f'name="template" value="{kickoff.pk}" checked' in text
    assert 'name="poc" value="none" required checked' in text


def test_an_open_question_is_named(dana: Client) -> None:
    text = dana.get("/specs/new/", {"advice": "1", "idea": "new"}).content.decode()

    assert "Still open:" in text
    assert "Who must sign? Is there a proof of concept?" in text


def test_a_suggestion_takes_the_place_of_the_cards_alone(dana: Client) -> None:
    asked = {"idea": "known", "signers": "client", "poc": "done"}

    text = dana.get("/specs/new/", asked, headers={"HX-Request": "true"}).content.decode()

    assert "Suggested: AI project technical specification." in text
    assert 'name="title"' not in text


def test_a_refused_form_keeps_the_template_that_was_chosen(dana: Client) -> None:
    full = SpecTemplate.objects.get(key="full_spec")

    text = dana.post("/specs/new/", {"title": "", "template": full.pk}).content.decode()

    assert f'name="template" value="{full.pk}" checked' in text


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
