"""An approved spec of the running example, and an amendment of its target."""

from __future__ import annotations

from reviews import actions
from reviews.domain.amending import Place
from reviews.models import Amendment, Stance
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off

SHIP = "evaluation.ship_threshold"
RECALL = "evaluation.operating_recall"
PRECISION = "evaluation.operating_precision"
SPONSOR = "executive_sponsor"
WHY = "The proof of concept reached 0.61 on the held-out quarter."
RULING = actions.Ruling(why="All agree, and 0.62 still pays.", seen=1)


def approve_spec(people: Cast, template: SpecTemplate) -> Spec:
    """Make a spec of Dana's that every role has approved."""
    spec = make_full_spec(people, template)
    signers = dict(people.signers)
    if SPONSOR in template.template.sign_off:
        actions.assign_signers(spec=spec, role=SPONSOR, users=[people.ruth], by=people.dana)
        signers[SPONSOR] = people.ruth
    review = make_review(people, spec)
    for role, person in signers.items():
        make_sign_off(review, role, person)
    spec.refresh_from_db()
    return spec


def prepare(people: Cast, spec: Spec, key: str = SHIP, **values: str) -> Amendment:
    """Let Dana prepare an amendment: what was reached is 0.61, and 0.62 is proposed."""
    amendment = actions.begin_amendment(spec=spec, places=[Place(key)], by=people.dana)
    given = {SHIP: "0.62", **values}
    reached = {SHIP: "0.61", RECALL: "0.63", PRECISION: "0.41"}
    typed = {
        row.pk: actions.Value(
            reached.get(row.key),
            "0.58" if row.key == SHIP else "",
            "0.64" if row.key == SHIP else "",
            given.get(row.key, row.proposed),
        )
        for row in amendment.changes.all()
    }
    actions.write_grounds(
        amendment=amendment,
        grounds=actions.Grounds(why=WHY, known="PoC run 14", known_from="MLflow run 14"),
        by=people.dana,
    )
    return actions.write_values(amendment=amendment, values=typed, by=people.dana, seen=1)


def propose(people: Cast, spec: Spec, **values: str) -> Amendment:
    """Let Dana propose it to the roles that it touches."""
    amendment = prepare(people, spec, **values)
    return actions.propose_amendment(amendment=amendment, by=people.dana)


def agree(people: Cast, amendment: Amendment, *roles: str) -> None:
    """Let roles agree with the proposal as it is."""
    for role in roles:
        actions.give_position(
            amendment=amendment,
            role=role,
            stance=Stance.AGREE,
            reason="",
            seen=amendment.version,
            by=people.signers[role],
        )
