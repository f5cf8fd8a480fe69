"""MET: what each error costs, and the metric that counts it."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.conversion import converted
from specs.domain.document import Document

METRIC = "evaluation.primary_metric"
OUTPUT = "framing.output_type"
COSTLIER = "errors.costlier"
MISS, ALARM, BALANCED = "false_negative", "false_positive", "balanced"
MISS_COST = "errors.fn_cost"
ALARM_COST = "errors.fp_cost"
BURDEN = "errors.burden_accepted"
WITH_ERRORS = ("classification", "anomaly_detection")


@check(
    "MET006",
    "Accuracy with unequal error costs",
    Severity.WARNING,
    needs=(METRIC, COSTLIER),
    message="Accuracy treats both errors alike, the business does not.",
    fix="Choose the metric for the costlier error.",
    source="001 §4",
)
def accuracy_with_unequal_costs(document: Document) -> Iterator[At]:
    """Accuracy decides, although one error costs more than the other.

    Accuracy counts a missed fraud and a call made in vain as one mistake each. The model then
    saves the cheap errors at the price of the dear ones.
    """
    if document.text(METRIC) == "accuracy" and document.text(COSTLIER) in (MISS, ALARM):
        yield At(METRIC)


@check(
    "MET007",
    "Misses cost more, but precision is primary",
    Severity.BLOCKER,
    needs=(COSTLIER, METRIC),
    message="False negatives are costlier; precision does not count them.",
    fix="Make recall (or cost-weighted F1) primary and precision a floor.",
    source="001 §4",
)
def precision_where_misses_cost(document: Document) -> Iterator[At]:
    """What is missed costs more than what is flagged in vain, and precision decides.

    A model that flags one sure case and nothing else has perfect precision. The costly error
    does not appear in the number at all.
    """
    if document.text(METRIC) == "precision" and document.text(COSTLIER) == MISS:
        yield At(METRIC)


@check(
    "MET008",
    "False alarms cost more, but recall is primary",
    Severity.BLOCKER,
    needs=(COSTLIER, METRIC),
    message="False positives are costlier; recall does not count them.",
    fix="Make precision primary and recall a floor.",
    source="001 §4",
)
def recall_where_alarms_cost(document: Document) -> Iterator[At]:
    """What is flagged in vain costs more than what is missed, and recall decides.

    A model that flags everything has perfect recall. The costly error does not appear in the
    number at all.
    """
    if document.text(METRIC) == "recall" and document.text(COSTLIER) == ALARM:
        yield At(METRIC)


@check(
    "MET009",
    "Cost of errors unknown",
    Severity.BLOCKER,
    needs=(OUTPUT, COSTLIER, MISS_COST, ALARM_COST),
    message="The metric cannot be chosen before the cost of both errors is known.",
    fix="Agree two amounts with finance.",
    source="001 §4",
)
def costs_unknown(document: Document) -> Iterator[At]:
    """The model decides between cases, and nobody said what a wrong decision costs.

    Metric, threshold and return all follow from two amounts: one for a miss, one for a false
    alarm. A rough figure that finance agrees to is worth more than none.
    """
    if document.text(OUTPUT) not in WITH_ERRORS:
        return
    is_open = document.number(MISS_COST) is None or document.number(ALARM_COST) is None
    if is_open or document.is_blank(COSTLIER):
        yield At(COSTLIER)


@check(
    "MET010",
    "Costlier error contradicts the amounts",
    Severity.BLOCKER,
    needs=(COSTLIER, MISS_COST, ALARM_COST),
    message="The amounts say otherwise than the choice.",
    fix="Correct amounts or choice.",
    source="001 §4 (derived)",
)
def costs_contradict_choice(document: Document) -> Iterator[At]:
    """One error is called the costlier one, and by its amount it is not.

    Metric and threshold are derived from these answers, some from the choice and some from the
    amounts. Left so, the spec asks for two different models.
    """
    chosen = document.text(COSTLIER)
    if chosen and _costlier_by_amounts(document) not in ("", chosen):
        yield At(COSTLIER)


@check(
    "MET028",
    "Burden of the other error not accepted",
    Severity.WARNING,
    needs=(COSTLIER, METRIC, BURDEN),
    message="High recall means false alarms, and nobody agreed to pay for checking them.",
    fix="Say who checks, how many a day, at what cost.",
    source="001 §4",
)
def burden_not_accepted(document: Document) -> Iterator[At]:
    """The spec wants few misses, and nobody took on the false alarms that come with them.

    Every point of recall is paid in cases that people check in vain. If those who check them
    were not asked, they stop checking.
    """
    wants_recall = document.text(COSTLIER) == MISS or document.text(METRIC) == "recall"
    if wants_recall and document.is_blank(BURDEN):
        yield At(BURDEN)


def _costlier_by_amounts(document: Document) -> str:
    """Which error costs more by its amount; empty where that cannot be told."""
    miss, alarm = document.number(MISS_COST), converted(document, ALARM_COST, MISS_COST)
    if miss is None or alarm is None or miss <= 0 or alarm <= 0:
        return ""
    equal = document.parameters.cost_equal_ratio
    if miss > alarm * equal:
        return MISS
    return ALARM if miss * equal < alarm else BALANCED
