"""All built-in templates: started, written, read, checked and frozen with everything in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from accounts.models import RoleHolder
from jobs.models import JobStatus
from reviews import actions as review_actions
from reviews import tasks
from specs import catalogue
from specs.models import Spec, SpecTemplate, State
from tests.cast import Cast, sign_in
from tests.make import make_full_spec, make_review, make_spec
from tests.reviews.reading_pdf import words

TEMPLATES = tuple(catalogue.templates())


@pytest.fixture(params=TEMPLATES)
def any_template(request: pytest.FixtureRequest, catalogue_rows: None) -> SpecTemplate:
    """Return each of the built-in templates in turn."""
    return SpecTemplate.objects.get(organisation=None, key=request.param)


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Return the browser of the author."""
    return sign_in(client, people.dana)


@pytest.fixture(autouse=True)
def sponsor(people: Cast) -> None:
    """Let somebody sign as the sponsor, whom three of the templates ask."""
    RoleHolder.objects.create(
        organisation=people.meridian, role="executive_sponsor", user=people.ruth
    )


def open_every_page(client: Client, spec: Spec) -> dict[str, str]:
    """Open every page that shows answers; return the texts of the sections by key."""
    for name in ("read", "risks", "findings", "people"):
        open_page(client, reverse(f"specs:{name}", args=[spec.pk]))
    return {
        section.key: open_page(client, reverse("specs:write-section", args=[spec.pk, section.key]))
        for section in spec.template.template.sections
    }


def open_page(client: Client, address: str) -> str:
    """Return the text of a page."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_new_spec_of_any_template_opens_on_every_page(
    dana: Client, people: Cast, any_template: SpecTemplate
) -> None:
    spec = make_spec(people, any_template)

    texts = open_every_page(dana, spec)

    for section in any_template.template.sections:
        for attribute in section.attributes:
            assert f'id="field-{attribute.html_id}"' in texts[section.key]


def test_the_example_fills_any_template_and_is_frozen(
    dana: Client, people: Cast, any_template: SpecTemplate
) -> None:
    spec = make_full_spec(people, any_template)
    open_every_page(dana, spec)

    review = make_review(people, spec)

    spec.refresh_from_db()
    assert spec.state == State.IN_REVIEW
    frozen = json.loads(review.revision.content)["sections"]
    written = {key for section in frozen for key in section["answers"]}
    assert written == set(any_template.template.items) - unanswered(any_template)
    open_page(dana, reverse("reviews:review", args=[spec.pk]))


def test_the_audit_pdf_of_any_template_holds_every_section(
    people: Cast, any_template: SpecTemplate, tmp_path: Path, settings: LazySettings
) -> None:
    settings.EXPORTS_ROOT = tmp_path
    spec = make_full_spec(people, any_template)
    review = make_review(people, spec)

    export = review_actions.ask_for_export(revision=review.revision, by=people.dana)
    tasks.make_export(export.pk)

    export.refresh_from_db()
    assert export.status == JobStatus.DONE
    pdf = max(tmp_path.rglob("*"), key=lambda path: path.is_file() and path.stat().st_size)
    text = " ".join(words(pdf.read_bytes(), tmp_path).split())
    for section in any_template.template.sections:
        assert section.title in text


def unanswered(template: SpecTemplate) -> set[str]:
    """Return the keys for which the running example has no answer."""
    return {key for key in template.template.items if catalogue.example(key) in (None, [])}
