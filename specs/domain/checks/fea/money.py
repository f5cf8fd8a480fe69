"""FEA: what it brings and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from specs.domain.amounts import at_least, at_most
from specs.domain.checks.check import At, Severity, check
from specs.domain.conversion import converted
from specs.domain.document import Document

VALUE = "business.annual_value"
RUN_COST = "business.annual_run_cost"
BUDGET = "monitoring.budget"
NOTHING = Decimal(0)


@check(
    "FEA008",
    "Running cost eats the value",
    Severity.BLOCKER,
    needs=(RUN_COST, VALUE),
    message="A year of running costs at least as much as it brings.",
    fix="Lower the cost, raise the value, or stop.",
    source="003 §2, §6",
)
def running_cost_eats_value(document: Document) -> Iterator[At]:
    """Each year the model costs as much to run as it brings in, or more.

    Building is paid once, running for as long as the model lives: compute, people, labels and
    monitoring. If a year does not pay for itself, no number of years pays back what it took to
    build. Amounts in units that cannot be compared are left alone.
    """
    if at_least(converted(document, RUN_COST, VALUE), document.number(VALUE)):
        yield At(RUN_COST)


@check(
    "FEA010",
    "No monitoring budget",
    Severity.WARNING,
    needs=(BUDGET,),
    presence=True,
    message="There is no money for monitoring.",
    fix="Set a monthly amount.",
    source="003 §6 (killer 8)",
)
def no_monitoring_budget(document: Document) -> Iterator[At]:
    """No money is set aside for watching the model once it runs.

    Dashboards, fresh labels and people who look at them cost something every month. Where that
    was never agreed, monitoring ends with the project, and the model goes on deciding.
    """
    amount = document.number(BUDGET)
    if amount is None or at_most(amount, NOTHING):
        yield At(BUDGET)


@check(
    "FEA011",
    "No business value in figures",
    Severity.WARNING,
    needs=(VALUE,),
    presence=True,
    message="Finance cannot judge a return without a value.",
    fix="Estimate the yearly value at the KPI target.",
    source="002 §1, §8; 003 §6",
)
def no_annual_value(document: Document) -> Iterator[At]:
    """Nobody has put a yearly figure on what the model is worth.

    Every later trade-off needs one: what an error may cost, how much to spend on labels,
    whether to go past the next gate. A rough estimate that finance agrees with is enough, as
    long as it is written down.
    """
    if document.is_blank(VALUE):
        yield At(VALUE)
