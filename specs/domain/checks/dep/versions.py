"""DEP: where models are tried and served, and whether a result can be had again."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.wording import gist

EXPERIMENT = "environments.experiment_repo"
SERVING = "environments.serving_repo"
CODE = "versioning.code"
DATA = "versioning.data"
MODEL = "versioning.model"
REPEATING = "versioning.reproducibility"
RUNS = "versioning.experiments"


@check(
    "DEP024",
    "Experiment and serving repositories not separate",
    Severity.BLOCKER,
    needs=(EXPERIMENT, SERVING),
    presence=True,
    message="Two different repositories are needed.",
    fix="Name both.",
    source="001 §6, §8",
)
def one_repository_for_both(document: Document) -> Iterator[At]:
    """Experiments and the service share a repository, or one of the two has none.

    An experiment lives by being changed freely, a service by not being changed unseen. In one
    place either the tests slow the trying down or the trials reach users.
    """
    experiment, serving = document.text(EXPERIMENT), document.text(SERVING)
    if experiment and serving:
        is_wrong = gist(experiment).normal == gist(serving).normal
    else:
        is_wrong = not (document.is_excused(EXPERIMENT) or document.is_excused(SERVING))
    if is_wrong:
        yield At(SERVING)


@check(
    "DEP025",
    "Something is not versioned",
    Severity.BLOCKER,
    needs=(CODE, DATA, MODEL),
    presence=True,
    message="Not versioned: {items}.",
    fix="Code, data and model all need versions.",
    source="001 §6, §7; 000 §6",
)
def something_not_versioned(document: Document) -> Iterator[At]:
    """It is open how versions of the code, the data or the model are kept.

    A model is the product of all three. Without one of them nobody can say what runs, repeat
    how it came about, or go back.
    """
    parts = (CODE, DATA, MODEL)
    missing = [k for k in parts if document.is_blank(k) and not document.is_excused(k)]
    if missing:
        yield At(MODEL, tuple(document.label(key) for key in missing))


@check(
    "DEP026",
    "Results cannot be reproduced",
    Severity.WARNING,
    needs=(REPEATING, RUNS),
    presence=True,
    message="Nobody can repeat an earlier result; audits ask for it.",
    fix="Describe how, and how close it must be.",
    source="001 §6, §7",
)
def results_not_repeatable(document: Document) -> Iterator[At]:
    """It is open how runs are recorded, or how somebody gets the same result again.

    A figure that nobody can repeat is an anecdote. Questions about a decision come years
    later, when the people who trained the model are gone.
    """
    if any(document.is_blank(k) and not document.is_excused(k) for k in (REPEATING, RUNS)):
        yield At(REPEATING)
