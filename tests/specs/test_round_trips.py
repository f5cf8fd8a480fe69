"""How often the hot pages ask PostgreSQL, all middleware included; it grows with nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from specs import actions
from specs.actions.items import Pasted
from specs.models import Answer, Spec, SpecTemplate
from tests.cast import Cast, sign_in
from tests.make import make_conflict, make_full_spec, make_spec, op

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "problem.statement"


def queries_of(ask: Callable[[], Any]) -> list[str]:
    """Return what one request asks, the beginning and end of transactions included."""
    ask()  # what a process reads once
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def save(client: Client, spec: Spec, text: str) -> Any:
    """Save the problem as the page does, on top of what stands there."""
    answer = Answer.objects.filter(spec=spec, key=KEY).values_list("version", flat=True)
    return post(client, spec, text, answer.first() or 0)


def post(client: Client, spec: Spec, text: str, base_version: int) -> Any:
    return client.post(
        reverse("specs:save-answer", args=[spec.pk, KEY]),
        {"op_id": str(op()), "base_version": base_version, "value": text},
        headers={"HX-Request": "true"},
    )


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft with everything in it."""
    return make_full_spec(people, template)


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Return the browser of the author."""
    return sign_in(client, people.dana)


def test_an_autosave_asks_three_times(dana: Client, spec: Spec) -> None:
    versions = iter(range(Answer.objects.get(spec=spec, key=KEY).version, 100))

    asked = queries_of(lambda: post(dana, spec, "Fraud is found too late.", next(versions)))

    assert len(asked) == 3, asked  # session with person; spec with answers; save


def test_an_autosave_that_changes_findings_asks_no_more(dana: Client, spec: Spec) -> None:
    save(dana, spec, "Fraud is found too late, and the losses grow by the month.")
    version = Answer.objects.get(spec=spec, key=KEY).version

    with CaptureQueriesContext(connection) as captured:
        response = post(dana, spec, "TBD", version)

    assert b'id="steps"' in response.content
    assert len(captured) == 3, captured.captured_queries


def test_a_section_page_asks_twice(dana: Client, spec: Spec) -> None:
    asked = queries_of(lambda: dana.get(reverse("specs:write-section", args=[spec.pk, "s5"])))

    assert len(asked) == 2, asked  # session with person; spec with answers


def test_a_section_page_asks_as_often_for_many_rows_and_people(
    dana: Client, people: Cast, spec: Spec
) -> None:
    page = reverse("specs:write-section", args=[spec.pk, "s5"])
    few = queries_of(lambda: dana.get(page))
    risks = spec.template.template.attributes["risk.register"]
    rows = [Pasted(None, "", {"risk": f"Failure {number}"}) for number in range(20)]
    actions.paste_rows(spec=spec, attribute=risks, rows=rows, op_id=op(), by=people.dana)

    assert len(queries_of(lambda: dana.get(page))) == len(few)


def test_what_was_carried_over_costs_the_section_page_nothing(
    dana: Client, people: Cast, spec: Spec
) -> None:
    kickoff = SpecTemplate.objects.get(key="one_page_kickoff")
    copy = actions.copy_spec(spec=spec, template=kickoff, title="Small", by=people.dana)

    asked = queries_of(lambda: dana.get(reverse("specs:write-section", args=[copy.pk, "kpi"])))

    assert len(asked) == 2, asked


def test_a_conflict_in_the_section_adds_one_question(
    dana: Client, people: Cast, spec: Spec
) -> None:
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    make_conflict(spec, KEY, people.dana, people.yusuf)

    asked = queries_of(lambda: dana.get(reverse("specs:write-section", args=[spec.pk, "s1"])))

    assert len(asked) <= 5, asked


def test_the_list_asks_at_most_four_times(
    dana: Client, people: Cast, template: SpecTemplate, spec: Spec
) -> None:
    for _ in range(2):
        draft = actions.copy_template(
            organisation=people.meridian, source=template, by=people.jonas
        )
        actions.publish_draft(draft=draft, version=draft.version, by=people.jonas)
    few = queries_of(lambda: dana.get(reverse("specs:list")))
    for number in range(8):
        make_spec(people, template, f"Another score {number}")

    many = queries_of(lambda: dana.get(reverse("specs:list")))

    assert len(many) <= 4, many
    assert len(many) == len(few)
