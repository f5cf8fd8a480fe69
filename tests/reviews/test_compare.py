"""The page that holds two revisions against each other."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import change_policy
from reviews import actions as review_actions
from reviews.domain.comparing import Found, compare_findings, compare_waivers
from reviews.domain.route import Place, Route, Stage
from specs import actions
from specs.models import Spec, SpecTemplate
from tests.cast import Cast, sign_in
from tests.make import change, make_full_spec, make_guest, make_review, make_spec

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec with two revisions that differ in p99 and in a long text."""
    spec = make_full_spec(people, template)
    make_review(people, spec)
    actions.return_to_draft(spec=spec, by=people.dana, why="Too slow.")
    change(spec, "deployment.p99", {"value": "65", "unit": "ms"}, people.dana)
    change(spec, "problem.statement", "Fraud is found far too late.", people.dana)
    make_review(people, spec)
    return spec


@pytest.fixture
def felix(client: Client, people: Cast) -> Client:
    """Return the browser of a colleague who reads."""
    return sign_in(client, people.felix)


def page(client: Client, spec: Spec, query: str = "", status: int = 200) -> str:
    response = client.get(reverse("reviews:compare", args=[spec.pk]) + query)
    assert response.status_code == status
    return response.content.decode()


def test_the_last_two_revisions_are_compared_unless_one_asks_for_others(
    felix: Client, spec: Spec
) -> None:
    text = page(felix, spec)

    assert "<strong>2 changes</strong> in 2 sections, from revision 1 to revision 2." in text
    assert "<del>60 ms</del>" in text
    assert "<ins>65 ms</ins>" in text
    assert "+5 ms, +8.3%" in text
    assert "Rollback" not in text


def test_one_text_shows_what_went_beside_what_came(felix: Client, spec: Spec) -> None:
    assert "<del>60 ms</del> <ins>65 ms</ins>" in page(felix, spec, "?from=1&to=2&view=inline")


def test_what_is_unchanged_is_shown_when_one_asks(felix: Client, spec: Spec) -> None:
    text = page(felix, spec, "?from=1&to=2&all=yes")

    assert "Rollback" in text
    assert "unchanged" in text


def test_the_draft_is_compared_with_a_revision(felix: Client, people: Cast, spec: Spec) -> None:
    actions.return_to_draft(spec=spec, by=people.dana, why="Still too slow.")
    change(spec, "deployment.p99", {"value": "70", "unit": "ms"}, people.dana)

    text = page(felix, spec)

    assert "from revision 2 to the text of now" in text
    assert "+5 ms, +7.7%" in text
    assert "+10 ms, +16.7%" in page(felix, spec, "?from=1&to=0")


def test_the_same_text_on_both_sides_is_said(felix: Client, spec: Spec) -> None:
    assert "Both sides are the same text" in page(felix, spec, "?from=1&to=1")


@pytest.mark.parametrize("query", ["?from=9", "?to=x", "?from=-1", "?from=1&to=3"])
def test_a_revision_that_there_is_not_is_not_found(felix: Client, spec: Spec, query: str) -> None:
    page(felix, spec, query, status=404)


def test_nothing_to_compare_is_said(felix: Client, people: Cast, template: SpecTemplate) -> None:
    assert "nothing to compare yet" in page(felix, make_spec(people, template))


def test_who_signs_otherwise_is_told(felix: Client, people: Cast, spec: Spec) -> None:
    assert "How it is signed and gated" not in page(felix, spec)


@pytest.mark.parametrize("view", ["side", "inline"])
def test_another_route_stands_beside_the_former_one(
    felix: Client, people: Cast, spec: Spec, view: str
) -> None:
    stages = (Stage(1, "Law", days=3), Stage(2, "Delivery", days=5))
    route = Route(stages, {"legal_compliance": Place(1, "all")})
    review_actions.save_route(
        organisation=people.meridian, template_key="", template="", route=route, by=people.jonas
    )
    change_policy(
        organisation=people.meridian, demand_all_sign_again=False, editorial_days=4, by=people.jonas
    )
    actions.return_to_draft(spec=spec, by=people.dana, why="Another route.")
    make_review(people, Spec.objects.get(pk=spec.pk))

    text = page(felix, spec, f"?from=2&to=3&view={view}")

    assert "but how it is signed or gated does" in text
    assert "Stage “Law”, time to answer" in text
    assert "<ins>3 days</ins>" in text
    assert "<del>lapse</del>" in text
    assert "<ins>kept, 4 days to object</ins>" in text
    assert "Legal / compliance, when" in text
    assert "<del>with all others</del>" in text


def test_another_gate_stands_beside_the_former_one(felix: Client, people: Cast) -> None:
    full = SpecTemplate.objects.get(organisation=None, key="full_spec")
    spec = make_full_spec(people, full)
    sponsor = "executive_sponsor"
    review_actions.assign_signers(spec=spec, role=sponsor, users=[people.ruth], by=people.dana)
    make_review(people, spec)
    actions.return_to_draft(spec=spec, by=people.dana, why="Less.")
    change(spec, "phases.mvp_threshold", "0.59", people.dana)

    text = page(felix, spec, "?from=1&to=0")

    assert "<h3>Gates</h3>" in text
    assert "0.59" in text
    assert "MVP, " in text


@pytest.mark.parametrize(("name", "status"), [("noor", 200), ("gil", 404), ("carla", 404)])
def test_who_may_compare(client: Client, people: Cast, spec: Spec, name: str, status: int) -> None:
    make_guest(spec, people.noor)

    page(sign_in(client, getattr(people, name)), spec, status=status)


def test_what_people_typed_is_no_code(felix: Client, people: Cast, spec: Spec) -> None:
    actions.return_to_draft(spec=spec, by=people.dana, why="Again.")
    change(spec, "problem.statement", "<script>alert(1)</script>", people.dana)

    for view in ("side", "inline"):
        assert "<script>alert" not in page(felix, spec, f"?view={view}")


def test_many_changes_cost_no_more_queries(felix: Client, spec: Spec) -> None:
    page(felix, spec)

    counts = []
    for query in ("?from=2&to=2", "?from=1&to=2", "?from=1&to=2&all=yes"):
        with CaptureQueriesContext(connection) as asked:
            page(felix, spec, query)
        counts.append(len(asked))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 9


def test_findings_and_waivers_that_came_and_went_are_told() -> None:
    old = Found("MET005", "warning", "Too even.", "For the pilot", "Dana")
    new = Found("DAT001", "advice", "Say where from.")

    assert [(r.words, r.came) for r in compare_findings([old], [new])] == [
        ("Advice: Say where from.", True),
        ("Warning: Too even.", False),
    ]
    assert [r.words for r in compare_waivers([], [old])] == [
        "Dana accepted “Too even.”: For the pilot"
    ]
    assert [r.words for r in compare_waivers([old], [])] == ["No longer accepted: “Too even.”"]
