"""DEP: the way to production, the way back, and how much of the time it answers."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import above
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document

POSSIBLE = "deployment.rollback_possible"
ROLLBACK = "deployment.rollback_time"
SHADOW = "deployment.shadow_mode"
AVAILABILITY = "deployment.availability"


@check(
    "DEP016",
    "Rollback time missing",
    Severity.BLOCKER,
    needs=(ROLLBACK,),
    reads=(POSSIBLE,),
    presence=True,
    message="How many minutes does the way back take?",
    fix="Give the time.",
    source="000 §6",
)
def no_rollback_time(document: Document) -> Iterator[At]:
    """It is open how long it takes until the former version answers again.

    For that long a bad model goes on deciding. Whoever has not measured it learns it during an
    incident.
    """
    if document.number(ROLLBACK) is None and document.value(POSSIBLE) is not False:
        yield At(ROLLBACK)


@check(
    "DEP017",
    "Rollback slow",
    Severity.WARNING,
    needs=(ROLLBACK,),
    message="The way back takes more than an hour.",
    fix="Keep the former version loaded.",
    source="000 §6 (derived)",
)
def slow_rollback(document: Document) -> Iterator[At]:
    """Going back to the former version takes long enough for much damage.

    A wrong model does not stop by itself: it errs at the speed of the traffic. Minutes are
    usual where the former version stays loaded.
    """
    if above(document.seconds(ROLLBACK), document.parameters.rollback_max_s):
        yield At(ROLLBACK)


@check(
    "DEP018",
    "No rollback",
    Severity.BLOCKER,
    needs=(POSSIBLE,),
    message="There is no way back to the former version.",
    fix="Build it before the first live traffic.",
    source="000 §6; 003 §8",
)
def no_way_back(document: Document) -> Iterator[At]:
    """The spec says that the former version cannot be restored.

    Every release is then a bet that nothing was overlooked. The first one that goes wrong has
    to be mended under load, by whoever is awake.
    """
    if document.value(POSSIBLE) is False:
        yield At(POSSIBLE)


@check(
    "DEP019",
    "No shadow mode",
    Severity.WARNING,
    needs=(SHADOW,),
    presence=True,
    message="The first time the model sees live traffic it already decides.",
    fix="Run it in shadow first.",
    source="000 §6",
)
def no_shadow_mode(document: Document) -> Iterator[At]:
    """The model is not run beside the old one before it takes over.

    Offline data shows neither late features nor odd requests nor load. In shadow all of them
    show, and nobody is harmed.
    """
    if not document.says_yes(SHADOW):
        yield At(SHADOW)


@check(
    "DEP029",
    "Availability target missing",
    Severity.WARNING,
    needs=(AVAILABILITY,),
    presence=True,
    message="The service has no availability target.",
    fix="Give one, for example 99.9%.",
    source="002 §1",
)
def no_availability_target(document: Document) -> Iterator[At]:
    """Nothing says which share of the time the service has to answer.

    Between 99% and 99.9% lie a second zone, a rota and much money. Callers assume one of them,
    and the team builds another.
    """
    if document.number(AVAILABILITY) is None:
        yield At(AVAILABILITY)
