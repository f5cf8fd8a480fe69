"""IOC: what the model answers, and how far that may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain.checks.check import At, Severity, at_rows, check, name_of
from specs.domain.document import Document
from specs.domain.metrics import OUTPUT_COLUMNS
from specs.domain.reading import Row
from specs.domain.wording import is_unit_range

OUTPUTS = "io.outputs"


@check(
    "IOC002",
    "No outputs",
    Severity.BLOCKER,
    needs=(OUTPUTS,),
    presence=True,
    message="The contract has no output.",
    fix="List the outputs with type, range and meaning.",
    source="000 §2",
)
def no_outputs(document: Document) -> Iterator[At]:
    """The table of outputs is empty.

    Whoever reads the answer of the model builds on its type, range and meaning. A contract
    without outputs promises nothing.
    """
    if not document.rows(OUTPUTS):
        yield At(OUTPUTS)


@check(
    "IOC012",
    "Output without range or meaning",
    Severity.WARNING,
    needs=(OUTPUTS,),
    message="Cannot be read by a consumer: {items}.",
    fix="Add range and interpretation.",
    source="000 §2",
)
def unreadable_output(document: Document) -> Iterator[At]:
    """An output lacks its range, or what a value of it means.

    0.04 can be a low score, a high probability or a price. Consumers guess, and each guesses
    in another way.
    """
    items, cells = [], []
    for row in document.rows_where(OUTPUTS, _is_unreadable):
        items.append(name_of(row, "output"))
        gaps = [column for column in ("range", "interpretation") if row.lacks(column)]
        cells += [(row.place, column) for column in gaps]
    if items:
        yield At(OUTPUTS, tuple(items), tuple(cells))


@check(
    "IOC013",
    "No limit for output variance",
    Severity.WARNING,
    needs=("io.output_variance_limit",),
    presence=True,
    message="The next version may answer differently; nothing says how much is acceptable.",
    fix="Give the share of decisions that may change.",
    source="000 intro (non-determinism)",
)
def no_variance_limit(document: Document) -> Iterator[At]:
    """Nothing limits how many decisions may change from one model version to the next.

    A new version can be as good on average and decide differently for thousands of people. A
    limit says from where on somebody has to look.
    """
    if document.number("io.output_variance_limit") is None:
        yield At("io.output_variance_limit")


@check(
    "IOC017",
    "Probability outside 0 to 1",
    Severity.BLOCKER,
    needs=(OUTPUTS,),
    message="A probability must range from 0 to 1: {items}.",
    fix="Correct range or type.",
    source="000 §2",
)
def impossible_probability(document: Document) -> Iterable[At]:
    """An output is called a probability, and its range is not 0 to 1.

    Thresholds and expected costs are computed from it. A score from 0 to 100 read as a
    probability makes every one of them wrong.
    """
    rows = document.rows_where(OUTPUTS, _is_impossible)
    return at_rows(OUTPUTS, rows, "output", "range")


@check(
    "IOC018",
    "Outputs do not fit the output type",
    Severity.ADVICE,
    needs=("framing.output_type", OUTPUTS),
    message="No output has a type that fits the primary output.",
    fix="Correct the types.",
    source="000 §1, §2 (derived)",
)
def outputs_do_not_fit(document: Document) -> Iterator[At]:
    """No output has a type that the primary output of the model can have.

    The problem statement and the contract then describe two models. Mostly one of the two was
    not changed along with the other.
    """
    output = document.text("framing.output_type")
    if output not in OUTPUT_COLUMNS or document.rows_where(OUTPUTS, _fits, output):
        return
    if rows := document.rows(OUTPUTS):
        yield At(OUTPUTS, (), tuple((row.place, "type") for row in rows))


def _is_unreadable(row: Row) -> bool:
    return row.lacks("range") or row.lacks("interpretation")


def _is_impossible(row: Row) -> bool:
    return row.says("type", "probability") and not is_unit_range(row.text("range"))


def _fits(row: Row, output: str) -> bool:
    return row.text("type") in OUTPUT_COLUMNS[output]
