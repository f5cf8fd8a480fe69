"""Specs by an organisation's own template: offered there only, written, signed and printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.actions import add_role, set_role_holders
from accounts.models import Level, Membership, StakeholderRole
from reviews import actions as review_actions
from reviews import tasks
from reviews.exports import store
from reviews.models import Export, Review
from specs import actions
from specs.domain.attribute import Attribute, Kind, Template
from specs.domain.drafting import edits
from specs.domain.drafting.own import read_own
from specs.management.filling import fill
from specs.models import Spec, SpecTemplate, TemplateDraft
from tests.cast import Cast
from tests.make import accept_warnings, change, make_review, make_sign_off, make_spec
from tests.reviews.reading_pdf import words
from tests.specs.drafting.test_own_attributes import SHAPES, TYPED


def own_attributes() -> list[Attribute]:
    told = {"title": "Model class", "help": "As the bank names it."}
    more = {
        "title": "Committees",
        "help": "Who looked at it.",
        "columns": "Name | short text | required\nOn | date",
    }
    return [
        read_own({**told, "options": "Low\nHigh", "example": "High"}, Kind.CHOICE, "own.class"),
        read_own({**more, "example": "Risk | 2026-02-16"}, Kind.TABLE, "own.committees"),
        *(
            read_own({**TYPED, **shape, "title": f"Own {kind}"}, kind, f"own.of_{kind.value}")
            for kind, shape in SHAPES.items()
        ),
    ]


def ours(template: Template) -> Template:
    """Return a small template that asks for own attributes, signed by an own role, too."""
    template = edits.add_section(template, title="Model risk")
    template = edits.add_attributes(template, "model_risk", own_attributes())
    template = edits.put_item(template, replace(template.items["own.class"], required=True))
    return edits.change_section(
        template,
        "model_risk",
        title="Model risk",
        intro="What the bank has to know.",
        signed_by=["model_risk"],
    )


# What the document says of the answer of each kind, as far as it can be told from others.
SAID_OF_OWN = (
    "Own short_text Tier 1",
    "Very high",
    "Loans",
    "7 EUR",
    "12 EUR",
    "12.5%",
    "5 days",
    "16 Feb 2026",
    "First line Ana low 20",
    "Read by counsel Yes In May.",
    "Acme",
    "not measured yet",
    "Own person Dana Okafor",
)


@pytest.fixture
def published(people: Cast) -> SpecTemplate:
    """Return the first version of a template of Meridian's, whose own role Felix holds."""
    role = add_role(
        organisation=people.meridian,
        label="Model risk",
        cares_about=[],
        block_prompt="What would make you stop?",
        by=people.ruth,
    )
    set_role_holders(organisation=people.meridian, role=role, users=[people.felix], by=people.ruth)
    source = SpecTemplate.objects.get(organisation=None, key="ml_model_spec")
    draft = actions.copy_template(organisation=people.meridian, source=source, by=people.jonas)
    draft = actions.change_draft(
        draft=draft, version=draft.version, edit=actions.Edit("made", ours), by=people.jonas
    )
    row = actions.publish_draft(draft=draft, version=draft.version, by=people.jonas)
    assert row
    return row


@pytest.fixture
def spec(people: Cast, published: SpecTemplate) -> Spec:
    """Return a complete spec by the own template."""
    spec = actions.start_spec(
        organisation=people.meridian, template=published, title="Card fraud", by=people.dana
    )
    values = {
        key: attribute.example
        for key, attribute in published.template.attributes.items()
        if key not in ("project.title", "project.owner")
    }
    values["own.of_checklist"] = {"read_by_counsel": {"answer": "yes", "note": "In May."}}
    values["own.of_rubric"] = [{"vendor": "Acme", "scores": {"price": "4", "fit": "2"}}]
    rows = values["own.of_table"]
    assert isinstance(rows, list)
    values["own.of_table"] = [*rows, {"who": "Cy"}]
    fill(spec, values, people.dana)
    accept_warnings(spec, people.dana)
    spec.refresh_from_db()
    return spec


def test_it_is_offered_to_its_organisation_only(
    client: Client, people: Cast, published: SpecTemplate
) -> None:
    client.force_login(people.dana)
    assert f'name="template" value="{published.pk}"' in client.get("/specs/new/").content.decode()

    client.force_login(people.carla)
    assert "Our ML" not in client.get("/specs/new/").content.decode()
    response = client.post("/specs/new/", {"title": "Stolen", "template": published.pk})
    assert response.status_code == 422
    with pytest.raises(PermissionDenied):
        actions.start_spec(
            organisation=people.northwind, template=published, title="S", by=people.carla
        )


def test_who_works_for_both_cannot_carry_it_across(
    client: Client, people: Cast, published: SpecTemplate
) -> None:
    Membership.objects.create(organisation=people.northwind, user=people.dana, level=Level.MEMBER)
    client.force_login(people.dana)
    wanted = {"title": "T", "template": published.pk, "organisation": people.northwind.pk}

    response = client.post("/specs/new/", wanted)

    assert response.status_code == 422
    assert "belongs to another organisation" in response.content.decode()


def test_a_retired_one_is_not_offered_and_its_specs_go_on(
    client: Client, people: Cast, published: SpecTemplate, spec: Spec
) -> None:
    draft = TemplateDraft.objects.get()
    actions.retire_template(draft=draft, by=people.jonas)
    client.force_login(people.dana)

    assert f'value="{published.pk}"' not in client.get("/specs/new/").content.decode()
    assert client.get(f"/specs/{spec.pk}/write/model_risk/").status_code == 200

    actions.restore_template(draft=draft, by=people.jonas)
    assert f'value="{published.pk}"' in client.get("/specs/new/").content.decode()


def test_nothing_is_promoted_to_or_copied_into_a_retired_one(
    client: Client, people: Cast, published: SpecTemplate, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    pages = [f"/specs/{spec.pk}/template/{published.pk}/", f"/specs/{spec.pk}/copy/{published.pk}/"]
    client.force_login(people.dana)
    assert published.title in client.get(f"/specs/{spec.pk}/template/").content.decode()

    actions.retire_template(draft=TemplateDraft.objects.get(), by=people.jonas)

    assert published.title not in client.get(f"/specs/{spec.pk}/template/").content.decode()
    for url in pages:
        response = client.post(url, {"title": "Copy"}, follow=True)
        assert response.redirect_chain == [(f"/specs/{spec.pk}/template/", 302)]
        assert "is retired. Nothing new is written by it." in response.content.decode()
    with pytest.raises(PermissionDenied):
        actions.copy_spec(spec=spec, template=published, title="Copy", by=people.dana)
    with pytest.raises(PermissionDenied):
        actions.change_template(spec=spec, template=published, by=people.dana)
    with pytest.raises(PermissionDenied):
        actions.start_spec(
            organisation=people.meridian, template=published, title="New", by=people.dana
        )
    assert Spec.objects.get().template_id == template.pk


def test_the_list_is_narrowed_to_the_specs_by_an_own_template(
    client: Client, people: Cast, template: SpecTemplate, spec: Spec
) -> None:
    make_spec(people, template, "By a built-in one")
    draft = TemplateDraft.objects.get()
    edit = actions.Edit("x", lambda held: replace(held, title="Secret plan"))
    actions.change_draft(draft=draft, version=draft.version, edit=edit, by=people.jonas)
    client.force_login(people.dana)

    page = client.get("/specs/", {"template": str(draft.pk)})

    assert [row.title for row in page.context["page"].rows] == [spec.title]
    assert f'<option value="{draft.pk}" selected>Our ML model' in page.content.decode()
    assert "Secret plan" not in page.content.decode()
    built_in = client.get("/specs/", {"template": template.key}).context["page"].rows
    assert [row.title for row in built_in] == ["By a built-in one"]


def test_the_list_of_others_does_not_name_it(
    client: Client, people: Cast, published: SpecTemplate
) -> None:
    draft = TemplateDraft.objects.get()
    for name in ("carla", "noor"):
        client.force_login(getattr(people, name))

        page = client.get("/specs/", {"template": str(draft.pk)})

        assert published.title not in page.content.decode()
        assert page.context["wanted"].template == ""


def test_an_own_role_is_called_as_the_organisation_does(
    client: Client, people: Cast, spec: Spec
) -> None:
    StakeholderRole.objects.filter(key="model_risk").update(label="Second line of defence")
    change(spec, "own.class", None, people.dana)
    client.force_login(people.dana)

    for page in ("write/model_risk/", "read/", "read/?as=model_risk", "findings/"):
        text = client.get(f"/specs/{spec.pk}/{page}").content.decode()
        assert "Second line of defence" in text, page
        assert "Model_risk" not in text
    assert "Second line of defence" in client.get("/specs/new/").content.decode()


def test_a_person_can_have_an_own_role(client: Client, people: Cast, spec: Spec) -> None:
    StakeholderRole.objects.filter(key="model_risk").update(label="Second line of defence")
    owner = {"name": "Ana", "role": "model_risk"}
    change(spec, "project.owner", owner, people.dana)
    client.force_login(people.dana)

    section = spec.template.template.section_of["project.owner"]
    written = client.get(f"/specs/{spec.pk}/write/{section}/").content.decode()
    read = client.get(f"/specs/{spec.pk}/read/").content.decode()

    assert '<option value="model_risk" selected>Second line of defence</option>' in written
    assert "Ana (Second line of defence)" in read


def test_the_youngest_version_is_offered(
    client: Client, people: Cast, published: SpecTemplate
) -> None:
    draft = TemplateDraft.objects.get()
    edit = actions.Edit("x", lambda held: replace(held, length="2 pages"))
    draft = actions.change_draft(draft=draft, version=draft.version, edit=edit, by=people.jonas)
    second = actions.publish_draft(draft=draft, version=draft.version, by=people.jonas)
    client.force_login(people.dana)

    text = client.get("/specs/new/").content.decode()

    assert second
    assert f'value="{second.pk}"' in text
    assert f'value="{published.pk}"' not in text


@pytest.mark.parametrize("page", ["write/model_risk/", "read/", "findings/", "template/"])
def test_its_pages_speak_of_what_is_asked(
    client: Client, people: Cast, spec: Spec, page: str
) -> None:
    client.force_login(people.dana)

    response = client.get(f"/specs/{spec.pk}/{page}")

    assert response.status_code == 200
    if page.startswith("write"):
        assert "Signed by Model risk" in response.content.decode()


def test_an_own_answer_is_saved_and_checked(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)

    change(spec, "own.class", None, people.dana)

    assert (
        "Model class" in client.get(f"/specs/{spec.pk}/findings/?severity=missing").content.decode()
    )


def test_checks_of_the_catalogue_run_by_an_own_template(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.dana)

    change(spec, "evaluation.primary_metric", "accuracy", people.dana)

    assert "MET005" in client.get(f"/specs/{spec.pk}/findings/").content.decode()


def test_it_is_signed_by_the_own_role_and_printed(people: Cast, spec: Spec, tmp_path: Path) -> None:
    review = make_review(people, spec)
    for role, signer in people.signers.items():
        make_sign_off(review, role, signer)
    make_sign_off(review, "model_risk", people.felix)
    assert Review.objects.get(pk=review.pk).outcome == "approved"

    export = review_actions.ask_for_export(revision=review.revision, by=people.dana)
    tasks.make_export(export.pk)

    made = Export.objects.get(pk=export.pk)
    text = " ".join(words(store.read(made.file_hash), tmp_path).split())
    for told in SAID_OF_OWN:
        assert told in text, told
