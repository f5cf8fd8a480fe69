"""An organisation's own template from copy to publication, as its pages do it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from specs import access, actions
from specs.models import SpecTemplate, TemplateDraft
from tests.cast import Cast
from tests.specs.drafting.scene import WAYS, at, fresh, page, post, publish
from trail.models import Event


def test_a_built_in_template_is_copied_on_one_click(jonas: Client, people: Cast) -> None:
    source = SpecTemplate.objects.get(organisation=None, key="one_page_kickoff")

    response = jonas.post(f"{WAYS}copy/", {"template": source.pk})

    draft = TemplateDraft.objects.get()
    assert response["Location"] == at(draft)
    assert (draft.organisation, draft.key) == (people.meridian, "org-our_one_page_kickoff")
    assert draft.template.sections == source.template.sections
    assert "Our One-page kickoff" in page(jonas, WAYS)
    assert Event.objects.filter(kind="template.drafted", chain=people.meridian.chain).exists()


def test_two_copies_of_one_template_are_told_apart(draft: TemplateDraft, people: Cast) -> None:
    assert draft.based_on
    again = actions.copy_template(
        organisation=people.meridian, source=draft.based_on, by=people.jonas
    )

    assert again.key != draft.key
    assert again.title != draft.title


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "preview/",
        "preview/?as=signer",
        "preview/?section=output",
        "preview/?section=nothing&as=nobody",
        "sections/head/",
        "sections/head/add/",
        "sections/head/add/?q=latency",
        "sections/head/own/",
        "sections/head/own/?kind=table",
        "attributes/project.title/",
    ],
)
def test_every_page_of_a_draft_opens(jonas: Client, draft: TemplateDraft, rest: str) -> None:
    assert draft.title in page(jonas, at(draft, rest))


@pytest.mark.parametrize(
    "rest",
    [
        "sections/nothing/",
        "sections/nothing/add/",
        "attributes/risk.register/",
        "attributes/%00/",
        "preview/?version=1",
        "preview/?version=x",
    ],
)
def test_what_the_draft_does_not_hold_is_not_found(
    jonas: Client, draft: TemplateDraft, rest: str
) -> None:
    assert jonas.get(at(draft, rest)).status_code == 404


def test_what_cannot_be_published_says_why(jonas: Client, draft: TemplateDraft) -> None:
    post(jonas, draft, "arrange/", deed="add-section", section_title="Empty")

    text = post(jonas, draft, "publish/", status=422)

    assert "“Empty” asks for nothing" in text
    assert not SpecTemplate.objects.exclude(organisation=None).exists()


def test_versions_are_numbered_and_the_same_text_makes_none(
    jonas: Client, draft: TemplateDraft, people: Cast
) -> None:
    post(jonas, draft, "publish/")
    post(jonas, draft, "publish/")
    post(jonas, draft, "", title="Kickoff of ours", purpose="P.", length="")
    post(jonas, draft, "publish/")

    versions = SpecTemplate.objects.filter(organisation=people.meridian).order_by("version")
    assert [(row.version, row.title) for row in versions] == [
        (1, "Our One-page kickoff"),
        (2, "Kickoff of ours"),
    ]
    assert "Our One-page kickoff" in page(jonas, at(draft, "preview/?version=1"))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("carla", 404, 404), ("noor", 404, 404), ("felix", 404, 200), ("greta", 404, 200)],
)
def test_members_see_what_is_published(
    client: Client, draft: TemplateDraft, people: Cast, name: str, before: int, after: int
) -> None:
    client.force_login(getattr(people, name))
    assert client.get(at(draft, "preview/")).status_code == before

    publish(draft, people)

    assert client.get(at(draft, "preview/")).status_code == after


def test_members_do_not_see_what_is_changed_afterwards(
    client: Client, draft: TemplateDraft, people: Cast
) -> None:
    publish(draft, people)
    held = fresh(draft)
    edit = actions.Edit("x", lambda held: replace(held, title="Secret plan"))
    actions.change_draft(draft=draft, version=held.version, edit=edit, by=people.jonas)
    client.force_login(people.felix)

    assert "Secret plan" not in page(client, at(draft, "preview/"))


@pytest.mark.parametrize("name", ["felix", "greta", "noor", "carla"])
def test_only_who_runs_the_organisation_writes_its_templates(
    draft: TemplateDraft, people: Cast, name: str
) -> None:
    by = getattr(people, name)
    source = SpecTemplate.objects.get(organisation=None, key="one_page_kickoff")

    with pytest.raises(PermissionDenied):
        actions.copy_template(organisation=people.meridian, source=source, by=by)
    with pytest.raises(PermissionDenied):
        actions.publish_draft(draft=draft, version=draft.version, by=by)
    with pytest.raises(PermissionDenied):
        actions.retire_template(draft=draft, by=by)
    with pytest.raises(PermissionDenied):
        actions.undo_change(draft=draft, version=draft.version, by=by)


def test_the_template_of_another_organisation_cannot_be_copied(
    client: Client, draft: TemplateDraft, people: Cast
) -> None:
    published = publish(draft, people)
    client.force_login(people.carla)

    assert client.post(f"{WAYS}copy/", {"template": published.pk}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.copy_template(organisation=people.northwind, source=published, by=people.carla)


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30, "0"])
def test_a_copy_of_nothing_is_not_found(jonas: Client, typed: str) -> None:
    assert jonas.post(f"{WAYS}copy/", {"template": typed}).status_code == 404


def test_an_own_template_is_copied_as_it_stands(
    jonas: Client, draft: TemplateDraft, people: Cast
) -> None:
    publish(draft, people)
    post(jonas, draft, "arrange/", deed="add-section", section_title="Not published yet")

    response = jonas.post(f"{WAYS}copy/", {"draft": draft.pk})

    copy = TemplateDraft.objects.exclude(pk=draft.pk).get()
    assert response["Location"] == at(copy)
    assert copy.title == "Our One-page kickoff 2"
    assert copy.key != draft.key
    assert copy.template.sections == fresh(draft).template.sections
    assert not access.versions_of(copy).exists()


@pytest.mark.parametrize("typed", ["", "x", "0" * 32])
def test_a_copy_of_no_own_template_is_not_found(jonas: Client, typed: str) -> None:
    assert jonas.post(f"{WAYS}copy/", {"draft": typed}).status_code == 404


def test_nobody_copies_what_they_do_not_run(
    client: Client, draft: TemplateDraft, people: Cast
) -> None:
    client.force_login(people.carla)
    assert client.post(f"{WAYS}copy/", {"draft": draft.pk}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.copy_draft(draft=draft, by=people.carla)

    client.force_login(people.felix)
    assert client.post(f"{WAYS}copy/", {"draft": draft.pk}).status_code == 403
