"""A form that is sent twice begins one spec or template, and another when it was changed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from specs import actions
from specs.models import Spec, SpecTemplate, TemplateDraft
from tests.cast import Cast
from tests.make import make_spec
from tests.racing import stampede

NEW, IMPORT = "/specs/new/", "/specs/new/import/"
FILE = (
    b"format: countersign-spec\nversion: 1\ntemplate:\n  key: ml_model_spec\n"
    b"spec:\n  title: Card fraud\n"
)


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def test_a_new_spec_is_started_once(dana: Client, template: SpecTemplate) -> None:
    typed = {"title": "Card fraud", "template": template.pk, "form_id": str(uuid4())}

    first, second = dana.post(NEW, typed), dana.post(NEW, typed)

    assert first["Location"] == second["Location"]
    assert Spec.objects.count() == 1


def test_a_form_that_is_gone_back_to_starts_another_spec(
    dana: Client, template: SpecTemplate
) -> None:
    typed = {"title": "Card fraud", "template": template.pk, "form_id": str(uuid4())}
    dana.post(NEW, typed)

    dana.post(NEW, {**typed, "title": "Refund abuse"})

    assert sorted(Spec.objects.values_list("title", flat=True)) == ["Card fraud", "Refund abuse"]


@pytest.mark.parametrize("form_id", ["", "x", "0" * 99])
def test_a_form_without_an_id_starts_a_spec_all_the_same(
    dana: Client, template: SpecTemplate, form_id: str
) -> None:
    dana.post(NEW, {"title": "Card fraud", "template": template.pk, "form_id": form_id})

    assert Spec.objects.get().title == "Card fraud"


def test_the_id_of_a_spec_of_others_gives_nothing_away(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    theirs = make_spec(people, template)
    client.force_login(people.carla)

    typed = {"title": theirs.title, "template": template.pk, "form_id": str(theirs.pk)}
    response = client.post(NEW, typed)

    own = Spec.objects.get(owner=people.carla)
    assert own.pk != theirs.pk
    assert response["Location"] == f"/specs/{own.pk}/write/"


def test_a_copy_is_made_once(dana: Client, people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)
    typed = {"title": "Copy", "form_id": str(uuid4())}

    for _ in range(2):
        dana.post(f"/specs/{spec.pk}/copy/{template.pk}/", typed)

    assert Spec.objects.exclude(pk=spec.pk).get().title == "Copy"


def test_a_file_is_imported_once(dana: Client) -> None:
    form_id = str(uuid4())

    for _ in range(2):
        file = SimpleUploadedFile("spec.yaml", FILE)
        assert dana.post(IMPORT, {"file": file, "form_id": form_id}).status_code == 302

    assert Spec.objects.get().title == "Card fraud"


def test_a_template_is_copied_once_and_the_next_form_copies_again(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    client.force_login(people.jonas)
    typed = {"template": template.pk, "form_id": str(uuid4())}
    for _ in range(2):
        client.post("/organisation/templates/copy/", typed)
    draft = TemplateDraft.objects.get()
    again = {"draft": draft.pk, "form_id": str(uuid4())}

    for _ in range(2):
        client.post("/organisation/templates/copy/", again)

    assert TemplateDraft.objects.count() == 2
    page = client.get("/organisation/templates/").content.decode()
    ids = [part[:36] for part in page.split('name="form_id" value="')[1:]]
    assert len(ids) == len(set(ids)) > 5


@pytest.mark.usefixtures("committed")
def test_clicks_at_one_moment_start_one_spec(people: Cast, template: SpecTemplate) -> None:
    form_id = uuid4()

    begun = stampede(
        4,
        lambda _number: (
            actions.start_spec(
                organisation=people.meridian,
                template=template,
                title="Card fraud",
                by=people.dana,
                form_id=form_id,
            ).pk
        ),
    )

    assert set(begun) == {form_id}
    assert Spec.objects.count() == 1
