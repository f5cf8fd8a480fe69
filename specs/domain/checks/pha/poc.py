"""PHA: the proof of concept and its gate."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.derived import is_better, is_past_poc, is_worse
from specs.domain.document import Document

THRESHOLD = "phases.poc_threshold"
RESULT = "phases.poc_result"
DURATION = "phases.poc_duration"
BUDGET = "phases.poc_budget"
ON_FAILURE = "phases.poc_failure_action"
MVP_THRESHOLD = "phases.mvp_threshold"
BASELINE = "evaluation.baseline"
DIRECTION = "evaluation.metric_direction"
METRIC = "evaluation.primary_metric"
STAGE = "project.stage"
TARGET_CHANGES = "governance.target_changes"


@check(
    "PHA001",
    "PoC without a threshold",
    Severity.BLOCKER,
    needs=(THRESHOLD,),
    presence=True,
    message="Without a PoC threshold the spending has no gate.",
    fix="Give the least value that justifies the MVP.",
    source="001 §2",
)
def poc_without_threshold(document: Document) -> Iterator[At]:
    """No value says when the proof of concept has succeeded.

    Then any result is good enough for those who want to go on. The value is agreed while nobody
    knows the result, and it is what releases the money for the product.
    """
    if document.number(THRESHOLD) is None:
        yield At(THRESHOLD)


@check(
    "PHA002",
    "PoC threshold above the MVP target",
    Severity.BLOCKER,
    needs=(THRESHOLD, MVP_THRESHOLD),
    reads=(DIRECTION, METRIC),
    message="The proof asks for more than the product.",
    fix="Lower the PoC threshold or raise the MVP target.",
    source="001 §2, §5",
)
def poc_asks_more_than_mvp(document: Document) -> Iterator[At]:
    """The proof of concept has to reach a better value than the product that follows it.

    A proof shows on little data that it can be done at all; the product has more data and more
    time. If the bars stand the other way round, a workable project is stopped, or one of the
    two figures is a slip of the pen.
    """
    if is_better(document, document.number(THRESHOLD), document.number(MVP_THRESHOLD)):
        yield At(THRESHOLD)


@check(
    "PHA003",
    "PoC threshold not above the baseline",
    Severity.WARNING,
    needs=(THRESHOLD, BASELINE),
    reads=(DIRECTION, METRIC),
    message="A PoC that only equals the baseline proves nothing.",
    fix="Set it above the baseline.",
    source="001 §2, §5 (derived)",
)
def poc_threshold_not_above_baseline(document: Document) -> Iterator[At]:
    """The proof of concept would pass with a model that is no better than what exists today.

    Weeks and money then buy a result that the present way delivers already. The bar has to lie
    between the baseline and the value to ship.
    """
    threshold, baseline = document.number(THRESHOLD), document.number(BASELINE)
    if threshold is None or baseline is None:
        return
    if not is_better(document, threshold, baseline):
        yield At(THRESHOLD)


@check(
    "PHA004",
    "No rule for a failed PoC",
    Severity.BLOCKER,
    needs=(ON_FAILURE,),
    presence=True,
    message="Nobody decided what happens if the PoC fails.",
    fix="Choose: review, revise, or stop.",
    source="001 §2",
)
def no_rule_for_failed_poc(document: Document) -> Iterator[At]:
    """It is open what happens when the proof of concept misses its value.

    Decided afterwards, the answer is nearly always one more try. Review, revise or stop is
    chosen while it still costs nothing to say stop.
    """
    if document.is_blank(ON_FAILURE):
        yield At(ON_FAILURE)


@check(
    "PHA006",
    "PoC without time or budget",
    Severity.WARNING,
    needs=(BUDGET, DURATION),
    presence=True,
    message="A PoC without an end or a sum is not a gate.",
    fix="Give both.",
    source="001 §2",
)
def poc_without_limits(document: Document) -> Iterator[At]:
    """The proof of concept has no length, or no sum that it may cost.

    It is the small stake that is risked before the large one. Without an end it grows into the
    product that nobody decided to build.
    """
    if document.number(BUDGET) is None or document.is_blank(DURATION):
        yield At(BUDGET)


@check(
    "PHA008",
    "Past the PoC without passing it",
    Severity.BLOCKER,
    needs=(RESULT, STAGE, THRESHOLD, DIRECTION, METRIC),
    reads=(TARGET_CHANGES,),
    message=(
        "The project moved on, but the PoC result is missing or too low and no target change "
        "was agreed."
    ),
    fix="Enter the result, or agree a new target together.",
    source="001 §2, §9",
)
def poc_not_passed(document: Document) -> Iterator[At]:
    """The project has left the proof of concept, but its result is missing or misses the value
    agreed, and nobody recorded a new one.

    A gate that is walked around once is no gate. If the value was wrong, those who signed it
    can agree on another, which then stands in the list of changed targets.
    """
    if not is_past_poc(document) or document.rows(TARGET_CHANGES):
        return
    result = document.number(RESULT)
    if result is None or is_worse(document, result, document.number(THRESHOLD)):
        yield At(RESULT)


@check(
    "PHA011",
    "PoC result does not beat the baseline",
    Severity.BLOCKER,
    needs=(RESULT, BASELINE),
    reads=(DIRECTION, METRIC),
    message="A model that does not beat the baseline is not viable.",
    fix="Apply the action chosen for a failed PoC.",
    source="001 §2, §5",
)
def poc_result_not_above_baseline(document: Document) -> Iterator[At]:
    """What the proof of concept reached is no better than the way things are done today.

    The model would cost money to build and run, and change nothing. Now is the cheapest moment
    to do what was agreed for this case.
    """
    result, baseline = document.number(RESULT), document.number(BASELINE)
    if result is None or baseline is None:
        return
    if not is_better(document, result, baseline):
        yield At(RESULT)
