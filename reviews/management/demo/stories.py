"""One story for each state a spec can be in, told through the actions that people use."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from reviews import actions as review_actions
from reviews.management.demo import house, lives, registers, texts
from reviews.management.demo.clock import past
from reviews.management.demo.pacing import Story, ago, tell_in_order
from reviews.management.demo.people import Stage, set_stage
from reviews.management.demo.staging import SRE, in_stages
from reviews.management.demo.talking import suggest_words, talk_about_draft, talk_in_review
from reviews.management.demo.telling import (
    EVERYTHING,
    accept_risk,
    change,
    complete,
    sign,
    sign_in_turn,
    start,
    submit,
    version_of,
    waive_warnings,
    written_out,
)
from reviews.models import Decision
from specs import actions, catalogue

CARDS_OF: Final = date(2026, 9, 1)  # the day that the catalogue's second example is of
BEGAN: Final = 160  # days before today on which the organisation began


def tell_all() -> None:
    """Let everything happen, from the first day until today, in the caller's transaction."""
    with past() as clock:
        clock.go_to(ago(BEGAN, 9).before(clock.real))
        stage = set_stage()
        stories = (
            house.rules,
            house.views,
            house.absence,
            house.ideas,
            lives.superseded,
            lives.approved,
            lives.editorial,
            lives.routed,
            lives.delivered,
            archived,
            barely_started,
            complete_draft,
            returned_with_reasons,
            second_revision,
            nearly_approved,
            in_review,
            in_stages,
            draft_with_a_conflict,
        )
        told = (story(stage) for story in stories)
        tell_in_order([house.calendar(BEGAN - 1), *told], clock)
        clock.go_to(clock.real)


def archived(stage: Stage) -> Story:
    """An idea that was put away."""
    yield ago(118, 11, 25)
    spec = start(stage, "yusuf", "Loyalty offer ranking", texts.LOYALTY)
    yield ago(96, 15, 10)
    year = timezone.now().year + 2
    why = f"Marketing keeps the offers fixed until {year}."
    actions.archive(spec=spec, by=stage["yusuf"], why=why)


def barely_started(stage: Stage) -> Story:
    """A title and one sentence."""
    yield ago(3, 16, 45)
    start(stage, "yusuf", "Instant payout advance", texts.CREDIT)


def complete_draft(stage: Stage) -> Story:
    """Everything answered, a warning waived and a risk accepted: the next step is to submit it."""
    yield ago(27, 9, 30)
    spec = written_out(stage, "Dispute letter triage", texts.DISPUTES, registers.DISPUTES)
    yield ago(20, 11, 15)
    waive_warnings(
        spec,
        "Nobody gains by a letter that lands with another team. Asked again once the mail room"
        " decides about refunds as well.",
        by=stage["dana"],
    )
    yield ago(18, 14)
    accept_risk(
        spec,
        "The scanner drops the second page",
        "40 letters a week are read again by hand until the new scanner is there.",
        by=stage["ruth"],
    )
    yield ago(17, 9, 20)
    # The route asks for two of them since two days, and one person holds the role.
    two = [stage[key] for key in ("piotr", "yusuf")]
    review_actions.assign_signers(spec=spec, role=SRE, users=two, by=stage["dana"])
    yield ago(6, 10, 20)
    talk_about_draft(stage, spec)
    yield ago(5, 15, 30)
    suggest_words(stage, spec)


def returned_with_reasons(stage: Stage) -> Story:
    """Blocked in its first review; the reasons stand beside the sections."""
    yield ago(63, 9, 40)
    spec = written_out(stage, "Merchant onboarding risk", texts.ONBOARDING, registers.ONBOARDING)
    yield ago(57, 13, 30)
    review = submit(stage, spec)
    yield ago(55, 10, 5)
    sign(stage, review, "data_scientist")
    yield ago(50, 16, 50)
    sign(
        stage,
        review,
        "sre_on_call",
        Decision.BLOCKED,
        reason="Nobody is on call for the onboarding queue at weekends. Name who is paged, and"
        " say how a rollback is done while applications wait.",
        sections=("s6", "s7"),
    )


def second_revision(stage: Stage) -> Story:
    """Blocked, mended and submitted again: some sign-offs carried over, others lapsed."""
    yield ago(51, 10)
    spec = written_out(stage, "Chargeback outcome forecast", texts.CHARGEBACK, registers.CHARGEBACK)
    yield ago(45, 9, 15)
    review = submit(stage, spec)
    roles = ("data_scientist", "data_engineer", "legal_compliance", "ml_engineer")
    for number, role in enumerate(roles):
        yield ago(44 - 2 * number, 11, 20)
        sign(stage, review, role)
    yield ago(34, 9, 50)
    sign(
        stage,
        review,
        "finance",
        Decision.BLOCKED,
        reason="Four instances round the clock cost more than the agents' time they save.",
        sections=("s6",),
    )
    yield ago(29, 13, 45)
    change(spec, "deployment.instance", "2 vCPU / 8 GB, 2 instances in 2 zones", stage["dana"])
    yield ago(24, 10, 30)
    second = submit(stage, spec, days=28)
    yield ago(21, 15)
    sign(stage, second, "product_manager")


def nearly_approved(stage: Stage) -> Story:
    """The second example of the catalogue, clean by all checks; only the sponsor has not signed."""
    answers = catalogue.churn()
    title = str(answers["project.title"])
    yield ago(20, 13, 20)
    spec = complete(stage, title, answers, CARDS_OF, EVERYTHING)
    yield ago(13, 9, 10)
    review = submit(stage, spec, days=16)
    yield from sign_in_turn(stage, review, 12, but="executive_sponsor")


def in_review(stage: Stage) -> Story:
    """Signed by three of seven, one of them with a condition whose day is over."""
    yield ago(33, 10, 10)
    spec = written_out(stage, "Refund abuse score", texts.REFUND, registers.REFUND)
    yield ago(26, 9, 30)
    review = submit(stage, spec, days=32)
    yield ago(25, 14, 15)
    sign(stage, review, "product_manager")
    yield ago(24, 11)
    sign(stage, review, "data_engineer")
    yield ago(21, 16, 5)
    condition = review_actions.Wish(
        text="Add the refund model to the record of processing activities.",
        owner=stage["dana"],
        due_on=timezone.now().date() + timedelta(days=16),
    )
    sign(stage, review, "legal_compliance", Decision.CONDITIONS, conditions=(condition,))
    yield ago(9, 10, 40)
    talk_in_review(stage, spec)


def draft_with_a_conflict(stage: Stage) -> Story:
    """Half written, with blockers, and two texts of one field to settle."""
    yield ago(8, 11, 10)
    spec = start(stage, "dana", "Merchant churn early warning", texts.CHURN)
    yield ago(1, 9, 20)
    actions.add_editor(spec=spec, user=stage["yusuf"], by=stage["dana"])
    attribute = spec.template.template.attributes["problem.current_performance"]
    first = "Account managers call about 40 merchants a week, by gut feeling."
    version = version_of(spec, attribute.key)
    for author, text in (
        ("dana", first),
        ("yusuf", "Account managers call 38 merchants a week; 6 of them had planned to leave."),
        ("dana", "Account managers call 45 merchants a week, none of them from a list."),
    ):
        base = version if author == "dana" and text == first else version + 1
        actions.save_answer(
            spec=spec,
            attribute=attribute,
            value=text,
            base_version=base,
            op_id=uuid.uuid4(),
            by=stage[author],
        )
