"""POL: which score leads to which action, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from specs.domain.amounts import above, below
from specs.domain.checks.check import At, Severity, check, name_of
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.wording import has_digit

TYPES = "policy.types"
STATEMENT = "policy.statement"
BANDS = "policy.bands"
TOP_K = "policy.top_k"
CONFIDENCE = "policy.surface_confidence"
DEADLINE = "policy.action_deadline"
LATENCY = "deployment.p99"
TOUCHING = Decimal("1e-9")  # bands that are no further apart than this touch


class Band(NamedTuple):
    """A row with a lower end; the upper end may be missing."""

    low: Decimal
    place: int
    high: Decimal | None
    name: str


@check(
    "POL001",
    "Score bands have a gap or overlap",
    Severity.BLOCKER,
    needs=(BANDS,),
    message="Bands do not fit together: {items}.",
    fix="Let each band begin where the one before ends.",
    source="003 §1 level 3",
)
def bands_do_not_fit(document: Document) -> Iterable[At]:
    """Some scores belong to two bands or to none, or a band ends before it begins.

    For such a score two actions are right, or none is, and every programmer decides in another
    way. It is noticed when a customer asks why.
    """
    return document.told_by_rows(BANDS, _misfits)


@check(
    "POL006",
    "Top-K policy without K",
    Severity.BLOCKER,
    needs=(TYPES, STATEMENT),
    reads=(TOP_K,),
    message="A top-K policy needs K.",
    fix="Give K.",
    source="003 §1 level 3",
)
def top_k_without_k(document: Document) -> Iterator[At]:
    """The best cases are acted on, and the spec does not say how many.

    K follows from what people or pages can take, and it decides which cases the model has to get
    right. Where the template has no field for it, a number in the policy will do.
    """
    if document.number(TOP_K) is not None or not document.has(TYPES, "top_k"):
        return
    if document.asks(TOP_K) or not has_digit(document.text(STATEMENT)):
        yield At(TYPES)


@check(
    "POL007",
    "Users see effects at low confidence",
    Severity.WARNING,
    needs=(TYPES, CONFIDENCE),
    message="Users feel an effect below 90% confidence.",
    fix="Raise the confidence, or record in the risk register why less is enough.",
    source="000 §5",
)
def effect_at_low_confidence(document: Document) -> Iterator[At]:
    """People are blocked or let through by a model that need not be sure, or it is open how sure.

    At 60% confidence four of ten people who feel the effect are the wrong ones. They remember
    it, and tell others.
    """
    if not document.has(TYPES, "block_allow"):
        return
    confidence = document.number(CONFIDENCE)
    if confidence is None or below(confidence, document.parameters.surface_confidence):
        yield At(CONFIDENCE)


@check(
    "POL010",
    "Prediction comes too late to act",
    Severity.BLOCKER,
    needs=(LATENCY, DEADLINE),
    message="The answer arrives after the last moment at which it helps.",
    fix="Make the model faster or move the decision.",
    source="003 §8",
)
def prediction_too_late(document: Document) -> Iterator[At]:
    """One answer in a hundred takes longer than the action can wait.

    A perfect prediction after the payment has left the bank moves nothing. Either the model
    becomes faster, or the decision moves to a later point.
    """
    if above(document.seconds(LATENCY), document.seconds(DEADLINE)):
        yield At(DEADLINE)


def _misfits(rows: tuple[Row, ...]) -> tuple[At, ...]:
    """Bands without scores, and neighbours that do not touch."""
    bands = sorted(
        Band(low, row.place, row.number("to"), name_of(row, "band"))
        for row in rows
        if (low := row.number("from")) is not None
    )
    empty = [b for b in bands if b.high is not None and b.high <= b.low]
    apart = [
        (one, next_)
        for one, next_ in pairwise(bands)
        if one.high is not None and abs(one.high - next_.low) > TOUCHING
    ]
    names = (*(b.name for b in empty), *(f"{one.name} and {two.name}" for one, two in apart))
    if not names:
        return ()
    cells = (*((b.place, "to") for b in empty), *((two.place, "from") for _, two in apart))
    return (At(BANDS, names, tuple(dict.fromkeys(cells))),)
