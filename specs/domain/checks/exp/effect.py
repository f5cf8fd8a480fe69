"""EXP: whether the KPI moves, and what if it does not."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.derived import lines_without
from specs.domain.document import Document
from specs.domain.reading import Row

ONLINE = "evaluation.online_measurement"
DESIGN = "experiment.design"
GUARDS = "experiment.guardrail_metrics"
DIAGNOSIS = "experiment.kpi_diagnosis"
BASELINE_ARM = "experiment.baseline_arm"
OUTCOME = "experiment.kpi_outcome"


@check(
    "EXP004",
    "No experiment that can show a KPI effect",
    Severity.WARNING,
    needs=(ONLINE,),
    reads=(DESIGN,),
    message="Before and after cannot separate the model from everything else.",
    fix="Plan an A/B test or a staged rollout.",
    source="003 §8",
)
def effect_cannot_be_shown(document: Document) -> Iterator[At]:
    """The effect is read by comparing the time before the launch with the time after it, or not at
    all.

    Prices, seasons and other launches move a KPI, too. Only users who are treated the old way
    at the same time tell how much of the change the model made.
    """
    is_open = document.asks(DESIGN) and document.is_blank(DESIGN)
    if (
        is_open
        or document.text(DESIGN) in ("before_after", "none")
        or document.text(ONLINE) == "before_after"
    ):
        yield At(ONLINE)


@check(
    "EXP005",
    "No guardrail that stops the rollout",
    Severity.BLOCKER,
    needs=(GUARDS,),
    presence=True,
    message="Nothing would stop a harmful rollout.",
    fix="Give at least one metric, limit and action.",
    source="003 §8",
)
def no_stopping_guardrail(document: Document) -> Iterator[At]:
    """No metric is named that ends the rollout when it crosses a limit.

    The metric that the model was built for will look good; harm shows elsewhere, in complaints,
    delays or cost. Agreed beforehand, a limit is pulled in minutes, and otherwise discussed for
    days.
    """
    if not document.rows(GUARDS):
        yield At(GUARDS)


@check(
    "EXP007",
    "Diagnosis for an unmoved KPI missing",
    Severity.ADVICE,
    needs=(DIAGNOSIS,),
    presence=True,
    message="No sign named for: {items}.",
    fix="Decide now how you would notice.",
    source="003 §8",
)
def no_sign_of_cause(document: Document) -> Iterator[At]:
    """Of some usual cause why a KPI stays where it was, nobody wrote down how it would show.

    Afterwards every explanation fits. A sign that was chosen before the launch can be looked up
    in an hour, and tells whether model, threshold or action has to change.
    """
    if unseen := lines_without(document, DIAGNOSIS, "sign"):
        yield At(DIAGNOSIS, unseen)


@check(
    "EXP008",
    "Baseline arm missing",
    Severity.BLOCKER,
    needs=(BASELINE_ARM,),
    presence=True,
    message="There is nothing to compare with.",
    fix="Keep the present system for part of the traffic.",
    source="003 §8",
)
def no_baseline_arm(document: Document) -> Iterator[At]:
    """It is open what those users get who do not get the model.

    An effect is a difference between two groups. With one group only there is a curve, and
    everybody sees in it what they hoped for.
    """
    if document.is_blank(BASELINE_ARM):
        yield At(BASELINE_ARM)


@check(
    "EXP012",
    "KPI did not move, cause not named",
    Severity.WARNING,
    needs=(DIAGNOSIS, OUTCOME),
    message="The KPI did not move, and none of the five usual causes was confirmed.",
    fix="Check each cause and mark what you found.",
    source="003 §8",
)
def cause_not_named(document: Document) -> Iterator[At]:
    """The experiment is over, the KPI moved less than planned or not at all, and none of the five
    usual causes is marked as found.

    Training again is the usual answer and rarely the right one: mostly the prediction came too
    late, or the action does not work. The next attempt repeats the mistake that nobody named.
    """
    if document.text(OUTCOME) not in ("not_moved", "moved_partly"):
        return
    if not document.rows_where(DIAGNOSIS, Row.says, "found", "yes"):
        yield At(DIAGNOSIS)
