"""What a signer sends once more, too much of, or in the wrong way: nothing of it is dropped."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reviews import actions
from reviews.models import Condition, Outcome, Review, SignOff
from specs.models import Spec, SpecTemplate
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_review, make_sign_off

ROLE = "sre_on_call"


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    return make_review(people, spec)


@pytest.fixture
def piotr(client: Client, people: Cast) -> Client:
    client.force_login(people.piotr)
    return client


def filled(client: Client, spec: Spec, decision: str, **more: object) -> dict[str, Any]:
    """Return what the sign page would post."""
    html = client.get(reverse("reviews:sign", args=[spec.pk, ROLE])).content.decode()
    typed = {"decision": decision, "block_answer": "No runbook.", "password": PASSWORD, **more}
    for name in ("content_hash", "nonce"):
        found = re.search(rf'name="{name}" value="([^"]+)"', html)
        assert found
        typed[name] = found[1]
    return {**typed, "acknowledge": "on"}


def sign(client: Client, spec: Spec, typed: dict[str, Any]) -> Any:
    return client.post(reverse("reviews:sign", args=[spec.pk, ROLE]), typed)


def conditions(owner: User, *texts: str, due_on: str = "2031-01-31") -> dict[str, list[str]]:
    number = len(texts)
    return {
        "condition_text": list(texts),
        "condition_owner": [str(owner.pk)] * number,
        "condition_due": [due_on] * number,
    }


def test_another_decision_from_a_second_tab_is_answered(
    piotr: Client, spec: Spec, review: Review
) -> None:
    second = filled(piotr, spec, "blocked", reason="The pager is not staffed.", sections=["s7"])
    sign(piotr, spec, filled(piotr, spec, "approved"))

    response = sign(piotr, spec, second)

    assert response.status_code == 409
    assert "The pager is not staffed." in response.content.decode()
    assert SignOff.objects.get(review=review).decision == "approved"


def test_a_condition_is_not_due_in_the_past(
    piotr: Client, people: Cast, spec: Spec, review: Review
) -> None:
    passed = (timezone.localdate() - timedelta(days=2)).isoformat()
    typed = conditions(people.dana, "Add a runbook.", due_on=passed)

    response = sign(piotr, spec, filled(piotr, spec, "conditions", **typed))

    assert response.status_code == 422
    assert "This day has passed." in response.content.decode()
    assert "Add a runbook." in response.content.decode()
    assert f'value="{passed}"' in response.content.decode()
    assert not SignOff.objects.exists()


def test_no_condition_is_left_out(piotr: Client, people: Cast, spec: Spec, review: Review) -> None:
    texts = [f"Condition {number} of many." for number in range(1, 22)]

    response = sign(
        piotr, spec, filled(piotr, spec, "conditions", **conditions(people.dana, *texts))
    )

    assert response.status_code == 422
    assert "These are 21 conditions" in response.content.decode()
    assert texts[-1] in response.content.decode()
    assert not Condition.objects.exists()


def test_a_condition_with_a_date_and_no_words_is_asked_about(
    piotr: Client, people: Cast, spec: Spec, review: Review
) -> None:
    rows = conditions(people.dana, "Staff the pager.", "")

    response = sign(piotr, spec, filled(piotr, spec, "conditions", **rows))

    assert response.status_code == 422
    assert "Say what has to be done." in response.content.decode()


def test_a_reason_that_is_too_long_stays_in_the_page(
    piotr: Client, people: Cast, spec: Spec, review: Review
) -> None:
    make_sign_off(review, ROLE, people.piotr)
    reason = "word " * 1000

    response = piotr.post(
        reverse("reviews:withdraw-sign-off", args=[spec.pk, ROLE]), {"reason": reason}
    )

    assert response.status_code == 422
    assert reason.strip() in response.content.decode()


def test_a_text_that_was_altered_in_the_database_is_not_signed(
    piotr: Client, spec: Spec, review: Review
) -> None:
    typed = filled(piotr, spec, "approved")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE specs_revision DISABLE TRIGGER specs_revision_keep")
        cursor.execute("UPDATE specs_revision SET content = replace(content, '0.70', '0.60')")

    response = sign(piotr, spec, typed)

    assert response.status_code == 409
    assert "not the one that was frozen" in response.content.decode()
    assert not SignOff.objects.exists()


def test_accepting_a_condition_twice_is_no_error(
    piotr: Client, people: Cast, spec: Spec, review: Review
) -> None:
    sign(
        piotr,
        spec,
        filled(piotr, spec, "conditions", **conditions(people.dana, "Staff the pager.")),
    )
    condition = Condition.objects.get()
    actions.mark_condition_met(condition=condition, note="Rota in place.", by=people.dana)
    actions.accept_condition(condition=condition, by=people.piotr)
    Review.objects.update(outcome=Outcome.APPROVED)

    again = actions.accept_condition(condition=condition, by=people.piotr)

    assert again.accepted_by == people.piotr
