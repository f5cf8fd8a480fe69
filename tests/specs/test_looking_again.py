"""Marks on answers whose ground changed: where they show, and who says that all is well."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import RoleHolder
from specs import actions
from specs.models import Spec, SpecTemplate, SuspectCleared
from specs.suspects import load_suspects
from tests.cast import Cast
from tests.make import accept_warnings, change, make_full_spec, make_review
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
METRIC, THRESHOLD = "evaluation.primary_metric", "evaluation.ship_threshold"
TARGET = "problem.kpi_target"


@pytest.fixture
def whole(people: Cast) -> SpecTemplate:
    """Return the template that asks for everything, with somebody to sign each role."""
    RoleHolder.objects.create(
        organisation=people.meridian, role="executive_sponsor", user=people.ruth
    )
    return SpecTemplate.objects.get(organisation=None, key="full_spec")


@pytest.fixture
def spec(people: Cast, whole: SpecTemplate) -> Spec:
    """Return a draft of Dana's with everything in it, whose KPI target then changed."""
    spec = make_full_spec(people, whole)
    assert load_suspects(spec) == ()
    change(spec, TARGET, {"value": "9.5", "unit": "M USD per year"}, people.dana)
    return spec


def keys(spec: Spec) -> list[str]:
    return [one.key for one in load_suspects(spec)]


def clear(spec: Spec, by: Any, reason: str = "Recall still moves it.") -> SuspectCleared:
    [metric] = [one for one in load_suspects(spec) if one.key == METRIC]
    return actions.clear_suspect(spec=spec, key=METRIC, seen=metric.seen, reason=reason, by=by)


def page(client: Client, spec: Spec, query: str = "", **headers: str) -> str:
    url = reverse("specs:look-again", args=[spec.pk]) + query
    return client.get(url, headers=headers).content.decode()


def test_a_changed_kpi_marks_what_rests_on_it(people: Cast, spec: Spec) -> None:
    assert METRIC in keys(spec)
    assert THRESHOLD not in keys(spec)


def test_changing_the_answer_clears_it_and_marks_the_next(people: Cast, spec: Spec) -> None:
    change(spec, METRIC, "precision", people.dana)

    assert METRIC not in keys(spec)
    assert THRESHOLD in keys(spec)


def test_saying_why_it_is_still_right_clears_it(people: Cast, spec: Spec) -> None:
    clear(spec, people.dana)

    assert METRIC not in keys(spec)
    [event] = Event.objects.of_chain(spec.chain).filter(kind="suspect.cleared")
    assert describe(event) == (
        "Dana Okafor looked at “Primary metric” again and left it as it is, after a change of"
        " “KPI target”. Reason: Recall still moves it."
    )


def test_a_reason_is_asked_for(people: Cast, spec: Spec) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        clear(spec, people.dana, " ")


@pytest.mark.parametrize("name", ["felix", "greta", "noor", "carla", "sam"])
def test_others_do_not_clear_it(people: Cast, spec: Spec, name: str) -> None:
    with pytest.raises(PermissionDenied):
        clear(spec, getattr(people, name))


def test_what_changed_again_since_it_was_read_is_not_cleared(people: Cast, spec: Spec) -> None:
    [metric] = [one for one in load_suspects(spec) if one.key == METRIC]
    change(spec, TARGET, {"value": "9", "unit": "M USD per year"}, people.dana)

    with pytest.raises(actions.SeenOther):
        actions.clear_suspect(
            spec=spec, key=METRIC, seen=metric.seen, reason="Yes.", by=people.dana
        )


def test_the_page_says_what_changed_and_takes_the_reason(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.dana)
    text = page(client, spec)
    assert "9.9 M USD per year" in text
    assert "9.5 M USD per year" in text
    [metric] = [one for one in load_suspects(spec) if one.key == METRIC]
    seen = [f"{key}={version}" for key, version in metric.seen.items()]
    url = reverse("specs:still-right", args=[spec.pk, METRIC])

    assert client.post(url, {"seen": seen}).status_code == 422
    stale = client.post(url, {"seen": [f"{TARGET}=1"], "reason": "Recall moves it."})
    assert stale.status_code == 409
    assert "Recall moves it." in stale.content.decode()
    assert client.post(url, {"seen": seen, "reason": "Recall moves it."}).status_code == 302

    assert METRIC not in keys(spec)


def test_a_section_is_told_beside_the_field(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)
    section = spec.template.template.section_of[METRIC]

    panel = page(client, spec, f"?section={section}", **{"HX-Request": "true"})
    elsewhere = page(client, spec, "?section=s1", **{"HX-Request": "true"})

    assert "beforeend:#findings-evaluation-primary_metric" in panel
    assert "Look at this again." in panel
    assert "Look at this again." not in elsewhere


def test_a_reader_sees_the_marks_and_no_form(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.felix)

    text = page(client, spec)

    assert "Primary metric" in text
    assert "It is still right" not in text


def test_what_is_open_is_frozen_with_the_revision(people: Cast, spec: Spec) -> None:
    accept_warnings(spec, people.dana)

    content = json.loads(make_review(people, spec).revision.content)

    [metric] = [one for one in content["to_look_at_again"] if one["key"] == METRIC]
    assert metric["title"] == "Primary metric"
    assert "KPI target changed from 9.9 M USD per year to 9.5" in metric["because"]


def test_nothing_open_freezes_as_before(people: Cast, whole: SpecTemplate) -> None:
    content = json.loads(make_review(people, make_full_spec(people, whole)).revision.content)

    assert "to_look_at_again" not in content


def test_queries_do_not_grow_with_versions(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)
    page(client, spec)
    with CaptureQueriesContext(connection) as before:
        page(client, spec)
    for value in ("9.4", "9.3", "9.2"):
        change(spec, TARGET, {"value": value, "unit": "M USD per year"}, people.dana)
    page(client, spec)
    with CaptureQueriesContext(connection) as after:
        page(client, spec)

    assert len(after) == len(before)
