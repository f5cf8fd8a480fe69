"""The deeds that the stories of the demo are told with, by the actions that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from accounts.models import User
from reviews import actions as review_actions
from reviews.management.demo.dates import months_between, move
from reviews.management.demo.pacing import Story, ago
from reviews.management.demo.people import PASSWORD, Stage
from reviews.management.demo.registers import Risk, rows
from reviews.models import Decision, Review, SignOff
from specs import actions, catalogue
from specs.documents import evaluate, load_contents
from specs.domain.attribute import Json
from specs.domain.checks.check import Severity
from specs.domain.register import text_hash
from specs.domain.sheets import REGISTER
from specs.management.filling import fill, save
from specs.models import Answer, Item, Spec

EXAMPLE_OF: Final = date(2026, 2, 16)  # the day that the catalogue's running example is of
ONE_MODEL = "ml_model_spec"
EVERYTHING = "full_spec"
ANSWERS: Final = {
    "product_manager": "A complaint rate above 0.5% of genuine payments.",
    "data_scientist": "Recall under 0.70 in any of the subgroups.",
    "ml_engineer": "A feature that is computed differently in training and in serving.",
    "data_engineer": "A schema change of payments.authorisation without two weeks' notice.",
    "sre_on_call": "No runbook, or a rollback that takes longer than 10 minutes.",
    "legal_compliance": "A decision about a person without a reason that can be told to them.",
    "finance": "Yearly cost above what the avoided loss pays for.",
    "executive_sponsor": "A launch of which the customers hear before their account managers do.",
}
SIGNING_ORDER = tuple(ANSWERS)


def start(
    stage: Stage, author: str, title: str, values: Mapping[str, Json], template: str = ONE_MODEL
) -> Spec:
    """Start a spec with some answers in it."""
    by = stage[author]
    spec = actions.start_spec(
        organisation=stage.organisation, template=stage.template(template), title=title, by=by
    )
    fill(spec, values, by)
    spec.refresh_from_db()
    return spec


def written_out(
    stage: Stage,
    title: str,
    changes: Mapping[str, Json],
    risks: tuple[Risk, ...] = (),
    template: str = ONE_MODEL,
) -> Spec:
    """Start a spec of Dana's with every answer of the running example, moved to today."""
    asked = stage.template(template).template.attributes
    example = {key: catalogue.example(key) for key in asked}
    values = {**example, **changes}
    trained = {"data.last_trained": (timezone.now() - timedelta(days=4)).date().isoformat()}
    return complete(stage, title, values, EXAMPLE_OF, template, risks, trained)


def complete(
    stage: Stage,
    title: str,
    values: Mapping[str, Json],
    written: date,
    template: str,
    risks: tuple[Risk, ...] = (),
    of_today: Mapping[str, Json] | None = None,
) -> Spec:
    """Start a spec of Dana's with answers that were written on some day as if it were today."""
    today = timezone.now().date()
    moved = {key: move(value, months_between(written, today)) for key, value in values.items()}
    own: dict[str, Json] = {"project.title": None, "project.owner": None}  # start_spec() wrote them
    if risks:
        own["risk.register"] = rows(risks, today)
    return start(stage, "dana", title, {**moved, **own, **(of_today or {})}, template)


def change(spec: Spec, key: str, value: Json, by: User) -> None:
    """Change one answer."""
    save(spec, spec.template.template.attributes[key], value, by)


def waive_warnings(spec: Spec, reason: str, by: User) -> None:
    """Waive each warning of a spec for half a year."""
    values = load_contents(spec.pk).stored()
    until = timezone.now().date() + timedelta(days=180)
    for finding in evaluate(spec.template.template, values, revision=1).findings:
        if finding.severity is Severity.WARNING:
            actions.waive(
                spec=spec,
                code=finding.code,
                key=finding.key,
                reason=reason,
                by=by,
                expires_on=until,
            )
    spec.refresh_from_db()


def accept_risk(spec: Spec, failure_mode: str, reason: str, by: User) -> None:
    """Accept a risk of the register for four months."""
    item = Item.objects.get(spec=spec, key=REGISTER, cells__failure_mode=failure_mode)
    actions.accept_risk(
        spec=spec,
        item_id=item.pk,
        seen=text_hash(item.cells),
        reason=reason,
        expires_on=timezone.now().date() + timedelta(days=120),
        by=by,
    )


def submit(stage: Stage, spec: Spec, days: int = 10) -> Review:
    """Open a review that is due in some days."""
    due_on = timezone.now().date() + timedelta(days=days)
    return review_actions.open_review(spec=spec, by=stage["dana"], due_on=due_on)


def sign_all(stage: Stage, review: Review, but: str = "") -> None:
    """Sign every role that the template knows."""
    template = review.revision.spec.template.template
    for role in SIGNING_ORDER:
        if role in template.sign_off + template.optional_sign_off and role != but:
            sign(stage, review, role)


def sign_in_turn(stage: Stage, review: Review, days: int, *, but: str = "") -> Story:
    """Let the roles that have not signed do so, one or two a day."""
    template = review.revision.spec.template.template
    standing = SignOff.objects.standing().filter(review=review)
    signed = {but, *standing.values_list("role", flat=True)}
    asked = template.sign_off + template.optional_sign_off
    left = [role for role in SIGNING_ORDER if role in asked and role not in signed]
    for number, role in enumerate(left):
        yield ago(days - number * 2 // 3, 9 + number % 3 * 3, 7 * number)
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


def version_of(spec: Spec, key: str) -> int:
    """Return the number of the newest version of an answer."""
    answer = Answer.objects.filter(spec=spec, key=key).first()
    return answer.version if answer else 0
