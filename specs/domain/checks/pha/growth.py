"""PHA: from the first product to everybody, and the money for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from specs.domain.amounts import above, at_least
from specs.domain.checks.check import At, Severity, check
from specs.domain.conversion import converted
from specs.domain.derived import is_worse
from specs.domain.document import Document
from specs.domain.wording import has_digit, has_limit

POC_BUDGET = "phases.poc_budget"
MVP_THRESHOLD = "phases.mvp_threshold"
MVP_BUDGET = "phases.mvp_budget"
SCALE_CRITERIA = "phases.scale_criteria"
SCALE_BUDGET = "phases.scale_budget"
BUILD_COST = "business.build_cost"
TARGET = "evaluation.ship_threshold"
DIRECTION = "evaluation.metric_direction"
METRIC = "evaluation.primary_metric"
NOTHING = Decimal(0)


@check(
    "PHA005",
    "MVP target weaker than the value to ship",
    Severity.BLOCKER,
    needs=(MVP_THRESHOLD, TARGET),
    reads=(DIRECTION, METRIC),
    message="The MVP gate would pass a model that must not ship.",
    fix="Make the MVP target at least the value to ship.",
    source="001 §5 (derived)",
)
def mvp_weaker_than_shipping(document: Document) -> Iterator[At]:
    """The first product may go to users with a value below the one that the evaluation asks for.

    Two gates for one launch contradict each other, and the easier one wins. The value to ship
    is the one that the business case was counted with.
    """
    if is_worse(document, document.number(MVP_THRESHOLD), document.number(TARGET)):
        yield At(MVP_THRESHOLD)


@check(
    "PHA007",
    "PoC costs more than the MVP",
    Severity.ADVICE,
    needs=(POC_BUDGET, MVP_BUDGET),
    message="Most of the money is risked first.",
    fix="Shrink the PoC.",
    source="001 §2",
)
def poc_dearer_than_mvp(document: Document) -> Iterator[At]:
    """The first, most uncertain step has the larger budget.

    The point of a proof is to learn for little money whether the rest is worth it. Where it
    takes the most, it is the product under another name, before anybody knows that it works.
    """
    if at_least(converted(document, POC_BUDGET, MVP_BUDGET), document.number(MVP_BUDGET)):
        yield At(POC_BUDGET)


@check(
    "PHA009",
    "No criteria to scale",
    Severity.WARNING,
    needs=(SCALE_CRITERIA,),
    presence=True,
    message="Nothing says when everyone gets it.",
    fix="Write the conditions with numbers.",
    source="001 §2",
)
def no_scale_criteria(document: Document) -> Iterator[At]:
    """It is open what must hold before everybody gets the model.

    Without conditions it spreads because it is there. Load, cost and rare cases grow with the
    number of users, and each of them can stop a model that did well for a few.
    """
    if document.is_blank(SCALE_CRITERIA):
        yield At(SCALE_CRITERIA)


@check(
    "PHA010",
    "Budgets do not add up to the build cost",
    Severity.ADVICE,
    needs=(BUILD_COST, POC_BUDGET, MVP_BUDGET),
    reads=(SCALE_BUDGET,),
    message="The three phase budgets exceed the build cost.",
    fix="Correct one of them.",
    source="001 §2 (derived)",
)
def budgets_exceed_build_cost(document: Document) -> Iterator[At]:
    """The money of the three phases is more than the sum that the model is said to cost.

    Finance signs one of the two figures and pays the other. Amounts in units that cannot be
    compared are left alone, and a missing budget for scaling counts as nothing.
    """
    poc = converted(document, POC_BUDGET, BUILD_COST)
    mvp = converted(document, MVP_BUDGET, BUILD_COST)
    if poc is None or mvp is None:
        return
    scale = converted(document, SCALE_BUDGET, BUILD_COST) or NOTHING
    if above(poc + mvp + scale, document.number(BUILD_COST)):
        yield At(BUILD_COST)


@check(
    "PHA012",
    "Scale criteria hold no limit",
    Severity.WARNING,
    needs=(SCALE_CRITERIA,),
    message="Time that has passed is not a criterion: nothing measured has to reach a value.",
    fix="Name a measure and the value it has to reach.",
    source="001 §2 (derived)",
)
def scale_criteria_without_limit(document: Document) -> Iterator[At]:
    """What is asked for before scaling holds no figure, or no word that makes a figure a limit.

    "It has run for eight weeks" is true of a model that did harm for eight weeks. A criterion
    names what is measured and the value from which on it counts.
    """
    criteria = document.text(SCALE_CRITERIA)
    if criteria and not (has_limit(criteria) and has_digit(criteria)):
        yield At(SCALE_CRITERIA)
