"""Specs that were approved: renegotiated, held up, replaced, due to be looked at again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews import actions as review_actions
from reviews.management.demo import texts
from reviews.management.demo.gates import extend_mvp, pass_poc
from reviews.management.demo.pacing import Moment, Story, ago
from reviews.management.demo.renegotiating import (
    ask_for_less,
    lower_f1,
    lower_recall,
    still_right,
    with_f1,
)
from reviews.management.demo.talking import ask_in_review, dispose_of
from reviews.management.demo.telling import (
    EVERYTHING,
    change,
    sign,
    sign_in_turn,
    submit,
    written_out,
)
from reviews.models import Condition, Decision
from specs import actions

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from reviews.management.demo.people import Stage
    from reviews.models import Review
    from specs.domain.attribute import Json

RULES = "Card fraud rules, second generation"
FRAUD = "Card payment fraud detection"


def superseded(stage: Stage) -> Story:
    """Approved, amended once, replaced by another spec since."""
    yield ago(158, 13, 15)
    spec = written_out(stage, RULES, texts.FRAUD)
    yield ago(157, 9, 45)
    review = submit(stage, spec)
    yield from sign_in_turn(stage, review, 156)
    yield from lower_recall(stage, spec, days=120)
    yield ago(76, 9, 30)
    why = f"Replaced by “{FRAUD}”."
    actions.supersede(spec=spec, by=stage["dana"], why=why)


def approved(stage: Stage) -> Story:
    """All that can be asked, signed by all eight roles; what it wanted was out of reach."""
    yield ago(152, 9, 30)
    answers = {**texts.FRAUD, **with_f1()}
    spec = written_out(stage, FRAUD, answers, template=EVERYTHING)
    yield ago(145, 10, 15)
    review = submit(stage, spec)
    yield from sign_in_turn(stage, review, 144)
    yield ago(138, 11, 40)
    actions.invite_guest(
        spec=spec, email=stage["noor"].email, name=stage["noor"].name, days=90, by=stage["dana"]
    )
    yield from pass_poc(stage, spec, days=98)
    yield from lower_f1(stage, spec, days=91)
    yield from still_right(stage, spec, days=74)
    yield from extend_mvp(stage, spec, days=16)
    yield from ask_for_less(stage, spec, days=8)


def editorial(stage: Stage) -> Story:
    """Blocked once; a change of wording left sign-offs standing, and a condition held it up."""
    yield ago(141, 14, 20)
    spec = written_out(stage, "Payment retry timing", texts.RETRY)
    yield ago(136, 9, 20)
    review = submit(stage, spec)
    for day, role in ((135, "product_manager"), (134, "data_scientist"), (134, "data_engineer")):
        yield ago(day, 15, 35)
        sign(stage, review, role)
    yield ago(133, 10, 5)
    threads = ask_in_review(stage, spec)
    yield ago(131, 16, 15)
    why = "Four instances for 9,400 payments a day: that is a cent for each. Two are enough."
    sign(stage, review, "finance", Decision.BLOCKED, reason=why, sections=("s6",))
    yield ago(129, 11, 30)
    dispose_of(stage, threads)
    change(spec, "deployment.instance", "2 vCPU / 8 GB, 2 instances in 2 zones", stage["dana"])
    change(spec, "problem.statement", texts.RETRY_REWORDED, stage["dana"])
    yield ago(128, 9, 40)
    second = submit(stage, spec)
    yield ago(127, 14)
    review_actions.accept_edit(spec=spec, role="data_scientist", by=stage["lina"])
    yield ago(126, 10, 50)
    wish = review_actions.Wish(
        text="Tell customers in the terms that a refused payment is tried again.",
        owner=stage["dana"],
        due_on=timezone.now().date() + timedelta(days=12),
    )
    sign(stage, second, "legal_compliance", Decision.CONDITIONS, conditions=(wish,))
    yield from sign_in_turn(stage, second, 125)
    condition = Condition.objects.get(sign_off__review=second)
    yield ago(117, 13, 10)
    note = "Section 4.2 of the terms, in force since Monday."
    review_actions.mark_condition_met(condition=condition, note=note, by=stage["dana"])
    yield ago(115, 9, 25)
    review_actions.accept_condition(condition=condition, by=stage["imani"])


def routed(stage: Stage) -> Story:
    """Approved without a question; in a few weeks it is to be looked at again."""
    review = yield from _smoothly(stage, "Support call routing", texts.ROUTING, 82)
    yield ago(64, 15, 20)
    review_actions.ask_for_export(revision=review.revision, by=stage["greta"])


def delivered(stage: Stage) -> Story:
    """Approved lately, before the organisation had a route."""
    yield from _smoothly(stage, "Terminals about to fail", texts.TERMINALS, 36)


def _smoothly(
    stage: Stage, title: str, answers: Mapping[str, Json], days: int
) -> Generator[Moment, None, Review]:
    """Write and submit a spec, and let everybody sign it."""
    yield ago(days, 10, 35)
    spec = written_out(stage, title, answers)
    yield ago(days - 8, 9, 50)
    review = submit(stage, spec)
    yield from sign_in_turn(stage, review, days - 10)
    return review
