"""One story for each state a spec can be in, told through the actions that people use."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils import timezone

from accounts.models import User
from reviews import actions as review_actions
from reviews.management.demo import texts
from reviews.management.demo.people import PASSWORD, Stage
from reviews.models import Decision, Review
from specs import actions, catalogue
from specs.documents import evaluate, load_contents
from specs.domain.attribute import Json
from specs.domain.checks.check import Severity
from specs.management.filling import fill, save
from specs.models import Answer, Spec, SpecGuest

ANSWERS: Final = {
    "product_manager": "A complaint rate above 0.5% of genuine payments.",
    "data_scientist": "Recall under 0.70 in any of the subgroups.",
    "ml_engineer": "A feature that is computed differently in training and in serving.",
    "data_engineer": "A schema change of payments.authorisation without two weeks' notice.",
    "sre_on_call": "No runbook, or a rollback that takes longer than 10 minutes.",
    "legal_compliance": "A decision about a person without a reason that can be told to them.",
    "finance": "Yearly cost above what the avoided loss pays for.",
}
SIGNING_ORDER = tuple(ANSWERS)


def tell_all(stage: Stage) -> list[Spec]:
    """Tell every story; the one told last stands first in the lists."""
    stories = (
        archived,
        superseded,
        approved,
        barely_started,
        complete_draft,
        returned_with_reasons,
        second_revision,
        in_review,
        draft_with_a_conflict,
    )
    return [story(stage) for story in stories]


def archived(stage: Stage) -> Spec:
    """An idea that was put away."""
    spec = start(stage, "yusuf", "Loyalty offer ranking", texts.LOYALTY)
    actions.archive(
        spec=spec, by=stage["yusuf"], why="Marketing keeps the offers fixed until 2028."
    )
    return spec


def superseded(stage: Stage) -> Spec:
    """Approved once, replaced by another spec since."""
    spec = written_out(stage, "Card fraud rules, second generation", texts.FRAUD)
    sign_all(stage, submit(stage, spec))
    actions.supersede(
        spec=spec, by=stage["dana"], why="Replaced by “Card payment fraud detection”."
    )
    return spec


def approved(stage: Stage) -> Spec:
    """Signed by all seven roles, with its audit PDF asked for and one guest who reads it."""
    spec = written_out(stage, "Card payment fraud detection", texts.FRAUD)
    review = submit(stage, spec)
    sign_all(stage, review)
    review_actions.ask_for_export(revision=review.revision, by=stage["dana"])
    SpecGuest.objects.create(spec=spec, user=stage["noor"])
    return spec


def barely_started(stage: Stage) -> Spec:
    """A title and one sentence."""
    return start(stage, "yusuf", "Instant payout advance", texts.CREDIT)


def complete_draft(stage: Stage) -> Spec:
    """Everything answered, nothing in the way: the next step is to submit it."""
    return written_out(stage, "Dispute letter triage", texts.DISPUTES)


def returned_with_reasons(stage: Stage) -> Spec:
    """Blocked in its first review; the reasons stand beside the sections."""
    spec = written_out(stage, "Merchant onboarding risk", texts.ONBOARDING)
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
    spec = written_out(stage, "Chargeback outcome forecast", texts.CHARGEBACK)
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


def in_review(stage: Stage) -> Spec:
    """Signed by three of seven, one of them with a condition."""
    spec = written_out(stage, "Refund abuse score", texts.REFUND)
    review = submit(stage, spec)
    sign(stage, review, "product_manager")
    sign(stage, review, "data_engineer")
    condition = review_actions.Wish(
        text="Add the refund model to the record of processing activities.",
        owner=stage["dana"],
        due_on=timezone.now().date() + timedelta(days=14),
    )
    sign(stage, review, "legal_compliance", Decision.CONDITIONS, conditions=(condition,))
    return spec


def draft_with_a_conflict(stage: Stage) -> Spec:
    """Half written, with blockers, and two texts of one field to settle."""
    spec = start(stage, "dana", "Merchant churn early warning", texts.CHURN)
    actions.add_editor(spec=spec, user=stage["yusuf"], by=stage["dana"])
    attribute = spec.template.template.attributes["problem.current_performance"]
    first = "Account managers call about 40 merchants a week, by gut feeling."
    version = _version(spec, attribute.key)
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


def start(stage: Stage, author: str, title: str, values: Mapping[str, Json]) -> Spec:
    """Start a spec with some answers in it."""
    by = stage[author]
    spec = actions.start_spec(
        organisation=stage.organisation, template=stage.template, title=title, by=by
    )
    fill(spec, values, by)
    spec.refresh_from_db()
    return spec


def written_out(stage: Stage, title: str, changes: Mapping[str, Json]) -> Spec:
    """Start a spec of Dana's with every answer, and waive what warnings there are."""
    own = {"project.title": None, "project.owner": None}  # start_spec() wrote them
    example = {key: catalogue.example(key) for key in stage.template.template.attributes}
    recent = {"data.last_trained": (timezone.now().date() - timedelta(weeks=3)).isoformat()}
    spec = start(stage, "dana", title, {**example, **own, **recent, **changes})
    values = load_contents(spec.pk).stored()
    found = evaluate(stage.template.template, values, revision=1).findings
    for finding in found:
        if finding.severity is Severity.WARNING:
            actions.waive(
                spec=spec,
                code=finding.code,
                key=finding.key,
                reason="Agreed with Li Na for the pilot; looked at again before the roll-out.",
                by=stage["dana"],
            )
    spec.refresh_from_db()
    return spec


def change(spec: Spec, key: str, value: Json, by: User) -> None:
    """Change one answer."""
    save(spec, spec.template.template.attributes[key], value, by)


def submit(stage: Stage, spec: Spec) -> Review:
    """Open a review that is due in ten days."""
    due_on = timezone.now().date() + timedelta(days=10)
    return review_actions.open_review(spec=spec, by=stage["dana"], due_on=due_on)


def sign_all(stage: Stage, review: Review) -> None:
    """Sign every role."""
    for role in SIGNING_ORDER:
        sign(stage, review, role)


def sign(
    stage: Stage,
    review: Review,
    role: str,
    decision: Decision = Decision.APPROVED,
    *,
    reason: str = "",
    sections: tuple[str, ...] = (),
    conditions: tuple[review_actions.Wish, ...] = (),
) -> None:
    """Sign one role with the password of the demo."""
    by = stage.signer(role)
    nonce = review_actions.give_nonce(review=review, role=role, to=by)
    choice = review_actions.Choice(
        content_hash=review.revision.content_hash,
        nonce=nonce.pk,
        decision=decision.value,
        block_answer=ANSWERS[role],
        reason=reason,
        sections=sections,
        conditions=conditions,
    )
    proof = review_actions.Proof(password=PASSWORD)
    signed = review_actions.sign(
        spec=review.revision.spec, role=role, choice=choice, proof=proof, by=by
    )
    if isinstance(signed, review_actions.Refusal):
        message = f"{by} could not sign {review}: {signed.why}"
        raise RuntimeError(message)  # noqa: TRY004 - it is no wrong type but a refusal


def _version(spec: Spec, key: str) -> int:
    answer = Answer.objects.filter(spec=spec, key=key).first()
    return answer.version if answer else 0
