"""What people of the demo asked and answered about their specs."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from specs import actions
from specs.documents import read_spec
from specs.domain.talk import Place
from specs.passages import find_passage

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage
    from specs.models import Spec, Thread

SHIP = Place(key="evaluation.ship_threshold")


def talk_about_draft(stage: Stage, spec: Spec) -> None:
    """Questions about a draft that is almost ready."""
    asked = begin(
        stage,
        spec,
        "imani",
        SHIP,
        "Why may the letters about consumers do worse? I cannot sign a lower bar for one group.",
    )
    answer(stage, asked, "dana", "Left over from the first draft. @Li Na Brandt, is 0.90 safe?")
    begin(
        stage,
        spec,
        "piotr",
        Place(section="s6"),
        "Who is paged when the queue stands still on a Sunday?",
        assignee=stage["dana"],
        due_on=timezone.localdate() + timedelta(days=3),
    )
    done = begin(stage, spec, "marc", Place(key="problem.statement"), "Which cost per letter?")
    answer(stage, done, "dana", "4 minutes of an agent, **$3.10**; the source is in section 2.")
    actions.resolve_thread(thread=done, by=stage["marc"])


def talk_in_review(stage: Stage, spec: Spec) -> None:
    """Comments of a review, one of them private to legal."""
    asked = begin(
        stage,
        spec,
        "piotr",
        Place(key="deployment.rollback_time"),
        "Was the rollback rehearsed with 4 instances, @Dana Okafor?",
    )
    answer(stage, asked, "tomas", "Twice on Friday: 6 and 7 minutes.")
    begin(
        stage,
        spec,
        "imani",
        Place(section="s5"),
        "Ask outside counsel before the roll-out to Brazil.",
        role="legal_compliance",
    )


def begin(stage: Stage, spec: Spec, by: str, place: Place, text: str, **more: object) -> Thread:
    """Begin a thread as somebody."""
    reading = read_spec(spec.pk, stage[by])
    passage = find_passage(reading, place) if reading else None
    if passage is None:
        message = f"There is no {place} to talk about in {spec}"
        raise RuntimeError(message)
    return actions.open_thread(
        spec=spec,
        passage=passage,
        text=text,
        op_id=uuid.uuid4(),
        by=stage[by],
        **more,  # type: ignore[arg-type]
    )


def answer(stage: Stage, thread: Thread, by: str, text: str) -> None:
    """Reply as somebody."""
    actions.reply(thread=thread, text=text, op_id=uuid.uuid4(), by=stage[by])
