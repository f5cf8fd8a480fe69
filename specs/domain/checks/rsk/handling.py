"""RSK: what is done when it goes wrong, and what would end the project."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document

SHIFT = "risk.shift_handling"
CONTAINMENT = "risk.containment"
KILLING = "scope.kill_criteria"


@check(
    "RSK010",
    "Handling of distribution shift not described",
    Severity.BLOCKER,
    needs=(SHIFT,),
    presence=True,
    message="Nothing says what happens when production stops looking like training.",
    fix="Describe detection and reaction.",
    source="000 intro, FAQ",
)
def shift_handling_missing(document: Document) -> Iterator[At]:
    """It is open how a shift is noticed and what is done then.

    A shift is certain, only its day is not. Without a plan the first sign is a complaint, and
    the reaction is improvised.
    """
    if document.is_blank(SHIFT):
        yield At(SHIFT)


@check(
    "RSK011",
    "Nothing could kill this",
    Severity.WARNING,
    needs=(KILLING,),
    presence=True,
    message="A project that nothing could end is not examined.",
    fix="Write the facts that would end it.",
    source="002 §9",
)
def nothing_ends_it(document: Document) -> Iterator[At]:
    """No fact is named that would stop the project.

    Written down before the work begins, such a fact costs one sentence. Later it is explained
    away, for by then too much has been spent to stop.
    """
    if document.is_blank(KILLING):
        yield At(KILLING)


@check(
    "RSK013",
    "Containment not described",
    Severity.WARNING,
    needs=(CONTAINMENT,),
    presence=True,
    message="Nothing limits the damage of a wrong model at scale.",
    fix="Describe limits and automatic stops.",
    source="003 §6",
)
def damage_not_contained(document: Document) -> Iterator[At]:
    """No limit or automatic stop holds back a model that goes wrong.

    A person errs once at a time, a model thousands of times before anybody looks. What stops
    it has to work without somebody awake.
    """
    if document.is_blank(CONTAINMENT):
        yield At(CONTAINMENT)
