"""The read page: drafts, frozen revisions, the lens, and what changed."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from reviews import actions as review_actions
from specs import actions
from specs.domain.attribute import Json
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_guest, make_review, make_spec


def save(spec: Spec, people: Cast, key: str, value: Json, version: int) -> None:
    attribute = spec.template.template.attributes[key]
    actions.save_answer(
        spec=spec,
        attribute=attribute,
        value=value,
        base_version=version,
        op_id=uuid.uuid4(),
        by=people.dana,
    )


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec whose first revision was returned and whose second is in review."""
    spec = make_full_spec(people, template)
    make_review(people, spec)
    actions.return_to_draft(spec=spec, by=people.dana, why="p99 is too slow")
    save(spec, people, "deployment.p99", {"value": "65", "unit": "ms"}, 1)
    return spec


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def page(client: Client, spec: Spec, query: str = "") -> str:
    return client.get(f"/specs/{spec.pk}/read/{query}").content.decode()


def test_a_draft_says_what_is_not_answered(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    text = page(dana, make_spec(people, template))

    assert "Not answered yet" in text
    assert "as it stands now" in text


def test_a_draft_marks_what_changed_since_the_last_revision(dana: Client, spec: Spec) -> None:
    text = page(dana, spec)

    assert "<del>60 ms</del> <ins>65 ms</ins>" in text
    assert "1 change" in text


def test_a_frozen_revision_reads_as_it_was_frozen(dana: Client, spec: Spec) -> None:
    text = page(dana, spec, "?revision=1")

    assert "Revision 1, frozen" in text
    assert "60 ms" in text
    assert "65 ms" not in text
    assert "<ins>" not in text


def test_marks_can_be_turned_off(dana: Client, spec: Spec) -> None:
    assert "<ins>" not in page(dana, spec, "?since=0")


@pytest.mark.parametrize("query", ["?revision=9", "?revision=x", "?since=2", "?since=-1"])
def test_a_revision_that_there_is_not_is_not_found(dana: Client, spec: Spec, query: str) -> None:
    assert dana.get(f"/specs/{spec.pk}/read/{query}").status_code == 404


def test_the_sections_of_a_role_come_first(dana: Client, spec: Spec) -> None:
    response = dana.get(f"/specs/{spec.pk}/read/?as=sre_on_call")

    lens = response.context["lens"]
    assert [chapter.section.key for chapter in lens.first] == ["s6", "s5", "s7"]
    assert lens.rest[0].section.key == "head"


def test_who_holds_a_role_reads_through_it(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.piotr)

    assert "First for SRE / on-call" in page(client, spec)
    assert "First for" not in page(client, spec, "?as=")


def test_a_reason_is_printed_as_an_answer(dana: Client, spec: Spec, people: Cast) -> None:
    save(spec, people, "deployment.burst_handling", {"not_applicable": "Runs once a night."}, 1)

    assert "Not applicable, because: Runs once a night." in page(dana, spec, "?since=0")


def test_what_people_typed_is_no_code(dana: Client, spec: Spec, people: Cast) -> None:
    save(spec, people, "problem.statement", "<script>alert(1)</script> **why**", 1)

    text = page(dana, spec, "?since=0")

    assert "<script>alert" not in text
    assert "<strong>why</strong>" in text


def test_risks_are_shown_with_their_score(dana: Client, spec: Spec) -> None:
    assert 'class="score score-6"' in page(dana, spec)


def test_a_waiver_is_printed_with_its_reason(dana: Client, spec: Spec) -> None:
    assert "Accepted by Dana Okafor: Accepted for the pilot" in page(dana, spec, "?revision=1")


@pytest.mark.parametrize(
    ("name", "status"),
    [("felix", 200), ("greta", 200), ("noor", 200), ("gil", 404), ("carla", 404)],
)
def test_who_may_read(client: Client, people: Cast, spec: Spec, name: str, status: int) -> None:
    make_guest(spec, people.noor)
    client.force_login(getattr(people, name))

    assert client.get(f"/specs/{spec.pk}/read/").status_code == status


def test_the_numbers_of_a_role_stand_at_the_top(dana: Client, spec: Spec, people: Cast) -> None:
    review_actions.open_review(spec=spec, by=people.dana)

    text = page(dana, spec, "?as=sre_on_call")
    strip = dana.get(f"/specs/{spec.pk}/facts/sre_on_call/?revision=2&since=1").content.decode()

    assert f"/specs/{spec.pk}/facts/sre_on_call/?revision=2&amp;since=1" in text
    assert "<del>60 ms</del>" in strip
    assert dana.get(f"/specs/{spec.pk}/facts/sre_on_call/?revision=7").status_code == 404


def test_a_revision_is_read_in_few_queries(
    dana: Client, spec: Spec, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page(dana, spec)

    with django_assert_num_queries(6):  # session, spec, revisions and one, marks, roles held
        page(dana, spec)
