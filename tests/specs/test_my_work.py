"""Home: what waits for one person."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from specs import actions
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_spec


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def page(client: Client) -> str:
    return client.get("/").content.decode()


def make_faulty_spec(people: Cast, template: SpecTemplate) -> Spec:
    changes = {"evaluation.ship_threshold": "0.10"}
    return make_full_spec(people, template, changes, title="Wallet top-up limits")


def test_findings_of_a_draft_lead_to_their_field(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_faulty_spec(people, template)

    text = page(dana)

    assert f"/specs/{spec.pk}/write/s4/#field-evaluation-ship_threshold" in text
    assert "MET004" in text


def test_many_missing_answers_are_one_line(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template)

    text = page(dana)

    assert "needed answers are not given yet" in text
    assert "REQ001" not in text


def test_accepted_warnings_hold_nothing_up(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_full_spec(people, template)

    assert "Nothing holds up a draft of yours" in page(dana)


def test_a_draft_that_one_writes_in_counts_as_well(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_faulty_spec(people, template)
    client.force_login(people.yusuf)
    assert spec.title not in page(client)

    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)

    assert spec.title in page(client)


def test_what_is_in_review_waits_for_others(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    make_review(people, spec)

    text = page(dana)

    assert f"/specs/{spec.pk}/review/" in text
    assert "Nothing holds up a draft of yours" in text


def test_the_signers_panel_is_a_link_without_script(dana: Client) -> None:
    assert 'href="/to-sign/"' in page(dana)


def test_somebody_new_is_told_what_will_stand_here(client: Client, people: Cast) -> None:
    client.force_login(people.greta)

    text = page(client)

    assert "What you write in stands here" in text
    assert "No spec of yours is in review" in text
    assert "/specs/new/" not in text


def test_the_number_of_queries_does_not_grow_with_the_drafts(
    dana: Client,
    people: Cast,
    template: SpecTemplate,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_spec(people, template)
    page(dana)
    for number in range(4):
        make_spec(people, template, f"Spec {number}")

    with django_assert_num_queries(9):
        page(dana)
