"""An organisation's own template from copy to publication, as its pages do it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.actions import add_role
from specs import actions
from specs.models import SpecTemplate, TemplateDraft
from tests.cast import Cast
from trail.models import Event

HTMX = {"HX-Request": "true"}
WAYS = "/organisation/templates/"


@pytest.fixture
def jonas(client: Client, people: Cast) -> Client:
    """Sign the administrator in."""
    client.force_login(people.jonas)
    return client


@pytest.fixture
def draft(people: Cast) -> TemplateDraft:
    """Return a copy of the one-page kickoff, as Meridian begins its own."""
    source = SpecTemplate.objects.get(organisation=None, key="one_page_kickoff")
    return actions.copy_template(organisation=people.meridian, source=source, by=people.jonas)


def at(draft: TemplateDraft, rest: str = "") -> str:
    return f"{WAYS}{draft.pk}/{rest}"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def post(client: Client, draft: TemplateDraft, rest: str, status: int = 302, **typed: Any) -> str:
    """Post to a page of the draft as it stands now, and return what comes back."""
    version = TemplateDraft.objects.get(pk=draft.pk).version
    response = client.post(at(draft, rest), {"version": version, **typed})
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def fresh(draft: TemplateDraft) -> TemplateDraft:
    return TemplateDraft.objects.get(pk=draft.pk)


def publish(draft: TemplateDraft, people: Cast) -> SpecTemplate:
    version = fresh(draft).version
    published = actions.publish_draft(draft=draft, version=version, by=people.jonas)
    assert published
    return published


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


def test_a_section_is_added_moved_and_removed_without_script(
    jonas: Client, draft: TemplateDraft
) -> None:
    post(jonas, draft, "arrange/", deed="add-section", section_title="Model risk")
    post(jonas, draft, "arrange/", deed="up model_risk")
    keys = [section.key for section in fresh(draft).template.sections]
    assert keys[-2] == "model_risk"

    post(jonas, draft, "arrange/", deed="remove model_risk")

    assert fresh(draft).template.section("model_risk") is None
    changes = Event.objects.filter(kind="template.changed").order_by("seq")
    assert [event.facts["change"] for event in changes] == [
        "added the section “Model risk”",
        "moved the section “Model risk”",
        "removed the section “Model risk”",
    ]


def test_the_last_change_is_taken_back_and_done_again(jonas: Client, draft: TemplateDraft) -> None:
    before = draft.definition
    post(jonas, draft, "arrange/", deed="remove decision")
    after = fresh(draft).definition

    post(jonas, draft, "arrange/", deed="undo")
    assert fresh(draft).definition == before
    post(jonas, draft, "arrange/", deed="undo")

    assert fresh(draft).definition == after


def test_with_script_only_the_list_is_replaced(jonas: Client, draft: TemplateDraft) -> None:
    response = jonas.post(
        at(draft, "arrange/"), {"version": draft.version, "deed": "down head"}, headers=HTMX
    )

    text = response.content.decode()
    assert text.strip().startswith('<div id="outline">')
    assert f'name="version" value="{draft.version + 1}"' in text


@pytest.mark.parametrize(
    ("rest", "deed", "held"),
    [
        ("arrange/", "down head", ("version-publish", "version-about")),
        ("sections/head/", "down project.title", ("version-wording",)),
    ],
)
def test_the_other_forms_of_the_page_learn_the_version(
    jonas: Client, draft: TemplateDraft, rest: str, deed: str, held: tuple[str, ...]
) -> None:
    posted = {"version": draft.version, "deed": deed}

    text = jonas.post(at(draft, rest), posted, headers=HTMX).content.decode()

    for name in held:
        assert f'id="{name}" value="{draft.version + 1}" hx-swap-oob="true"' in text
    assert "hx-swap-oob" not in page(jonas, at(draft, rest.removeprefix("arrange/")))
    # What is out of date stays so, or a wording typed on top of it would overwrite another.
    assert "hx-swap-oob" not in jonas.post(at(draft, rest), posted, headers=HTMX).content.decode()


@pytest.mark.parametrize("deed", ["", "explode head", "up nothing", "remove", "up \x00"])
def test_a_deed_that_there_is_not_changes_nothing(
    jonas: Client, draft: TemplateDraft, deed: str
) -> None:
    text = post(jonas, draft, "arrange/", status=422, deed=deed)

    assert "not there any more" in text
    assert fresh(draft).definition == draft.definition


def test_who_was_slower_overwrites_nothing_and_keeps_the_text(
    jonas: Client, draft: TemplateDraft, people: Cast
) -> None:
    actions.change_draft(
        draft=draft,
        version=draft.version,
        edit=actions.Edit("x", lambda held: replace(held, length="9 pages")),
        by=people.ruth,
    )

    response = jonas.post(
        at(draft), {"version": draft.version, "title": "Mine", "purpose": "P", "length": ""}
    )

    text = response.content.decode()
    assert response.status_code == 409
    assert "Ruth Lindqvist changed this template" in text
    assert 'value="Mine"' in text
    assert fresh(draft).template.length == "9 pages"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "²"])
def test_a_version_that_is_none_is_out_of_date(
    jonas: Client, draft: TemplateDraft, version: str
) -> None:
    posted = {"version": version, "title": "Mine", "purpose": "P"}

    assert jonas.post(at(draft), posted).status_code == 409


def test_attributes_of_the_catalogue_are_found_and_added(
    jonas: Client, draft: TemplateDraft
) -> None:
    text = page(jonas, at(draft, "sections/head/add/?q=project.title"))
    assert "asked in Header" in text
    assert "risk.register" not in text

    post(jonas, draft, "sections/head/add/", keys=["risk.register", "nothing.at_all"])

    assert fresh(draft).template.section_of["risk.register"] == "head"


def test_the_wording_and_the_stage_of_an_attribute_change(
    jonas: Client, draft: TemplateDraft
) -> None:
    post(
        jonas,
        draft,
        "attributes/problem.decision/",
        title="The one decision",
        help="Which decision gets better?",
        required="mvp",
        section="kpi",
        asked_when="",
    )

    template = fresh(draft).template
    item = template.items["problem.decision"]
    assert (item.attribute.title, item.required_from) == ("The one decision", "mvp")
    assert template.section_of["problem.decision"] == "kpi"
    assert item.attribute.kind == draft.template.items["problem.decision"].attribute.kind


def test_an_attribute_of_ones_own_is_added_and_changed(jonas: Client, draft: TemplateDraft) -> None:
    described: dict[str, Any] = {"kind": "choice", "title": "Risk class", "help": "Of the bank."}
    wrong = post(jonas, draft, "sections/head/own/", status=422, options="One", **described)
    assert "at least two options" in wrong
    assert "Risk class" in wrong

    post(jonas, draft, "sections/head/own/", options="Low\nHigh", required="mvp", **described)
    post(
        jonas,
        draft,
        "attributes/own.risk_class/",
        title="Class of risk",
        help="Of the bank.",
        options="Low\nHigh\nExtreme",
        required="",
    )

    item = fresh(draft).template.items["own.risk_class"]
    assert [option.value for option in item.attribute.options] == ["low", "high", "extreme"]
    assert (item.attribute.title, item.required) == ("Class of risk", False)


def test_a_question_can_depend_on_an_answer_in_the_list_only(
    jonas: Client, draft: TemplateDraft
) -> None:
    described: dict[str, Any] = {"kind": "short_text", "title": "Why", "help": "In a word."}
    post(jonas, draft, "sections/head/own/", asked_when="own.evil", **described)
    assert fresh(draft).template.attributes["own.why"].show_when == ""

    post(
        jonas,
        draft,
        "attributes/own.why/",
        title="Why",
        help="In a word.",
        asked_when="project.stage == mvp",
    )

    assert fresh(draft).template.attributes["own.why"].show_when == "project.stage == mvp"


def test_a_role_of_the_organisation_signs(
    jonas: Client, draft: TemplateDraft, people: Cast
) -> None:
    add_role(
        organisation=people.meridian,
        label="Model risk",
        cares_about=[],
        block_prompt="What would make you stop?",
        by=people.ruth,
    )

    post(
        jonas,
        draft,
        "sections/head/",
        title="Header",
        intro="",
        signed_by=["model_risk", "product_manager", "witch_doctor"],
    )

    template = fresh(draft).template
    assert template.sections[0].signed_by == ("model_risk", "product_manager")
    assert "model_risk" in template.sign_off
    assert "Sign as Model risk" in page(jonas, at(draft, "preview/?as=signer&role=model_risk"))


def test_markup_in_titles_is_shown_as_text(jonas: Client, draft: TemplateDraft) -> None:
    evil = "<script>alert(1)</script>"
    post(jonas, draft, "arrange/", deed="add-section", section_title=evil)
    post(jonas, draft, "", title=evil, purpose=evil, length="")

    for rest in ("", "preview/", "sections/script_alert_1_script/"):
        assert evil not in page(jonas, at(draft, rest))


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
