"""The pages on which checks are written, tried, published and read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reviews.actions import ask_for_export
from reviews.dossiers import load_dossier
from reviews.exports.pages import build_pages
from reviews.models import ExportKind
from specs.domain.checks.check import Severity
from specs.models import OrganisationCheck, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import change, make_full_spec, make_guest, make_review
from tests.specs.own_checks.scene import FAST, RULE, SLOW, make_check, publish, settle, waive

TIME = 'answers["deployment.rollback_time"]'
LIST = "/organisation/checks/"
NEW = "/organisation/checks/new/"


@pytest.fixture
def jonas(client: Client, people: Cast) -> Client:
    """Sign an administrator in."""
    client.force_login(people.jonas)
    return client


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec that could be submitted."""
    return make_full_spec(people, template)


def typed(**changes: Any) -> dict[str, Any]:
    """Return what the form holds of the check of the scene."""
    return {
        "title": RULE.title,
        "severity": RULE.severity.value,
        "message": RULE.message,
        "fix": RULE.fix,
        "why": RULE.why,
        "key": RULE.key,
        "expression": RULE.expression,
        "case_name": [SLOW.name, FAST.name, ""],
        "case_answers": [SLOW.answers, FAST.answers, ""],
        "case_fires": ["fires", "silent", "fires"],
        **changes,
    }


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_an_empty_list_says_what_a_check_is(jonas: Client, client: Client, people: Cast) -> None:
    text = text_of(jonas.get(LIST))
    assert "No checks of your own yet" in text
    assert 'risk.owner == ""' in text
    assert "Write a check" in text

    client.force_login(people.dana)
    assert "Write a check" not in text_of(client.get(LIST))


def test_a_check_is_written_tried_and_published_without_a_script(jonas: Client) -> None:
    text = text_of(jonas.post(NEW, typed(deed="try")))
    assert "It fires, as it should." in text
    assert "It stays silent, as it should." in text
    assert not OrganisationCheck.objects.exists()

    saved = jonas.post(NEW, typed(), follow=True)
    check = OrganisationCheck.objects.get()
    assert check.draft == RULE
    assert check.tried_with == (SLOW, FAST)
    assert "Saved as ORG001. It runs once you publish it." in text_of(saved)

    publishing = reverse("specs:publish-check", args=[check.pk])
    published = jonas.post(publishing, {"version": check.version}, follow=True)
    assert "ORG001 runs now. Drafts are checked again in the background." in text_of(published)
    assert "Version 1 runs" in text_of(jonas.get(LIST))


def test_what_is_missing_is_said_beside_each_control(jonas: Client) -> None:
    response = jonas.post(NEW, typed(title="", message=" ", expression="", key="no.such"))

    text = text_of(response)
    assert response.status_code == 422
    for words in (
        "Give it a title.",
        "Write what it says where it fires.",
        "Write when it fires.",
        "No template asks for “no.such”. Choose one of the list.",
    ):
        assert words in text
    assert "deployment.rollback_time:" in text
    assert not OrganisationCheck.objects.exists()


def test_a_case_is_added_and_removed_without_losing_what_was_typed(jonas: Client) -> None:
    more = text_of(jonas.post(NEW, typed(deed="add")))
    assert 'id="case-name-4"' in more
    assert 'value="slow"' in more

    fewer = text_of(jonas.post(NEW, typed(deed="remove 1")))
    assert 'value="slow"' not in fewer
    assert 'value="fast"' in fewer


def test_what_is_wrong_is_said_while_one_types(jonas: Client) -> None:
    url = reverse("specs:check-problems")

    wrong = text_of(jonas.post(url, {"expression": "answers['project.titel'] ="}))
    right = text_of(jonas.post(url, {"expression": RULE.expression}))

    assert "Line 1, column 26" in wrong
    assert "No template asks for “project.titel”." in wrong
    assert "It can be read." in right


def test_it_is_tried_over_a_spec_before_it_runs(jonas: Client, spec: Spec) -> None:
    text = text_of(jonas.post(NEW, typed(deed="try", spec=str(spec.pk))))

    assert f'Over <a href="{reverse("specs:read", args=[spec.pk])}">' in text
    assert "it fires." in text.split("Over <a")[1]


def test_a_spec_of_another_organisation_is_not_looked_at(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.carla)

    assert client.post(NEW, typed(deed="try", spec=str(spec.pk))).status_code == 403


def test_a_check_that_fails_its_cases_is_not_published_and_says_why(
    jonas: Client, people: Cast
) -> None:
    check = make_check(people, cases=(replace(SLOW, fires=False), FAST))
    url = reverse("specs:publish-check", args=[check.pk])

    response = jonas.post(url, {"version": "1"})

    assert response.status_code == 422
    assert "ORG001 was not published." in text_of(response)
    assert "It fires, and should stay silent." in text_of(response)


def test_who_was_slower_keeps_what_they_typed(jonas: Client, people: Cast) -> None:
    check = make_check(people)
    url = reverse("specs:edit-check", args=[check.pk])
    jonas.post(url, typed(version="1", title="First"))

    response = jonas.post(url, typed(version="1", title="Second"))

    assert response.status_code == 409
    assert "Nothing was overwritten." in text_of(response)
    assert 'value="Second"' in text_of(response)
    check.refresh_from_db()
    assert check.title == "First"


def test_retiring_is_confirmed(jonas: Client, people: Cast) -> None:
    check = publish(people)
    url = reverse("specs:retire-check", args=[check.pk])

    assert jonas.post(url).status_code == 422
    assert "ORG001 is retired." in text_of(jonas.post(url, {"sure": "yes"}, follow=True))
    check.refresh_from_db()
    assert check.state == "retired"


def test_a_member_reads_what_runs_and_not_what_is_being_written(
    jonas: Client, client: Client, people: Cast
) -> None:
    check = publish(people)
    url = reverse("specs:own-check", args=[check.pk])
    jonas.post(reverse("specs:edit-check", args=[check.pk]), typed(version="1", message="New."))

    assert "New." in text_of(jonas.get(url))
    client.force_login(people.dana)
    text = text_of(client.get(url))
    assert RULE.message in text
    assert "New." not in text
    assert "Retire it" not in text


def test_a_finding_leads_to_what_its_check_looks_for(
    client: Client, people: Cast, spec: Spec
) -> None:
    publish(people)
    settle(spec)
    client.force_login(people.dana)
    findings = reverse("specs:findings", args=[spec.pk])
    text = text_of(client.get(findings))
    assert RULE.message in text
    assert "/reference/checks/ORG001/" in text

    here = f"http://testserver{findings}"
    page = client.get("/reference/checks/ORG001/", headers={"Referer": here}, follow=True)
    part = client.get(
        reverse("specs:check-of-spec", args=[spec.pk, "ORG001"]), headers={"HX-Request": "true"}
    )

    assert RULE.why in text_of(page)
    assert RULE.why in text_of(part)
    assert "<html" not in text_of(part)


def test_a_guest_of_the_spec_reads_why_and_nothing_else(
    client: Client, people: Cast, spec: Spec
) -> None:
    check = publish(people)
    make_guest(spec, people.noor)
    client.force_login(people.noor)

    page = client.get(reverse("specs:check-of-spec", args=[spec.pk, "ORG001"]))

    assert RULE.why in text_of(page)
    assert "among the checks of" not in text_of(page)
    assert client.get(reverse("specs:own-check", args=[check.pk])).status_code == 404


def test_the_write_page_shows_it_under_its_field(client: Client, people: Cast, spec: Spec) -> None:
    publish(people)
    settle(spec)
    client.force_login(people.dana)
    section = spec.template.template.section_of[RULE.key]

    text = text_of(client.get(reverse("specs:write-section", args=[spec.pk, section])))

    assert RULE.message in text.split('id="field-deployment-rollback_time"')[1]


def test_the_page_of_submission_evaluates_it_anew(client: Client, people: Cast, spec: Spec) -> None:
    publish(people)
    client.force_login(people.dana)

    assert RULE.message in text_of(client.get(reverse("reviews:submit", args=[spec.pk])))


def test_one_that_errs_is_told_on_its_pages_and_where_one_submits(
    client: Client, people: Cast, spec: Spec
) -> None:
    rule = replace(RULE, severity=Severity.BLOCKER, expression=f"{TIME}.seconds > 60")
    check = publish(people, rule)
    change(spec, RULE.key, {"not_applicable": "Nothing is rolled back."}, people.dana)
    settle(spec)

    for somebody in (people.jonas, people.dana):
        client.force_login(somebody)
        page = text_of(client.get(reverse("specs:own-check", args=[check.pk])))
        assert spec.title in page.split("Could not be evaluated")[1]
    assert "Could not be evaluated for 1 spec." in text_of(client.get(LIST))
    submit = text_of(client.get(reverse("reviews:submit", args=[spec.pk])))
    assert "ORG001 could not be evaluated: a part is asked of nothing (null)" in submit
    assert "It stops nobody" in submit


def test_keys_are_found_by_the_words_of_their_titles(jonas: Client) -> None:
    url = reverse("specs:check-language")

    page = text_of(jonas.get(url, {"q": "rollback time"}))
    part = text_of(jonas.get(url, {"q": "rollback time"}, headers={"HX-Request": "true"}))

    assert "deployment.rollback_time" in page
    assert "deployment.rollback_time" in part
    assert "data-insert" in part
    assert "<html" not in part


def test_what_was_found_is_printed_with_its_waiver(people: Cast, spec: Spec) -> None:
    publish(people)
    settle(spec)
    waive(spec, people)
    review = make_review(people, spec)
    export = ask_for_export(revision=review.revision, kind=ExportKind.AUDIT_PDF, by=people.dana)

    html = build_pages(load_dossier(export)).html

    assert RULE.message in html
    assert "ORG001" in html
    assert "The pilot is small." in html


def test_a_finding_of_ones_own_can_be_talked_about(
    client: Client, people: Cast, spec: Spec
) -> None:
    publish(people)
    settle(spec)
    client.force_login(people.dana)
    talk = reverse("specs:talk", args=[spec.pk])

    assert client.get(talk, {"key": RULE.key, "code": "ORG001"}).status_code == 200
