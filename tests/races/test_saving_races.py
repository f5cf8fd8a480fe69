"""Many writers at one spec: every text that was acknowledged is found afterwards."""

from __future__ import annotations

import random
import re
import uuid
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Level, Membership, User
from specs import actions
from specs.documents import read_spec
from specs.models import Answer, AnswerVersion, Conflict, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_spec, op
from tests.racing import collide, stampede

WRITERS, SAVES = 50, 20
KEYS = ("problem.statement", "problem.decision", "io.fallback", "risk.shift_handling")


def make_writers(people: Cast, spec: Spec) -> list[User]:
    """Return fifty people who may write in the spec."""
    users = [
        User.objects.create(email=f"writer{number}@meridian.example", name=f"Writer {number}")
        for number in range(WRITERS)
    ]
    Membership.objects.bulk_create(
        Membership(organisation=people.meridian, user=user, level=Level.MEMBER) for user in users
    )
    for user in users:
        actions.add_editor(spec=spec, user=user, by=people.dana)
    return users


def write(spec: Spec, user: User, seed: int) -> tuple[list[str], list[int]]:
    """Save twenty times, each time adding a token to what stood there; return what was kept."""
    client, dice = Client(), random.Random(seed)
    client.force_login(user)
    kept, statuses = [], []
    for number in range(SAVES):
        key = dice.choice(KEYS)
        answer = Answer.objects.filter(spec=spec, key=key).first()
        text, version = (str(answer.value), answer.version) if answer else ("", 0)
        token = f"t{seed}x{number}y"
        paragraphs = [part for part in text.split("\n\n") if part]
        paragraphs.insert(dice.randint(0, len(paragraphs)), token)
        response = client.post(
            reverse("specs:save-answer", args=[spec.pk, key]),
            {
                "value": "\n\n".join(paragraphs),
                "base_version": version,
                "op_id": str(uuid.uuid4()),
            },
            headers={"HX-Request": "true"},
        )
        connection.close()
        statuses.append(response.status_code)
        if response.status_code in (200, 409):
            kept.append(token)
    return kept, statuses


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("committed")
def test_fifty_writers_lose_no_acknowledged_text(people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)
    writers = make_writers(people, spec)

    written = stampede(WRITERS, lambda number: write(spec, writers[number], number))

    statuses = Counter(status for _kept, some in written for status in some)
    assert set(statuses) <= {200, 409}, statuses
    tokens = {token for kept, _statuses in written for token in kept}
    assert len(tokens) == WRITERS * SAVES
    current = [str(a.value) for a in Answer.objects.filter(spec=spec, key__in=KEYS)]
    in_texts = Counter(re.findall(r"t\d+x\d+y", "\n".join(current)))
    assert max(in_texts.values()) == 1, "a text was merged in twice"
    versions = "\n".join(
        str(value) for value in AnswerVersion.objects.values_list("value", flat=True)
    )
    conflicts = "\n".join(str(c.mine) for c in Conflict.objects.filter(spec=spec))
    found = in_texts.keys() | set(re.findall(r"t\d+x\d+y", versions + conflicts))
    assert tokens - found == set()


@pytest.mark.usefixtures("committed")
def test_two_writers_lose_nothing(people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    attribute = spec.template.template.attributes["problem.statement"]

    def save(user: User, text: str, base: int) -> str:
        outcome = actions.save_answer(
            spec=spec, attribute=attribute, value=text, base_version=base, op_id=op(), by=user
        )
        return type(outcome).__name__

    save(people.dana, "Accuracy", 0)

    outcomes = collide(
        lambda: save(people.dana, "Recall", 1), lambda: save(people.yusuf, "Precision", 1)
    )

    assert outcomes == ("Saved", "Conflict")
    assert Answer.objects.get(spec=spec, key=attribute.key).value == "Recall"
    assert Conflict.objects.get().mine == "Precision"


@pytest.mark.usefixtures("committed")
def test_a_save_in_one_statement_waits_for_the_spec_and_then_gives_way(
    people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    attribute = spec.template.template.attributes["problem.statement"]
    reading = read_spec(spec.pk, people.dana)
    assert reading is not None

    def save_at_length() -> str:
        actions.save_answer(
            spec=spec, attribute=attribute, value="One", base_version=0, op_id=op(), by=people.dana
        )
        return "One"

    def save_at_once() -> str:
        outcome = actions.save_answer_in(
            reading, attribute=attribute, value="Two", base_version=0, op_id=op()
        )
        return type(outcome).__name__

    assert collide(save_at_length, save_at_once) == ("One", "Conflict")
    assert Answer.objects.get(spec=spec, key=attribute.key).value == "One"
