"""The pages on which a spec takes another template, or is copied into one."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from reviews import actions as review_actions
from specs import actions, catalogue
from specs.domain.attribute import Template
from specs.management.commands.load_catalogue import publish
from specs.models import Spec, SpecTemplate
from specs.newest import KEPT, find_newer
from tests.cast import Cast, sign_in
from tests.make import (
    accept_warnings,
    make_conflict,
    make_full_spec,
    make_review,
    make_sign_off,
    make_spec,
)


def newest(key: str) -> SpecTemplate:
    """Return the youngest version of a built-in template."""
    return SpecTemplate.objects.filter(organisation=None, key=key).order_by("-version")[0]


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Return the browser of the author."""
    return sign_in(client, people.dana)


def get(client: Client, name: str, *arguments: object) -> str:
    """Return the text of a page."""
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def next_version() -> SpecTemplate:
    """Publish a second version of the template of the tests: reworded, shorter, longer."""
    template = catalogue.template("ml_model_spec")
    sections = []
    for section in template.sections:
        items = tuple(
            replace(item, attribute=replace(item.attribute, title="The problem, in short"))
            if item.key == "problem.statement"
            else item
            for item in section.items
            if item.key != "risk.shift_handling"
        )
        if section.key == "s7":
            sponsor = catalogue.attributes()["project.sponsor"]
            items = (*items, replace(items[0], attribute=sponsor))
        sections.append(replace(section, items=items))
    changed: Template = replace(template, sections=tuple(sections))
    published = publish(changed)
    assert published is not None
    return published


def test_the_page_leads_to_every_larger_template_and_to_copies(dana: Client, people: Cast) -> None:
    spec = make_spec(people, newest("design_doc"))

    text = get(dana, "specs:template", spec.pk)

    for key in ("ml_model_spec", "ai_project_spec", "full_spec"):
        assert reverse("specs:change-template", args=[spec.pk, newest(key).pk]) in text
    kickoff = newest("one_page_kickoff").pk
    assert reverse("specs:change-template", args=[spec.pk, kickoff]) not in text
    assert reverse("specs:copy", args=[spec.pk, kickoff]) in text
    assert "A newer version" not in text


def test_before_a_promotion_one_sees_what_it_asks_and_what_it_lacks(
    dana: Client, people: Cast
) -> None:
    spec = make_full_spec(people, newest("design_doc"))
    target = newest("ml_model_spec")

    text = get(dana, "specs:change-template", spec.pk, target.pk)

    asked = text.split("Asked beyond what you answered")[1].split("Carried over</h2>")[0]
    lacks = text.split("Carried over</h2>")[1].split("Answered already</h2>")[0]
    attributes = catalogue.attributes()
    assert attributes["io.inputs"].title in asked
    assert attributes["scope.kill_criteria"].title in lacks
    assert attributes["scope.kill_criteria"].title not in asked
    assert reverse("reviews:template-panel", args=[spec.pk, target.pk]) in text


def test_a_promotion_leads_to_the_first_open_section(dana: Client, people: Cast) -> None:
    spec = make_spec(people, newest("one_page_kickoff"))
    target = newest("full_spec")

    response = dana.post(reverse("specs:change-template", args=[spec.pk, target.pk]), follow=True)

    assert "Written by “Full ML product specification” from now on." in response.content.decode()
    spec.refresh_from_db()
    assert spec.template == target


def test_a_conflict_in_the_way_is_said_and_leads_there(dana: Client, people: Cast) -> None:
    spec = make_full_spec(people, newest("one_page_kickoff"))
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    make_conflict(spec, "policy.statement", people.dana, people.yusuf)

    response = dana.post(
        reverse("specs:change-template", args=[spec.pk, newest("ml_model_spec").pk])
    )

    assert response.status_code == 409
    text = response.content.decode()
    assert "nothing was changed" in text
    assert reverse("specs:next-conflict", args=[spec.pk]) in text


def test_a_copy_is_another_spec(dana: Client, people: Cast) -> None:
    spec = make_full_spec(people, newest("full_spec"))
    target = newest("one_page_kickoff")

    response = dana.post(
        reverse("specs:copy", args=[spec.pk, target.pk]), {"title": "On one page"}, follow=True
    )

    assert response.status_code == 200
    copy = Spec.objects.get(title="On one page")
    assert (copy.template, copy.owner) == (target, people.dana)
    text = get(dana, "specs:write-section", copy.pk, "carried-over")
    assert catalogue.attributes()["risk.register"].title in text
    assert "data-field" not in text
    read = get(dana, "specs:read", copy.pk)
    assert 'id="section-carried-over"' in read
    assert "Carried over" in get(dana, "specs:write-section", copy.pk, "kpi")


def test_a_copy_needs_a_title(dana: Client, people: Cast) -> None:
    spec = make_spec(people, newest("full_spec"))

    response = dana.post(
        reverse("specs:copy", args=[spec.pk, newest("design_doc").pk]), {"title": " "}
    )

    assert response.status_code == 422
    assert "Give the copy a title." in response.content.decode()


def test_without_anything_carried_over_there_is_no_such_page(dana: Client, people: Cast) -> None:
    spec = make_spec(people, newest("full_spec"))

    url = reverse("specs:write-section", args=[spec.pk, "carried-over"])

    assert dana.get(url).status_code == 404
    assert url not in get(dana, "specs:write-section", spec.pk, "start")


def test_a_newer_version_is_shown_question_by_question(dana: Client, people: Cast) -> None:
    spec = make_full_spec(people, newest("ml_model_spec"))
    newer = next_version()

    overview = get(dana, "specs:template", spec.pk)
    text = get(dana, "specs:change-template", spec.pk, newer.pk)

    assert "1 added, 1 changed, 0 moved, 1 removed" in overview
    added, changed = text.split("Added</h2>")[1].split("Changed</h2>")
    assert catalogue.attributes()["project.sponsor"].title in added
    assert f"called “{catalogue.attributes()['problem.statement'].title}” before" in changed
    assert catalogue.attributes()["risk.shift_handling"].title in changed.split("Removed</h2>")[1]


def test_signatures_lapse_where_the_newer_version_changes_what_was_signed(
    dana: Client, people: Cast
) -> None:
    spec = make_full_spec(people, newest("ml_model_spec"))
    review = make_review(people, spec)
    make_sign_off(review, "sre_on_call", people.piotr)
    make_sign_off(review, "finance", people.marc)
    take_back(people, spec)
    newer = next_version()

    text = get(dana, "reviews:template-panel", spec.pk, newer.pk)

    assert "This change voids 2 of 2 sign-offs" in text
    unchanged = get(dana, "reviews:template-panel", spec.pk, spec.template_id)
    assert "This change keeps all 2 sign-offs" in unchanged


def test_a_reworded_question_voids_the_signatures_over_its_section_alone(
    dana: Client, people: Cast
) -> None:
    spec = make_full_spec(people, newest("ml_model_spec"))
    template = spec.template.template
    review = make_review(people, spec)
    make_sign_off(review, "sre_on_call", people.piotr)
    make_sign_off(review, "data_scientist", people.li_na)
    take_back(people, spec)
    first, problem, *rest = template.sections
    item = problem.items[0]
    named = replace(item, attribute=replace(item.attribute, title="The problem, in short"))
    items = (named, *problem.items[1:])
    newer = publish(replace(template, sections=(first, replace(problem, items=items), *rest)))
    assert newer is not None
    assert "sre_on_call" not in problem.signed_by
    assert "data_scientist" in problem.signed_by

    said = get(dana, "reviews:template-panel", spec.pk, newer.pk)
    dana.post(reverse("specs:change-template", args=[spec.pk, newer.pk]))
    spec.refresh_from_db()
    accept_warnings(spec, people.dana)
    again = make_review(people, spec)

    assert "This change voids 1 of 2 sign-offs" in said
    assert "because section 1 changed" in said
    assert [given.role for given in again.sign_offs.all()] == ["sre_on_call"]


def test_the_page_of_writing_tells_of_a_newer_version(dana: Client, people: Cast) -> None:
    spec = make_spec(people, newest("ml_model_spec"))
    newer = next_version()

    old = get(dana, "specs:write-section", spec.pk, "s1")
    other = get(dana, "specs:write-section", make_spec(people, newer).pk, "s1")

    assert "A newer version of this template is there." in old
    assert reverse("specs:change-template", args=[spec.pk, newer.pk]) in old
    assert "A newer version" not in other


def test_what_was_looked_up_is_asked_for_again_later(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = newest("ml_model_spec")
    organisation = people.meridian.pk
    assert find_newer(template.pk, organisation) is None
    newer = next_version()
    assert find_newer(template.pk, organisation) is None

    later = time.monotonic() + KEPT
    monkeypatch.setattr("specs.newest.time.monotonic", lambda: later)

    assert find_newer(template.pk, organisation) == newer.pk


def take_back(people: Cast, spec: Spec) -> None:
    """Take the spec back into a draft."""
    review_actions.withdraw_review(spec=spec, by=people.dana, why="A newer template.")


def test_an_upgrade_keeps_every_answer_and_sets_the_removed_one_aside(
    dana: Client, people: Cast
) -> None:
    spec = make_full_spec(people, newest("ml_model_spec"))
    newer = next_version()

    dana.post(reverse("specs:change-template", args=[spec.pk, newer.pk]))

    spec.refresh_from_db()
    assert spec.template == newer
    text = get(dana, "specs:write-section", spec.pk, "carried-over")
    assert str(catalogue.example("risk.shift_handling")).split(".")[0] in text
    assert "The problem, in short" in get(dana, "specs:write-section", spec.pk, "s1")


def test_an_older_version_is_not_taken(dana: Client, people: Cast) -> None:
    old = newest("ml_model_spec")
    spec = make_spec(people, next_version())

    url = reverse("specs:change-template", args=[spec.pk, old.pk])

    assert dana.get(url).status_code == 403
    assert dana.post(url).status_code == 403
