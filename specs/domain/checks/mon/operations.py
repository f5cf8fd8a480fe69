"""MON: who runs the model, and what they do when it breaks."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain import words
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.wording import Terms, has_digit

OWNER = "operations.owner"
ON_CALL = "operations.oncall"
ESCALATION = "operations.escalation"
RUNBOOK = "operations.runbook"
ROTA = Terms(words.ROTA_WORDS)


@check(
    "MON016",
    "No owner in production",
    Severity.BLOCKER,
    needs=(OWNER,),
    presence=True,
    message="Nobody owns the running model.",
    fix="Name one person.",
    source="003 §10; 002 §1",
)
def nobody_owns_the_model(document: Document) -> Iterator[At]:
    """No person answers for the model once it is live.

    The team that built it moves on. Costs, complaints and the decision to switch it off then
    find nobody.
    """
    if document.is_blank(OWNER):
        yield At(OWNER)


@check(
    "MON017",
    "No on-call",
    Severity.BLOCKER,
    needs=(ON_CALL,),
    presence=True,
    message="Nobody is paged when this breaks.",
    fix="Name the rota and its hours.",
    source="003 §10; 002 §1",
)
def nobody_on_call(document: Document) -> Iterator[At]:
    """It is open who gets up when the model fails at night.

    An alert needs somebody who receives it. Where nobody is named, the failure lasts until the
    morning, or until Monday.
    """
    if document.is_blank(ON_CALL):
        yield At(ON_CALL)


@check(
    "MON018",
    "Escalation not described",
    Severity.WARNING,
    needs=(ESCALATION,),
    presence=True,
    message="Who pages whom is not written.",
    fix="Write the chain, with minutes.",
    source="002 §1",
)
def escalation_not_described(document: Document) -> Iterator[At]:
    """Nobody wrote who is called next when the first person does not answer or cannot help.

    Whoever is on call knows the service and not the model. The chain, with minutes, decides how
    long a wrong model goes on deciding.
    """
    if document.is_blank(ESCALATION):
        yield At(ESCALATION)


@check(
    "MON019",
    "No runbook",
    Severity.WARNING,
    needs=(RUNBOOK,),
    presence=True,
    message="Whoever is paged finds no steps.",
    fix="Link the runbook.",
    source="002 §8",
)
def no_runbook(document: Document) -> Iterator[At]:
    """There is no list of steps for whoever is paged.

    At three in the morning nobody finds out by thinking how to switch back to the fallback. The
    steps are written by day, and the spec says where.
    """
    if document.is_blank(RUNBOOK):
        yield At(RUNBOOK)


@check(
    "MON023",
    "On-call without hours or rota",
    Severity.WARNING,
    needs=(ON_CALL,),
    message="Nobody can tell from this who is paged when.",
    fix="Name the rota or the hours.",
    source="003 §10; 002 §8 (derived)",
)
def on_call_without_hours(document: Document) -> Iterator[At]:
    """On-call is answered, and the answer names neither a rota nor hours.

    "The team" is nobody in particular at nobody's hour. A rota or times of day turn it into a
    person who is reached.
    """
    said = document.text(ON_CALL)
    if said and not has_digit(said) and not ROTA.is_in(said):
        yield At(ON_CALL)
