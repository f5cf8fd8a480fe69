"""What people of the demo asked and answered about their specs."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews import actions as review_actions
from specs import actions
from specs.documents import read_spec
from specs.domain.talk import Place
from specs.models import Disposition
from specs.passages import find_passage

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage
    from specs.documents import Reading
    from specs.domain.talk import Passage
    from specs.models import Spec, Suggestion, Thread

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


def suggest_words(stage: Stage, spec: Spec) -> None:
    """Two other wordings of a draft: one is taken, one waits for Dana."""
    taken = _suggest(
        stage,
        spec,
        "lina",
        "io.fallback",
        "Without a class within 2 seconds the letter goes to the mail room, as today, and is marked"
        " as fallback.",
        "When does waiting become a fallback? I would say it here.",
    )
    seen = taken.base_version
    actions.accept_suggestion(suggestion=taken, seen_version=seen, by=stage["dana"])
    _suggest(
        stage,
        spec,
        "marc",
        "problem.output_usage",
        "The letter service reads the class and fills the team's queue. The reader sees 3 reason"
        " codes and may pass the letter on. Customers notice nothing but the time.",
        "Passing a letter on stays possible: that is what the budget counts on.",
    )


def _suggest(stage: Stage, spec: Spec, by: str, key: str, value: str, text: str) -> Suggestion:
    reading, passage = _passage(stage, spec, by, Place(key=key))
    return actions.suggest(
        spec=spec,
        passage=passage,
        value=value,
        base_version=reading.contents.answers[key].version,
        text=text,
        op_id=uuid.uuid4(),
        by=stage[by],
    )


def ask_in_review(stage: Stage, spec: Spec) -> dict[str, Thread]:
    """Five comments of a review, each of which ends otherwise."""
    asked = {
        "cost": ("marc", Place(section="s6"), "Four instances for 9,400 payments a day?"),
        "why": ("imani", Place(key="problem.output_usage"), "Are customers told before a try?"),
        "more": ("piotr", Place(section="s7"), "Page somebody when a bank answers nothing at all."),
        "same": ("tomas", Place(section="s6"), "Are four instances needed for this load?"),
        "mine": ("marc", Place(key="problem.statement"), "Is the fee for a try counted?"),
    }
    return {name: begin(stage, spec, *rest) for name, rest in asked.items()}


def dispose_of(stage: Stage, threads: dict[str, Thread]) -> None:
    """Say what becomes of each."""
    ends = {
        "cost": (Disposition.ACCEPTED, "dana", ""),
        "why": (Disposition.PARTLY, "dana", "In the terms, yes; a mail before each try, no."),
        "more": (Disposition.REJECTED, "dana", "The gateway pages for that already."),
        "same": (Disposition.DUPLICATE, "dana", "Marc asked the same."),
        "mine": (Disposition.WITHDRAWN, "marc", "It is; I had missed the table below."),
    }
    for name, (disposition, by, reason) in ends.items():
        review_actions.dispose_comment(
            thread=threads[name], disposition=disposition, reason=reason, by=stage[by]
        )


def _passage(stage: Stage, spec: Spec, by: str, place: Place) -> tuple[Reading, Passage]:
    reading = read_spec(spec.pk, stage[by])
    passage = find_passage(reading, place) if reading else None
    if reading is None or passage is None:
        message = f"There is no {place} to talk about in {spec}"
        raise RuntimeError(message)
    return reading, passage


def begin(stage: Stage, spec: Spec, by: str, place: Place, text: str, **more: object) -> Thread:
    """Begin a thread as somebody."""
    _reading, passage = _passage(stage, spec, by, place)
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
