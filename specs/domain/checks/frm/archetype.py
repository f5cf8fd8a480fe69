"""FRM: how far the product acts by itself, and what keeps it in check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document

ARCHETYPE = "framing.archetype"
GUARDRAILS = "framing.guardrails"
MODE = "problem.decision_mode"
CONSUMERS = "problem.output_consumers"
PLAN = ("risk.register", "monitoring.signals", "deployment.rollback_time")


@check(
    "FRM014",
    "Autonomous product lacks its guardrails",
    Severity.BLOCKER,
    needs=(GUARDRAILS, ARCHETYPE),
    message="The product acts alone but lacks: {items}.",
    fix="Commit to safety constraints, audits and a staged rollout, or put a person in the loop.",
    source="003 §3",
)
def autonomous_without_guardrails(document: Document) -> Iterable[At]:
    """No person stands between model and effect, and a guardrail that replaces one is missing.

    Limits stop the worst single action, audits find what goes wrong slowly, and a staged
    rollout keeps the first mistakes small. A product that acts alone needs all three.
    """
    if document.text(ARCHETYPE) != "autonomous":
        return ()
    return _lacking(document, "safety_constraints", "audits", "staged_rollout")


@check(
    "FRM015",
    "Human-in-the-loop lacks its guardrails",
    Severity.WARNING,
    needs=(GUARDRAILS, ARCHETYPE),
    message="People decide with the model, but missing is: {items}.",
    fix="Plan the queue and the confidence levels.",
    source="003 §3",
)
def people_without_guardrails(document: Document) -> Iterable[At]:
    """The model assists people, and it is open how cases reach them or when it is sure enough.

    Without a queue the cases pile up where nobody looks. Without confidence levels people see
    every guess, and soon agree with all of them or with none.
    """
    if document.text(ARCHETYPE) != "human_in_the_loop":
        return ()
    return _lacking(document, "queueing", "confidence_thresholds")


@check(
    "FRM016",
    "Augmentation without a fallback to rules",
    Severity.WARNING,
    needs=(ARCHETYPE, GUARDRAILS),
    message="The model replaces rules and nothing says that the rules remain as a fallback.",
    fix="Keep the rules as fallback.",
    source="003 §3",
)
def augmentation_without_rules(document: Document) -> Iterator[At]:
    """Rules that work today are replaced, and they are not kept for the day the model fails.

    A model is switched off sooner or later, by a fault or by drift. The old rules are the
    cheapest thing to fall back on, as long as somebody keeps them running.
    """
    if document.text(ARCHETYPE) == "augmentation" and not document.has(
        GUARDRAILS, "fallback_to_rules"
    ):
        yield At(GUARDRAILS)


@check(
    "FRM019",
    "Automation and use disagree",
    Severity.WARNING,
    needs=(MODE, CONSUMERS),
    reads=(ARCHETYPE,),
    message=(
        "The model takes the decision in one place; in another people decide, or nothing is "
        "triggered."
    ),
    fix=(
        "Describe the most automatic case in the same way: decision mode, users of the output, "
        "archetype."
    ),
    source="000 §1; 003 §3",
)
def automation_and_use_disagree(document: Document) -> Iterator[At]:
    """One answer says that the model decides, another that people do, or that nothing happens.

    Risk, monitoring and law depend on who decides. Signers who read different answers sign for
    different products.
    """
    automates = document.text(MODE) == "automates"
    triggers = document.has(CONSUMERS, "automated_decision")
    is_assisting = document.text(ARCHETYPE) == "human_in_the_loop"
    if ((triggers or automates) and is_assisting) or (
        automates
        and not triggers
        and not document.is_blank(CONSUMERS)
        and not document.has(CONSUMERS, "downstream_system")
    ):
        yield At(MODE)


@check(
    "FRM023",
    "Autonomous, but no plan for risk, monitoring and rollback",
    Severity.BLOCKER,
    needs=(*PLAN, ARCHETYPE),
    message=(
        "The more autonomous, the more the plan is about risk, monitoring and rollback. Missing: "
        "{items}."
    ),
    fix="Fill these before anything else.",
    source="003 §3",
)
def autonomous_without_plan(document: Document) -> Iterator[At]:
    """The product acts alone, and nobody wrote how a fault is foreseen, seen and undone.

    Where no person checks single cases, the register, the signals and the way back are all that
    stands between a bad model and its customers.
    """
    if document.text(ARCHETYPE) != "autonomous":
        return
    missing = tuple(document.label(key) for key in PLAN if document.is_blank(key))
    if missing:
        yield At(ARCHETYPE, missing)


def _lacking(document: Document, *guardrails: str) -> tuple[At, ...]:
    """The guardrails to which nobody committed."""
    missing = [guardrail for guardrail in guardrails if not document.has(GUARDRAILS, guardrail)]
    if not missing:
        return ()
    labels = document.template.items[GUARDRAILS].attribute.option_labels
    return (At(GUARDRAILS, tuple(labels.get(option, option) for option in missing)),)
