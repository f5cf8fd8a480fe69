"""DEP: how long an answer may take, and what that leaves to the rest of the system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from specs.domain.amounts import above, at_most, below
from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.conversion import in_seconds
from specs.domain.derived import is_worse
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.use_cases import USUAL_BUDGETS
from specs.domain.wording import Terms

P99 = "deployment.p99"
P50 = "deployment.p50"
BUDGET = "deployment.system_budget_p99"
MODE = "deployment.serving_mode"
USE_CASE = "deployment.use_case"
PARTS = "deployment.latency_breakdown"
TIMEOUT = "deployment.timeout"
ON_TIMEOUT = "deployment.timeout_behaviour"
RESULT = "phases.poc_result"
TARGET = "evaluation.ship_threshold"
METRIC = "evaluation.primary_metric"
DIRECTION = "evaluation.metric_direction"
CONSTRAINTS = "evaluation.satisficing"
BATCH = "batch"
MS = Decimal(1000)  # in a second
WHOLE, NOTHING = Decimal(1), Decimal(0)
UPPER_LIMITS = frozenset({"<", "<=", ""})
NOT_P99 = Terms(("p50", "median", "mean", "average"))


@check(
    "DEP001",
    "P99 latency missing",
    Severity.BLOCKER,
    needs=(P99,),
    reads=(MODE,),
    presence=True,
    message="The spec has no P99 latency.",
    fix="Give it; it follows from the surrounding system.",
    source="000 §6; 003 §10; 002 §4",
)
def no_p99(document: Document) -> Iterator[At]:
    """Nothing says how long the slowest 1 in 100 answers may take.

    The number decides which models are possible at all, so it belongs before the first
    experiment. What users wait for is the slow answer, not the mean. A nightly batch needs
    none.
    """
    if document.number(P99) is None and document.text(MODE) != BATCH:
        yield At(P99)


@check(
    "DEP002",
    "P99 below P50",
    Severity.BLOCKER,
    needs=(P99, P50),
    message="P99 cannot be less than P50.",
    fix="Swap or correct them.",
    source="000 §6 (derived)",
)
def p99_below_p50(document: Document) -> Iterator[At]:
    """The slowest answers are said to be quicker than half of all.

    No system can do that, so one of the two figures is wrong, or its unit is. Capacity and
    timeouts would be planned from it.
    """
    if below(document.seconds(P99), document.seconds(P50)):
        yield At(P99)


@check(
    "DEP003",
    "Model takes too much of the latency budget",
    Severity.WARNING,
    needs=(P99, BUDGET),
    message="The model takes more than 60% of the surrounding budget; lookup, network and "
    "downstream calls need the rest.",
    fix="Make the model faster or renegotiate the budget.",
    source="002 §4",
)
def model_takes_too_much(document: Document) -> Iterator[At]:
    """The model fits into the time of the system around it, and leaves little of it.

    Features have to be fetched, and the answer has to travel. Usually the model gets 30 to 60%
    of the time; above that the total is late whenever anything else is.
    """
    share = _share_of_budget(document)
    if above(share, document.parameters.latency_share_max) and at_most(share, WHOLE):
        yield At(P99)


@check(
    "DEP004",
    "Model does not fit the latency budget",
    Severity.BLOCKER,
    needs=(P99, BUDGET),
    message="The model alone is slower than the whole system may be.",
    fix="This is the known mistake of a 200 ms model in a 100 ms budget. Change one of the two.",
    source="002 §4",
)
def model_does_not_fit(document: Document) -> Iterator[At]:
    """The model may take longer than the caller has for everything together.

    Latency is inherited from the surrounding system and cannot be chosen apart from it. Such a
    model is built, tested, praised and never switched on.
    """
    if above(_share_of_budget(document), WHOLE):
        yield At(P99)


@check(
    "DEP005",
    "Latency to spare while quality is short",
    Severity.ADVICE,
    needs=(P99, BUDGET, RESULT, TARGET),
    reads=(DIRECTION, METRIC),
    message="The model misses its value to ship and uses less than 30% of the budget; "
    "a slower, better model would fit.",
    fix="Check whether a slower and better model is allowed.",
    source="002 §4 (derived)",
)
def latency_to_spare(document: Document) -> Iterator[At]:
    """The proof of concept fell short of its target with most of the time left unused.

    Quality can often be bought with time: a larger model, more features, a second pass. Here
    there is time to pay with.
    """
    if is_worse(document, document.number(RESULT), document.number(TARGET)) and below(
        _share_of_budget(document), document.parameters.latency_share_min
    ):
        yield At(P99)


@check(
    "DEP006",
    "Budget unusual for the use case",
    Severity.ADVICE,
    needs=(USE_CASE, BUDGET),
    message="The budget is outside what is typical for this use case.",
    fix="Ask the owner of the surrounding system to confirm it.",
    source="002 §4",
)
def unusual_budget(document: Document) -> Iterator[At]:
    """The surrounding system has far more, or far less, time than others of its sort.

    It may be right. Mostly a unit was mixed up, or the figure was guessed by somebody who does
    not own that system.
    """
    usual = USUAL_BUDGETS.get(document.text(USE_CASE))
    if usual is None:
        return
    budget = document.seconds(BUDGET)
    if below(budget, usual[0]) or above(budget, usual[1]):
        yield At(BUDGET)


@check(
    "DEP007",
    "Parts exceed the latency budget",
    Severity.BLOCKER,
    needs=(PARTS, BUDGET),
    message="Lookup, model, network and calls add up to more than the budget.",
    fix="Cut a part or renegotiate.",
    source="002 §4",
)
def parts_exceed_budget(document: Document) -> Iterator[At]:
    """The parts of an answer together take longer than the caller has.

    Each part looks affordable by itself, and each belongs to another team. The sum is what the
    user waits for.
    """
    budget = document.seconds(BUDGET)
    if budget is None:
        return
    if above(document.told_by_rows(PARTS, _taking), budget * MS):
        yield At(PARTS)


@check(
    "DEP008",
    "Timeout behaviour missing",
    Severity.BLOCKER,
    needs=(ON_TIMEOUT,),
    presence=True,
    message="What happens at the timeout?",
    fix="Choose fallback or error.",
    source="000 §6",
)
def no_timeout_behaviour(document: Document) -> Iterator[At]:
    """It is open what the caller gets once it stops waiting.

    Every service is late one day. Without a decision each caller invents its own, and some
    wait for ever.
    """
    if document.is_blank(ON_TIMEOUT):
        yield At(ON_TIMEOUT)


@check(
    "DEP009",
    "Timeout does not fit",
    Severity.WARNING,
    needs=(TIMEOUT, P99),
    reads=(BUDGET,),
    message="The timeout is longer than the surrounding budget or shorter than P99.",
    fix="Set it between P99 and the budget.",
    source="000 §6; 002 §4 (derived)",
)
def timeout_does_not_fit(document: Document) -> Iterator[At]:
    """The caller gives up before the model usually answers, or only when it is itself late.

    Too short, and answers that were on their way are thrown away. Too long, and the caller has
    broken its own promise before it turns to the fallback.
    """
    timeout = document.seconds(TIMEOUT)
    if above(timeout, document.seconds(BUDGET)) or below(timeout, document.seconds(P99)):
        yield At(TIMEOUT)


@check(
    "DEP032",
    "Latency constraint contradicts P99",
    Severity.WARNING,
    needs=(CONSTRAINTS, P99),
    message="Constraint is tighter than the stated P99: {items}.",
    fix="Make both equal.",
    source="003 §7; 000 §6 (derived)",
)
def constraint_tighter_than_p99(document: Document) -> Iterable[At]:
    """A constraint of the evaluation allows less time than the deployment plans to take.

    A model may then meet the P99 of the contract and fail its evaluation. One of the two
    figures was changed without the other.
    """
    p99 = document.seconds(P99)
    if p99 is None:
        return ()
    rows = document.rows_where(CONSTRAINTS, _is_tighter, p99)
    return at_rows(CONSTRAINTS, rows, "measure", "limit")


def _share_of_budget(document: Document) -> Decimal | None:
    """How much of the surrounding budget the model takes, as a fraction."""
    model, budget = document.seconds(P99), document.seconds(BUDGET)
    if model is None or budget is None or model < 0 or budget <= 0:
        return None
    return model / budget


def _latency_limit(row: Row) -> Decimal | None:
    """The seconds that a constraint allows for slow answers; None for any other constraint."""
    if row.text("kind") != "latency" or row.text("comparator") not in UPPER_LIMITS:
        return None
    if NOT_P99.is_in(row.text("measure")):
        return None
    return in_seconds(row.number("limit"), row.text("unit"))


def _is_tighter(row: Row, p99: Decimal) -> bool:
    return below(_latency_limit(row), p99)


def _taking(rows: tuple[Row, ...]) -> Decimal:
    """The milliseconds that all parts take."""
    return sum((row.number("p99_ms") or NOTHING for row in rows), NOTHING)
