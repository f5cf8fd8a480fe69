"""FEA: the five areas, each with its traffic light."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check, name_of
from specs.domain.derived import is_past_poc
from specs.domain.document import Document
from specs.domain.reading import Row

DATA = "feasibility.data"
LABELS = "feasibility.labels"
SERVING = "feasibility.serving"
RISK = "feasibility.risk"
RETURN = "feasibility.roi"
SPONSOR = "project.sponsor"
VALUE = "business.annual_value"
INPUTS = "io.inputs"
# What a message calls each area.
AREAS = (
    (DATA, "data"),
    (LABELS, "labels"),
    (SERVING, "serving"),
    (RISK, "risk"),
    (RETURN, "return"),
)
RED, AMBER, GREEN = "red", "amber", "green"


@check(
    "FEA001",
    "Red area in the feasibility table",
    Severity.WARNING,
    needs=(DATA, LABELS, SERVING, RISK, RETURN),
    message="Not feasible as it stands: {items}.",
    fix="Change the plan or stop before building.",
    source="003 §6",
)
def area_is_red(document: Document) -> Iterator[At]:
    """One of the five areas is marked red: what it needs is missing, and no known work brings it.

    The weakest area decides. Good data does not make up for labels that nobody can get, so a
    plan that builds around a red area spends its money before it meets the wall.
    """
    if red := _red_areas(document):
        yield At(DATA, red)


@check(
    "FEA002",
    "Red area after the PoC",
    Severity.BLOCKER,
    needs=(DATA, "project.stage", LABELS, SERVING, RISK, RETURN),
    message="The project left the PoC with a red area: {items}.",
    fix="Go back one gate.",
    source="003 §6; 001 §2",
)
def red_area_after_poc(document: Document) -> Iterator[At]:
    """The project is building the product or running it, and an area is still marked red.

    A proof of concept is there to turn red into something else, or to end the project cheaply.
    Past it every month costs more, and the obstacle is still there.
    """
    if is_past_poc(document) and (red := _red_areas(document)):
        yield At(DATA, red)


@check(
    "FEA003",
    "Amber or red without a note",
    Severity.WARNING,
    needs=(DATA, LABELS, SERVING, RISK, RETURN),
    message="No explanation for: {items}.",
    fix="Say what is missing and by when.",
    source="003 §6",
)
def unexplained_light(document: Document) -> Iterator[At]:
    """An area is amber or red, and the note beside it is empty.

    A colour alone cannot be acted on. Whoever signs has to know what is missing, who brings it
    and by when; otherwise amber means whatever the reader hopes.
    """
    unexplained = [
        name
        for key, name in AREAS
        if document.light(key) in (AMBER, RED) and not document.light_note(key)
    ]
    if unexplained:
        yield At(DATA, tuple(unexplained))


@check(
    "FEA007",
    "Return is green without value or sponsor",
    Severity.WARNING,
    needs=(RETURN, SPONSOR, VALUE),
    message="Green needs a clear value and a sponsor.",
    fix="Name the sponsor and the yearly value, or set it to amber.",
    source="003 §6",
)
def return_green_without_value(document: Document) -> Iterator[At]:
    """The return is called certain, while the yearly value or the leader who wants it is not
    named.

    A return that nobody has counted and nobody stands for is a hope. It is the first thing to
    be cut when money gets short, and by then the model is half built.
    """
    if document.light(RETURN) != GREEN:
        return
    if document.is_blank(SPONSOR) or document.is_blank(VALUE):
        yield At(RETURN)


@check(
    "FEA009",
    "Serving is green with a feature missing at serving time",
    Severity.BLOCKER,
    needs=(SERVING, INPUTS),
    message="Serving is marked feasible, yet not confirmed at request time: {items}.",
    fix="Fix the feature, drop it, or change the status.",
    source="003 §6",
)
def serving_green_with_missing_feature(document: Document) -> Iterator[At]:
    """Serving is called feasible, and of some input nobody has confirmed that it is there when a
    prediction is asked for.

    Training reads tables that are complete by then; a request has only what has arrived. A
    feature that comes an hour late makes the model another model in production, usually a worse
    one.
    """
    if document.light(SERVING) != GREEN:
        return
    missing = document.rows_where(INPUTS, _may_be_missing)
    if missing:
        yield At(SERVING, tuple(name_of(row, "input") for row in missing))


def _red_areas(document: Document) -> tuple[str, ...]:
    return tuple([name for key, name in AREAS if document.light(key) == RED])


def _may_be_missing(row: Row) -> bool:
    return not row.says("serving_available", "yes")
