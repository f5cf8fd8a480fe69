"""RSK: people who gain by fooling the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain import words
from specs.domain.checks.check import At, Severity, check
from specs.domain.checks.rsk.register import REGISTER, without_category
from specs.domain.document import Document
from specs.domain.metrics import CONTENT, METRICS
from specs.domain.reading import Row
from specs.domain.wording import Terms

KILLERS = "feasibility.killers"
ADVERSARIAL = "adversarial"
ADVERSARY = Terms(words.ADVERSARY_WORDS)
# Where a spec says what it is about, and so whether somebody gains by fooling the model.
PURPOSE_KEYS = (
    *("project.title", "problem.statement", "problem.objective", "problem.users"),
    *("problem.decision", "framing.model_goal"),
)
ADVERSARY_KEYS = (
    *PURPOSE_KEYS,
    "framing.output_type",
    "evaluation.primary_metric",
    "problem.output_consumers",
)


@check(
    "RSK006",
    "Adversarial behaviour not in the register",
    Severity.WARNING,
    needs=(REGISTER,),
    reads=ADVERSARY_KEYS,
    message="Somebody gains by fooling this model, and the register has no line on it.",
    fix="Add it, or write why nobody gains by it.",
    source="000 §5; 003 §6",
)
def adversary_not_recorded(document: Document) -> Iterable[At]:
    """The spec tells of fraud, spam or output that end users see, and of no opponent.

    Where people profit from a wrong answer they search for one, and find what works. Quality
    on last year's data says nothing about that.
    """
    return without_category(document, ADVERSARIAL) if _is_adversary_plausible(document) else ()


@check(
    "RSK007",
    "Adversarial killer applies, register silent",
    Severity.BLOCKER,
    needs=(KILLERS, REGISTER),
    message="The feasibility audit found opponents; the register has none.",
    fix="Add the risk.",
    source="003 §6; 000 §5 (derived)",
)
def known_adversary_not_recorded(document: Document) -> Iterator[At]:
    """The feasibility audit says that somebody will work against the model, the register nothing.

    The audit only asks whether it can be done. The register is where somebody takes on what is
    done about it, and who signs reads the register.
    """
    if document.line(KILLERS, "adversarial").text("applies") != "yes":
        return
    if not document.rows_where(REGISTER, Row.says, "category", ADVERSARIAL):
        yield At(REGISTER)


@check(
    "RSK014",
    "Nobody who gains by fooling the model?",
    Severity.ADVICE,
    needs=(REGISTER,),
    reads=("problem.decision_mode", *ADVERSARY_KEYS),
    message="The model decides by itself and the register has no line on people who would fool it.",
    fix="Add a line if anybody gains by it; otherwise leave it.",
    source="000 §5 (derived)",
)
def adversary_not_considered(document: Document) -> Iterable[At]:
    """The model takes decisions by itself, and the register is silent about opponents.

    The words of the spec tell of none, so this only asks. An automatic decision that is worth
    money finds somebody who tries to steer it.
    """
    decides = document.text("problem.decision_mode") == "automates" or document.has(
        "problem.output_consumers", "automated_decision"
    )
    if not decides or _is_adversary_plausible(document):
        return ()
    return without_category(document, ADVERSARIAL)


def _is_adversary_plausible(document: Document) -> bool:
    """Somebody may gain by fooling the model: generated content, end users, telling words."""
    metric = METRICS.get(document.text("evaluation.primary_metric"))
    return (
        document.text("framing.output_type") == "generation"
        or (metric is not None and metric.outputs == CONTENT)
        or document.has("problem.output_consumers", "end_users")
        or any(ADVERSARY.is_in(document.text(key)) for key in PURPOSE_KEYS)
    )
