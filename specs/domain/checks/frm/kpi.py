"""FRM: the business objective, and the figure by which the business tells success."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import at_least, at_most
from specs.domain.checks.check import At, Severity, check
from specs.domain.conversion import converted
from specs.domain.document import Document
from specs.domain.wording import has_digit, has_timeframe, normal, sentences

OBJECTIVE = "problem.objective"
KPI = "problem.business_kpi"
DIRECTION = "problem.kpi_direction"
CURRENT = "problem.kpi_current"
TARGET = "problem.kpi_target"
TIMEFRAME = "problem.kpi_timeframe"


@check(
    "FRM001",
    "Business objective missing (level 0)",
    Severity.BLOCKER,
    needs=(OBJECTIVE,),
    presence=True,
    message="Level 0 is empty: nobody can say why this is built.",
    fix="Write one sentence with the business outcome, no method.",
    source="003 §1",
)
def objective_missing(document: Document) -> Iterator[At]:
    """No sentence says what the business gets out of the project.

    Every choice further down, from the prediction to the metric, is judged by it. Where it is
    missing, the model becomes the goal, and nobody can tell when it is good enough.
    """
    if document.is_blank(OBJECTIVE):
        yield At(OBJECTIVE)


@check(
    "FRM002",
    "KPI has no number",
    Severity.BLOCKER,
    needs=(KPI,),
    reads=(TARGET,),
    message="The KPI cannot be measured: it holds no number.",
    fix="Add the value today and the value wanted.",
    source="003 §1; 001 §1",
)
def kpi_without_number(document: Document) -> Iterator[At]:
    """The business KPI is a wish: neither its text nor the target gives a figure.

    "Lower the loss" is reached by one dollar and by half of it. Without a figure, anybody can
    call the project a success afterwards, and anybody a failure.
    """
    kpi = document.text(KPI)
    if kpi and not has_digit(kpi) and document.number(TARGET) is None:
        yield At(KPI)


@check(
    "FRM003",
    "KPI has no timeframe",
    Severity.BLOCKER,
    needs=(KPI,),
    reads=(TIMEFRAME,),
    message="The KPI does not say by when.",
    fix="Give a timeframe. Number and timeframe together make it an ML project.",
    source="003 §1",
)
def kpi_without_timeframe(document: Document) -> Iterator[At]:
    """The business KPI has no day or period by which it has to be reached.

    A figure without a date can always be reached later. The date tells when the money was well
    spent, and when it is time to stop.
    """
    if not document.is_blank(TIMEFRAME):
        return
    kpi = document.text(KPI)
    if kpi and not has_timeframe(kpi):
        yield At(KPI)


@check(
    "FRM004",
    "KPI target is not an improvement",
    Severity.BLOCKER,
    needs=(DIRECTION, TARGET, CURRENT),
    message="The target is no better than today.",
    fix="Correct target, today's value or direction.",
    source="003 §1 (derived)",
)
def target_is_no_improvement(document: Document) -> Iterator[At]:
    """Measured in the direction that the KPI should go, the target is where things stand now.

    Either one of the figures is wrong, or the project is reached on its first day. Both are
    compared in one unit; where their units cannot be converted nothing is said here.
    """
    direction = document.text(DIRECTION)
    if not direction:
        return
    target, current = converted(document, TARGET, CURRENT), document.number(CURRENT)
    is_no_fall = direction == "decrease" and at_least(target, current)
    if is_no_fall or (direction == "increase" and at_most(target, current)):
        yield At(TARGET)


@check(
    "FRM005",
    "KPI units differ",
    Severity.WARNING,
    needs=(TARGET, CURRENT),
    message="Today's value and target are in different units.",
    fix="Write both in the same unit.",
    source="product",
)
def kpi_units_differ(document: Document) -> Iterator[At]:
    """The value of today is given in one unit and the target in another.

    Readers compare the two figures and overlook the units: 900 k a year against 1.2 M looks
    like a rise. In one unit the step can be seen, and checked.
    """
    if document.is_blank(TARGET) or document.is_blank(CURRENT):
        return
    target, current = document.unit(TARGET), document.unit(CURRENT)
    if target != current and normal(target) != normal(current):
        yield At(TARGET)


@check(
    "FRM006",
    "Objective is more than one sentence",
    Severity.ADVICE,
    needs=(OBJECTIVE,),
    message="The objective takes more than one sentence.",
    fix="Split the project or cut the sentence.",
    source="003 §1",
)
def objective_of_many_sentences(document: Document) -> Iterator[At]:
    """What the business wants is told in several sentences.

    Mostly the second sentence is a second project, with a KPI, an owner and a model of its own.
    What fits one sentence is also what people remember and repeat.
    """
    if sentences(document.text(OBJECTIVE)) > 1:
        yield At(OBJECTIVE)
