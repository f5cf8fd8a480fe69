"""One story for each state a spec can be in, told through the actions that people use."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from reviews import actions as review_actions
from reviews.management.demo import registers, texts
from reviews.management.demo.gates import tell_stages
from reviews.management.demo.own_checks import publish_check
from reviews.management.demo.people import Stage
from reviews.management.demo.renegotiating import ask_for_less, lower_recall, with_f1
from reviews.management.demo.staging import in_stages
from reviews.management.demo.talking import talk_about_draft, talk_in_review
from reviews.management.demo.telling import (
    EVERYTHING,
    accept_risk,
    change,
    complete,
    sign,
    sign_all,
    start,
    submit,
    version_of,
    waive_warnings,
    written_out,
)
from reviews.management.demo.templates import begin_template
from reviews.models import Decision
from specs import actions, catalogue
from specs.models import Spec, SpecGuest

CARDS_OF: Final = date(2026, 9, 1)  # the day that the catalogue's second example is of


def tell_all(stage: Stage) -> list[Spec]:
    """Tell every story; the one told last stands first in the lists."""
    begin_template(stage)
    stories = (
        archived,
        superseded,
        approved,
        barely_started,
        complete_draft,
        returned_with_reasons,
        second_revision,
        nearly_approved,
        in_review,
        in_stages,
        draft_with_a_conflict,
    )
    told = [story(stage) for story in stories]
    publish_check(stage)
    return told


def archived(stage: Stage) -> Spec:
    """An idea that was put away."""
    spec = start(stage, "yusuf", "Loyalty offer ranking", texts.LOYALTY)
    year = timezone.now().year + 2
    why = f"Marketing keeps the offers fixed until {year}."
    actions.archive(spec=spec, by=stage["yusuf"], why=why)
    return spec


def superseded(stage: Stage) -> Spec:
    """Approved, amended once, replaced by another spec since."""
    spec = written_out(stage, "Card fraud rules, second generation", texts.FRAUD)
    sign_all(stage, submit(stage, spec))
    lower_recall(stage, spec)
    actions.supersede(
        spec=spec, by=stage["dana"], why="Replaced by “Card payment fraud detection”."
    )
    return spec


def approved(stage: Stage) -> Spec:
    """All that can be asked, signed by all eight roles; its PoC came out below what it wants."""
    answers = {**texts.FRAUD, **with_f1()}
    spec = written_out(stage, "Card payment fraud detection", answers, template=EVERYTHING)
    review = submit(stage, spec)
    sign_all(stage, review)
    tell_stages(stage, spec)
    review_actions.ask_for_export(revision=review.revision, by=stage["dana"])
    SpecGuest.objects.create(spec=spec, user=stage["noor"])
    ask_for_less(stage, spec)
    return spec


def barely_started(stage: Stage) -> Spec:
    """A title and one sentence."""
    return start(stage, "yusuf", "Instant payout advance", texts.CREDIT)


def complete_draft(stage: Stage) -> Spec:
    """Everything answered, a warning waived and a risk accepted: the next step is to submit it."""
    spec = written_out(stage, "Dispute letter triage", texts.DISPUTES, registers.DISPUTES)
    waive_warnings(
        spec,
        "Nobody gains by a letter that lands with another team. Asked again once the mail room"
        " decides about refunds as well.",
        by=stage["dana"],
    )
    accept_risk(
        spec,
        "The scanner drops the second page",
        "40 letters a week are read again by hand until the new scanner is there.",
        by=stage["ruth"],
    )
    talk_about_draft(stage, spec)
    return spec


def returned_with_reasons(stage: Stage) -> Spec:
    """Blocked in its first review; the reasons stand beside the sections."""
    spec = written_out(stage, "Merchant onboarding risk", texts.ONBOARDING, registers.ONBOARDING)
    review = submit(stage, spec)
    sign(stage, review, "data_scientist")
    sign(
        stage,
        review,
        "sre_on_call",
        Decision.BLOCKED,
        reason="Nobody is on call for the onboarding queue at weekends. Name who is paged, and"
        " say how a rollback is done while applications wait.",
        sections=("s6", "s7"),
    )
    return spec


def second_revision(stage: Stage) -> Spec:
    """Blocked, mended and submitted again: some sign-offs carried over, others lapsed."""
    spec = written_out(stage, "Chargeback outcome forecast", texts.CHARGEBACK, registers.CHARGEBACK)
    review = submit(stage, spec)
    for role in ("data_scientist", "data_engineer", "legal_compliance", "ml_engineer"):
        sign(stage, review, role)
    sign(
        stage,
        review,
        "finance",
        Decision.BLOCKED,
        reason="Four instances round the clock cost more than the agents' time they save.",
        sections=("s6",),
    )
    change(spec, "deployment.instance", "2 vCPU / 8 GB, 2 instances in 2 zones", stage["dana"])
    second = submit(stage, spec)
    sign(stage, second, "product_manager")
    return spec


def nearly_approved(stage: Stage) -> Spec:
    """The second example of the catalogue, clean by all checks; only the sponsor has not signed."""
    answers = catalogue.churn()
    title = str(answers["project.title"])
    spec = complete(stage, title, answers, CARDS_OF, EVERYTHING)
    sign_all(stage, submit(stage, spec, days=3), but="executive_sponsor")
    return spec


def in_review(stage: Stage) -> Spec:
    """Signed by three of seven, one of them with a condition."""
    spec = written_out(stage, "Refund abuse score", texts.REFUND, registers.REFUND)
    review = submit(stage, spec)
    sign(stage, review, "product_manager")
    sign(stage, review, "data_engineer")
    condition = review_actions.Wish(
        text="Add the refund model to the record of processing activities.",
        owner=stage["dana"],
        due_on=timezone.now().date() + timedelta(days=14),
    )
    sign(stage, review, "legal_compliance", Decision.CONDITIONS, conditions=(condition,))
    talk_in_review(stage, spec)
    return spec


def draft_with_a_conflict(stage: Stage) -> Spec:
    """Half written, with blockers, and two texts of one field to settle."""
    spec = start(stage, "dana", "Merchant churn early warning", texts.CHURN)
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
    return spec
