"""Suggestions: another answer for a field, taken or declined in place."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from reviews import actions as review_actions
from specs import actions
from specs.models import Answer, AnswerVersion, Disposition, Spec, SpecTemplate, Suggestion, Thread
from tests.cast import Cast
from tests.make import change, make_full_spec, make_review, make_suggestion, op
from trail.domain.event import describe
from trail.models import Event

KEY, SHIP = "problem.statement", "evaluation.ship_threshold"
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's with everything in it."""
    return make_full_spec(people, template)


def version_of(spec: Spec, key: str = SHIP) -> int:
    return Answer.objects.get(spec=spec, key=key).version


def accept(made: Suggestion, by: Any, seen: int | None = None) -> Suggestion:
    seen = version_of(made.thread.spec) if seen is None else seen
    return actions.accept_suggestion(suggestion=made, seen_version=seen, by=by)


def words_of(spec: Spec) -> list[str]:
    return [describe(e) for e in Event.objects.filter(chain=spec.chain).order_by("-seq")[:4]]


def test_what_is_accepted_is_saved_in_both_names(people: Cast, spec: Spec) -> None:
    made = make_suggestion(spec, SHIP, "0.82", people.piotr)
    before = version_of(spec)

    accept(made, people.dana)

    saved = AnswerVersion.objects.get(spec=spec, key=SHIP, version=before + 1)
    assert (saved.value, saved.author) == ("0.82", people.dana)
    title = spec.template.template.attributes[SHIP].title
    told = f"Dana Okafor saved “{title}”: suggested by Piotr Zielak, accepted by Dana Okafor."
    assert told in words_of(spec)
    assert Thread.objects.get().resolved_at is not None


def test_an_answer_that_changed_is_not_overwritten_unseen(people: Cast, spec: Spec) -> None:
    made = make_suggestion(spec, SHIP, "0.82", people.piotr)
    seen = version_of(spec)
    change(spec, SHIP, "0.75", people.dana)

    with pytest.raises(actions.Outdated):
        accept(made, people.dana, seen)

    assert Answer.objects.get(spec=spec, key=SHIP).value == "0.75"
    assert accept(made, people.dana).state == "accepted"


def test_declining_says_why(people: Cast, spec: Spec) -> None:
    made = make_suggestion(spec, SHIP, "0.82", people.piotr)
    with pytest.raises(ValidationError):
        actions.decline_suggestion(suggestion=made, reason=" ", by=people.dana)

    declined = actions.decline_suggestion(suggestion=made, reason="Too low.", by=people.dana)

    assert (declined.state, declined.reason) == ("declined", "Too low.")
    assert "declined what Piotr Zielak suggested" in words_of(spec)[0]
    with pytest.raises(ValidationError):
        accept(made, people.dana)


@pytest.mark.parametrize("name", ["piotr", "felix", "jonas"])
def test_only_who_writes_the_spec_decides(people: Cast, spec: Spec, name: str) -> None:
    made = make_suggestion(spec, SHIP, "0.82", people.piotr)

    with pytest.raises(PermissionDenied):
        accept(made, getattr(people, name))


def test_what_is_suggested_in_a_review_waits_for_the_next_draft(people: Cast, spec: Spec) -> None:
    make_review(people, spec)
    made = make_suggestion(spec, SHIP, "0.82", people.piotr)
    with pytest.raises(PermissionDenied):
        accept(made, people.dana)

    review_actions.withdraw_review(spec=spec, by=people.dana, why="To take it.")
    accept(made, people.dana)

    assert Thread.objects.get().disposition == "accepted"


def test_rejecting_the_comment_declines_its_suggestion(people: Cast, spec: Spec) -> None:
    make_review(people, spec)
    made = make_suggestion(spec, SHIP, "0.82", people.piotr)

    review_actions.dispose_comment(
        thread=made.thread,
        disposition=Disposition.REJECTED,
        reason="Measured already.",
        by=people.dana,
    )

    made.refresh_from_db()
    assert (made.state, made.reason) == ("declined", "Measured already.")


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        (SHIP, {"value": "0.82"}),
        (KEY, {"value": "Fraud is found *late*."}),
        ("evaluation.primary_metric", {"value": "precision"}),
        ("deployment.p99", {"value": "70", "unit": "ms"}),
    ],
)
def test_a_reviewer_suggests_on_the_page(
    client: Client, people: Cast, spec: Spec, key: str, typed: dict[str, str]
) -> None:
    client.force_login(people.piotr)
    page = client.get(reverse("specs:talk", args=[spec.pk]) + f"?key={key}").content.decode()
    body = {"op_id": str(op()), "text": "It is enough.", **typed}

    reply = client.post(reverse("specs:suggest", args=[spec.pk, key]), body, headers=HTMX)

    assert "Suggest another answer" in page
    assert reply.status_code == 200
    assert "Suggested" in reply.content.decode()
    assert Suggestion.objects.get().thread.key == key


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"value": "abc", "text": "Why not"}, "Not a number"),
        ({"value": "0.82", "text": ""}, "Write something first."),
    ],
)
def test_what_cannot_be_suggested_stays_typed(
    client: Client, people: Cast, spec: Spec, typed: dict[str, str], problem: str
) -> None:
    client.force_login(people.piotr)

    reply = client.post(
        reverse("specs:suggest", args=[spec.pk, SHIP]), {"op_id": str(op()), **typed}, headers=HTMX
    )

    text = reply.content.decode()
    assert reply.status_code == 422
    assert problem in text
    assert f'value="{typed["value"]}"' in text
    assert not Thread.objects.exists()


def test_the_value_that_stands_there_is_no_suggestion(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.piotr)
    now = Answer.objects.get(spec=spec, key=SHIP).value
    body = {"op_id": str(op()), "text": "Keep it", "value": now}

    reply = client.post(reverse("specs:suggest", args=[spec.pk, SHIP]), body, headers=HTMX)

    assert reply.status_code == 422
    assert "This is what stands here now." in reply.content.decode()


def test_accepting_on_the_write_page_brings_the_field(
    client: Client, people: Cast, spec: Spec
) -> None:
    made = make_suggestion(spec, SHIP, "0.82", people.piotr)
    client.force_login(people.dana)
    url = reverse("specs:accept-suggestion", args=[spec.pk, made.thread_id])
    here = "http://testserver" + reverse("specs:write-section", args=[spec.pk, "s4"])
    old = {"seen_version": version_of(spec) - 1}
    new = {"seen_version": version_of(spec)}

    stale = client.post(url, old, headers=HTMX)
    taken = client.post(url, new, headers={**HTMX, "HX-Current-URL": here})

    assert stale.status_code == 409
    assert "Somebody changed the answer meanwhile" in stale.content.decode()
    assert 'id="field-evaluation-ship_threshold"' in taken.content.decode()
    assert 'value="0.82"' in taken.content.decode()


def test_a_stale_suggestion_is_shown_against_what_stands_there(
    client: Client, people: Cast, spec: Spec
) -> None:
    made = make_suggestion(spec, SHIP, "0.82", people.piotr)
    change(spec, SHIP, "0.75", people.dana)
    client.force_login(people.dana)

    text = client.get(reverse("specs:thread", args=[spec.pk, made.thread_id])).content.decode()

    assert "<del>0.75</del> <ins>0.82</ins>" in text
    assert "The answer changed since" in text
    assert "Replace it by this" in text
