"""IOC: what the model is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.wording import gist

INPUTS = "io.inputs"
CONFIRMED = "io.serving_features_confirmed"


@check(
    "IOC001",
    "No inputs",
    Severity.BLOCKER,
    needs=(INPUTS,),
    presence=True,
    message="The contract has no input.",
    fix="List the features.",
    source="000 §2",
)
def no_inputs(document: Document) -> Iterator[At]:
    """The table of inputs is empty.

    The inputs are what other teams have to deliver at every request. Unless they are listed,
    nobody can say whether the model can be served.
    """
    if not document.rows(INPUTS):
        yield At(INPUTS)


@check(
    "IOC003",
    "Input without a source",
    Severity.BLOCKER,
    needs=(INPUTS,),
    message="Where do these come from: {items}?",
    fix="Name system and table.",
    source="000 §2",
)
def input_without_source(document: Document) -> Iterable[At]:
    """An input has no system or table that it comes from.

    A feature without a source is a wish. It is found out late, when the pipeline is built and
    nobody owns the data.
    """
    rows = document.rows_where(INPUTS, Row.lacks, "source")
    return at_rows(INPUTS, rows, "input", "source")


@check(
    "IOC004",
    "Feature not available at serving time",
    Severity.BLOCKER,
    needs=(INPUTS,),
    message="In training but not at request time: {items}.",
    fix="Drop the feature or build it for serving; otherwise training and serving will differ.",
    source="003 §6, §10",
)
def input_missing_when_serving(document: Document) -> Iterable[At]:
    """An input is there in training and not when a request comes in.

    The model learns to lean on it and then has to do without. Offline tests cannot show the
    loss, for they have the feature.
    """
    rows = document.rows_where(INPUTS, Row.says, "serving_available", "no")
    return at_rows(INPUTS, rows, "input", "serving_available")


@check(
    "IOC005",
    "Serving-time features not confirmed",
    Severity.BLOCKER,
    needs=(CONFIRMED,),
    presence=True,
    message="Nobody has confirmed that every feature exists at request time.",
    fix="Let a data engineer check each input.",
    source="003 §10",
)
def serving_not_confirmed(document: Document) -> Iterator[At]:
    """No data engineer has checked that each input is there when a request comes in.

    In a table of the past everything looks available, also what was only known a day later.
    Whoever knows the systems sees the difference; a test on old data does not.
    """
    if not document.says_yes(CONFIRMED):
        yield At(CONFIRMED)


@check(
    "IOC006",
    "Confirmation contradicts the input table",
    Severity.BLOCKER,
    needs=(INPUTS, CONFIRMED),
    message="Confirmed as a whole, but not in the table: {items}.",
    fix="Settle each input.",
    source="003 §6, §10 (derived)",
)
def confirmation_contradicted(document: Document) -> Iterable[At]:
    """All inputs are confirmed for serving, and the table says no or not known of some.

    Mostly an input was added after the confirmation. A confirmation is worth what was looked
    at, line by line.
    """
    if not document.says_yes(CONFIRMED):
        return ()
    rows = document.rows_where(INPUTS, _may_be_missing)
    return at_rows(CONFIRMED, rows, "input")


@check(
    "IOC016",
    "Input listed twice",
    Severity.WARNING,
    needs=(INPUTS,),
    message="Listed more than once: {items}.",
    fix="Delete one line.",
    source="000 §2 (derived)",
)
def input_listed_twice(document: Document) -> Iterable[At]:
    """The same input stands in two lines of the table.

    Two lines can differ in source or preprocessing, and then training takes one and serving the
    other.
    """
    return document.told_by_rows(INPUTS, _repeated)


def _may_be_missing(row: Row) -> bool:
    return not row.says("serving_available", "yes")


def _repeated(rows: tuple[Row, ...]) -> tuple[At, ...]:
    """The place of the inputs that are there more than once, called as the first is written."""
    names = {row.place: gist(row.text("input")).normal for row in rows}
    times = Counter(name for name in names.values() if name)
    repeated = [row for row in rows if times[names[row.place]] > 1]
    if not repeated:
        return ()
    named = {names[row.place]: row.text("input") for row in reversed(repeated)}
    items = dict.fromkeys(named[names[row.place]] for row in repeated)
    return (At(INPUTS, tuple(items), tuple((row.place, "input") for row in repeated)),)
