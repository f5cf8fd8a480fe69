"""Makes real objects the way people make them: through the actions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from django.db.models import Q

from accounts import actions as account_actions
from accounts.models import Invitation, Level, Mail, Organisation, User
from reviews import actions as review_actions
from reviews.domain.route import Place as RoutePlace
from reviews.domain.route import Route, Stage
from reviews.models import Decision, Review, SignOff
from specs import actions, catalogue
from specs.documents import evaluate, load_contents, read_spec
from specs.domain.attribute import Json
from specs.domain.checks.check import Severity
from specs.domain.talk import Place
from specs.management.filling import fill, save
from specs.models import Answer, Conflict, Spec, SpecGuest, SpecTemplate, Suggestion, Thread
from specs.passages import find_passage
from tests.cast import PASSWORD, Cast

TITLE = "Card fraud score"
STATEMENT = Place(key="problem.statement")


def make_spec(people: Cast, template: SpecTemplate, title: str = TITLE) -> Spec:
    """Start a draft of Dana's with nothing in it but its title."""
    return actions.start_spec(
        organisation=people.meridian, template=template, title=title, by=people.dana
    )


def make_full_spec(
    people: Cast,
    template: SpecTemplate,
    changes: Mapping[str, Json] | None = None,
    title: str = TITLE,
) -> Spec:
    """Start a draft of Dana's that can be submitted: the running example of the catalogue."""
    spec = make_spec(people, template, title)
    fill(spec, example_values(template, changes), people.dana)
    accept_warnings(spec, people.dana)
    spec.refresh_from_db()
    return spec


def example_values(
    template: SpecTemplate, changes: Mapping[str, Json] | None = None
) -> dict[str, Json]:
    """Return the running example's answers to what the template asks."""
    values = {key: deepcopy(catalogue.example(key)) for key in template.template.attributes}
    own = {"project.title": None, "project.owner": None}  # start_spec() wrote them
    return {**values, **own, **(changes or {})}


def accept_warnings(spec: Spec, by: User) -> None:
    """Waive every warning of a spec."""
    values = load_contents(spec.pk).stored()
    found = evaluate(spec.template.template, values, revision=spec.revision_number + 1).findings
    for finding in found:
        if finding.severity is Severity.WARNING:
            reason = "Accepted for the pilot; looked at again in May."
            actions.waive(spec=spec, code=finding.code, key=finding.key, reason=reason, by=by)


def change(spec: Spec, key: str, value: Json, by: User) -> None:
    """Save one answer on top of what stands there."""
    save(spec, spec.template.template.attributes[key], value, by)


def make_conflict(spec: Spec, key: str, first: User, second: User) -> Conflict:
    """Let two people write one text at once; the second finds the other's there."""
    attribute = spec.template.template.attributes[key]
    base = Answer.objects.get(spec=spec, key=key).version
    outcomes = [
        actions.save_answer(
            spec=spec,
            attribute=attribute,
            value=f"{by.name} wrote this.",
            base_version=base,
            op_id=op(),
            by=by,
        )
        for by in (first, second)
    ]
    conflict = outcomes[1]
    assert isinstance(conflict, Conflict)
    return conflict


def make_review(people: Cast, spec: Spec, due_on: date | None = None) -> Review:
    """Submit a spec as its author."""
    return review_actions.open_review(spec=spec, by=people.dana, due_on=due_on)


def make_route(
    people: Cast,
    *stages: str,
    places: Mapping[str, RoutePlace] | None = None,
    template_key: str = "ml_model_spec",
) -> None:
    """Have Meridian's specs signed stage by stage; roles that are not named sign last."""
    named = tuple(Stage(number, name) for number, name in enumerate(stages, start=1))
    save_route(people, Route(named, places or {}), template_key)


def save_route(people: Cast, route: Route, template_key: str = "ml_model_spec") -> None:
    """Save a route as the owner of Meridian."""
    review_actions.save_route(
        organisation=people.meridian,
        template_key=template_key,
        template="ML model spec",
        route=route,
        by=people.ruth,
    )


def make_sign_off(
    review: Review,
    role: str,
    by: User,
    decision: Decision = Decision.APPROVED,
    reason: str = "",
    conditions: tuple[review_actions.Wish, ...] = (),
) -> SignOff:
    """Sign one role of a review with the password of the cast."""
    nonce = review_actions.give_nonce(review=review, role=role, to=by)
    choice = review_actions.Choice(
        content_hash=review.revision.content_hash,
        nonce=nonce.pk,
        decision=decision.value,
        block_answer="A false alarm rate above what the staff can look at.",
        reason=reason,
        conditions=conditions,
    )
    signed = review_actions.sign(
        spec=review.revision.spec,
        role=role,
        choice=choice,
        proof=review_actions.Proof(password=PASSWORD),
        by=by,
    )
    assert isinstance(signed, SignOff), signed
    return signed


def make_guest(spec: Spec, user: User) -> SpecGuest:
    """Let a guest of the organisation read one spec."""
    return SpecGuest.objects.create(spec=spec, user=user)


def make_invitation(
    organisation: Organisation,
    email: str,
    by: User,
    level: Level = Level.MEMBER,
    roles: Sequence[str] = (),
) -> tuple[Invitation, str]:
    """Invite one address; the second is the token of the mailed link."""
    [invitation] = account_actions.invite(
        organisation=organisation, emails=[email], level=level, roles=roles, by=by
    )
    return invitation, mailed_token(email)


def mailed_token(email: str) -> str:
    """Return the token of the link that was mailed to an address last."""
    mine = Q(to_address=email) | Q(to__email=email)
    mail = Mail.objects.filter(mine, kind="invitation").latest("pk")
    return mail.url.rstrip("/").rsplit("/", 1)[-1]


def make_thread(
    spec: Spec, by: User, text: str = "Is this right?", place: Place = STATEMENT, **more: Any
) -> Thread:
    """Begin a thread at a place, as its page does."""
    reading = read_spec(spec.pk, by)
    assert reading is not None
    passage = find_passage(reading, place)
    assert passage is not None
    return actions.open_thread(spec=spec, passage=passage, text=text, op_id=op(), by=by, **more)


def make_suggestion(spec: Spec, key: str, value: Json, by: User) -> Suggestion:
    """Propose another value for a field, as its page does."""
    reading = read_spec(spec.pk, by)
    assert reading is not None
    passage = find_passage(reading, Place(key=key))
    assert passage is not None
    return actions.suggest(
        spec=spec,
        passage=passage,
        value=value,
        base_version=reading.contents.answers[key].version,
        text="I suggest this.",
        op_id=op(),
        by=by,
    )


def op() -> uuid.UUID:
    """Return the id of a save, as the browser makes one."""
    return uuid.uuid4()
