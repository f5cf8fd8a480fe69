"""The sections, attributes and wording of a draft, as its pages change them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.actions import add_role
from specs import actions
from specs.models import TemplateDraft
from tests.cast import Cast
from tests.specs.drafting.scene import at, fresh, page, post
from trail.models import Event

HTMX = {"HX-Request": "true"}


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


def test_who_was_slower_sees_what_stands_there_now(
    jonas: Client, draft: TemplateDraft, people: Cast
) -> None:
    section = draft.template.sections[0]
    wording: dict[str, Any] = {
        "title": section.title,
        "intro": "By Ruth.",
        "signed_by": ["finance"],
    }
    stale = draft.version
    post(jonas, draft, "sections/head/", **wording)

    response = jonas.post(
        at(draft, "sections/head/"),
        {"version": stale, "title": section.title, "intro": "By me.", "signed_by": ["finance"]},
    )

    text = response.content.decode()
    assert response.status_code == 409
    assert "By me.</textarea>" in text
    assert re.search(r"Stands there now</strong><div[^>]*>By Ruth\.</div>", text)
    assert text.count("Stands there now") == 1


def test_a_stale_attribute_shows_what_was_chosen_meanwhile(
    jonas: Client, draft: TemplateDraft
) -> None:
    stale, key = draft.version, "problem.decision"
    title = draft.template.attributes[key].title
    wording: dict[str, Any] = {"title": title, "help": "New help.", "required": "mvp"}
    post(jonas, draft, f"attributes/{key}/", **wording)

    typed = {"version": stale, "title": title, "help": "Mine.", "required": "", "asked_when": ""}
    response = jonas.post(at(draft, f"attributes/{key}/"), typed)

    text = response.content.decode()
    assert response.status_code == 409
    assert "Mine.</textarea>" in text
    assert ">New help.</div>" in text
    assert "required from the MVP on" in text


@pytest.mark.parametrize(
    ("rest", "typed"),
    [
        ("attributes/problem.decision/", {"title": "Careful title", "help": "Careful words"}),
        ("sections/decision/", {"title": "Careful title", "intro": "Careful words"}),
        ("sections/decision/own/", {"kind": "date", "title": "Careful title", "help": "C"}),
        ("sections/decision/add/", {"keys": "risk.register"}),
    ],
)
def test_what_was_typed_into_something_removed_is_given_back(
    jonas: Client, draft: TemplateDraft, rest: str, typed: dict[str, str]
) -> None:
    stale = draft.version
    post(jonas, draft, "arrange/", deed="remove decision")

    response = jonas.post(at(draft, rest), {"version": stale, **typed})

    text = response.content.decode()
    assert response.status_code == 409
    assert "It is not there any more" in text
    for name, words in typed.items():
        assert name == "kind" or words in text


def test_ticks_are_kept_when_something_else_is_wrong(jonas: Client, draft: TemplateDraft) -> None:
    text = post(jonas, draft, "", status=422, title="", purpose="P", optional="product_manager")

    assert '<input type="checkbox" name="optional" value="product_manager" checked>' in text
