"""My work: what waits for one person in threads, conditions and sign-offs carried over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleHolder
from reviews import actions as review_actions
from reviews.models import Decision
from specs import actions
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import (
    change,
    make_full_spec,
    make_review,
    make_sign_off,
    make_suggestion,
    make_thread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's with everything in it."""
    return make_full_spec(people, template)


def home(client: Client, user: object) -> str:
    client.force_login(user)  # type: ignore[arg-type]
    return client.get("/").content.decode()


def panel(client: Client, user: object) -> str:
    client.force_login(user)  # type: ignore[arg-type]
    return client.get(reverse("reviews:to-sign-panel")).content.decode()


def test_who_is_asked_finds_it_the_most_urgent_first(
    client: Client, people: Cast, spec: Spec
) -> None:
    soon = timezone.localdate() + timedelta(days=1)
    make_thread(spec, people.felix, "Whenever", assignee=people.piotr)
    make_thread(spec, people.felix, "Tomorrow", assignee=people.piotr, due_on=soon)

    text = home(client, people.piotr)

    assert text.index("Tomorrow") < text.index("Whenever")
    assert "Nobody waits for an answer of yours" in home(client, people.marc)


def test_what_is_resolved_or_of_another_role_waits_for_nobody(
    client: Client, people: Cast, spec: Spec
) -> None:
    done = make_thread(spec, people.felix, "Done already", assignee=people.piotr)
    actions.resolve_thread(thread=done, by=people.piotr)
    make_thread(spec, people.imani, "Between us", role="legal_compliance", assignee=people.imani)
    assert "Between us" in home(client, people.imani)

    RoleHolder.objects.filter(user=people.imani).delete()

    assert "Between us" not in home(client, people.imani)
    assert "Done already" not in home(client, people.piotr)


def test_mentions_stand_there_until_they_are_noted(
    client: Client, people: Cast, spec: Spec
) -> None:
    thread = make_thread(spec, people.felix, "Is it so, @Dana Okafor?")
    assert "Is it so, @Dana Okafor?" in home(client, people.dana)

    url = reverse("specs:see-mention", args=[spec.pk, thread.pk])
    assert client.post(url, {"back": "home"})["Location"] == "/"

    assert "Nobody called you lately" in home(client, people.dana)


def test_authors_find_what_waits_for_their_word(client: Client, people: Cast, spec: Spec) -> None:
    make_suggestion(spec, "evaluation.ship_threshold", "0.82", people.piotr)
    assert "1 suggestion to take or decline" in home(client, people.dana)
    make_review(people, spec)
    make_thread(spec, people.piotr)

    text = home(client, people.dana)

    assert "1 comment of the review waits for what becomes of it; 1 suggestion" in text
    assert "?show=held" in text
    assert "of the review" not in home(client, people.piotr)


def test_conditions_and_carried_over_sign_offs_are_told(
    client: Client, people: Cast, spec: Spec
) -> None:
    first = make_review(people, spec)
    make_sign_off(first, "data_scientist", people.li_na)
    review_actions.withdraw_review(spec=spec, by=people.dana, why="One more word.")
    change(spec, "deployment.instance", "2 vCPU / 8 GB, 2 instances in 2 zones", people.dana)
    second = make_review(people, spec)
    wish = review_actions.Wish(
        text="Add it to the register.", owner=people.felix, due_on=timezone.localdate()
    )
    make_sign_off(second, "legal_compliance", people.imani, Decision.CONDITIONS, conditions=(wish,))

    assert "Add it to the register." in panel(client, people.felix)
    assert "Carried over for you" in panel(client, people.li_na)
    assert "Conditions you owe" not in panel(client, people.marc)


def test_home_asks_as_often_for_much_as_for_little(
    client: Client, people: Cast, spec: Spec
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    make_thread(spec, people.felix, "@Dana Okafor?", assignee=people.dana)
    home(client, people.dana)
    few = asked()
    for person in (people.piotr, people.marc, people.imani):
        make_thread(spec, person, "@Dana Okafor?", assignee=people.dana)

    assert asked() == few
