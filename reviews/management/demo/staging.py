"""A review that goes by a route: legal and data first, then everybody else, two of three in SRE."""

from __future__ import annotations

from typing import Final

from reviews import actions as review_actions
from reviews.domain.route import Place, Route, Signer
from reviews.domain.route import Stage as RouteStage
from reviews.management.demo import texts
from reviews.management.demo.pacing import Story, ago
from reviews.management.demo.people import Stage
from reviews.management.demo.telling import ANSWERS, ONE_MODEL, sign, submit, written_out

SRE: Final = "sre_on_call"
FIRST: Final = ("legal_compliance", "data_engineer")


def set_route(stage: Stage) -> None:
    """Have every spec of the model template signed in two stages from now on."""
    sam = stage["sam"]
    told = (Signer(str(sam.pk), sam.name, sam.email),)
    stages = (
        RouteStage(1, "Law and data", 5, (2,), told),
        RouteStage(2, "Delivery", 8, (3, 1), escalate_to_managers=True),
    )
    places = {role: Place(1 if role in FIRST else 2) for role in ANSWERS}
    review_actions.save_route(
        organisation=stage.organisation,
        template_key=ONE_MODEL,
        template=stage.template(ONE_MODEL).template.title,
        route=Route(stages, places | {SRE: Place(2, 2)}),
        by=stage["ruth"],
    )


def in_stages(stage: Stage) -> Story:
    """In its second stage, which is overdue: one of three reliability engineers has signed."""
    yield ago(25, 13, 40)
    spec = written_out(stage, "Account takeover alerts", texts.TAKEOVER)
    three = [stage[key] for key in ("piotr", "yusuf", "jonas")]
    review_actions.assign_signers(spec=spec, role=SRE, users=three, by=stage["dana"])
    yield ago(18, 10, 15)
    review = submit(stage, spec)
    for days, role in ((17, "legal_compliance"), (16, "data_engineer"), (13, SRE)):
        yield ago(days, 11, 30)
        sign(stage, review, role)
    yield ago(10, 14, 25)
    sign(stage, review, "data_scientist")
    yield ago(2, 9, 35)
    review_actions.nudge(
        spec=spec, role="finance", person_id=str(stage["marc"].pk), by=stage["dana"]
    )
