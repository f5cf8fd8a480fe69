"""DAT: whether there is enough data, of every class and of the time needed."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import above, at_least, below
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document

TOTAL = "data.available_examples_total"
TOTAL_NEEDED = "data.min_examples_total"
RAREST = "data.available_examples_per_class"
RAREST_NEEDED = "data.min_examples_per_class"
PERIOD = "data.date_range_available"
PERIOD_NEEDED = "data.date_range_required"
LARGEST = "data.max_class_share_current"
LARGEST_ALLOWED = "data.max_class_share_required"
VOLUME = "data.volume_rows"


@check(
    "DAT005",
    "Too few training examples",
    Severity.BLOCKER,
    needs=(TOTAL, TOTAL_NEEDED),
    message="Fewer examples exist than you need.",
    fix="Collect more, lower the minimum with a reason, or stop.",
    source="000 §3",
)
def too_few_examples(document: Document) -> Iterator[At]:
    """There are fewer examples than the spec itself says are needed to train on.

    Training would start all the same and give a model, and only production would show what it
    did not learn. Whoever signs should see the gap first.
    """
    if below(document.number(TOTAL), document.number(TOTAL_NEEDED)):
        yield At(TOTAL)


@check(
    "DAT006",
    "Too few examples in the smallest class",
    Severity.BLOCKER,
    needs=(RAREST, RAREST_NEEDED),
    message="The rarest class has too few examples.",
    fix="Collect, sample or weight; see the killer label scarcity.",
    source="000 §3; 003 §6",
)
def too_few_of_the_rarest_class(document: Document) -> Iterator[At]:
    """The smallest class has fewer examples than the spec says it needs.

    The rare class is mostly the one that the model is built for. Millions of ordinary cases do
    not make up for it.
    """
    if below(document.number(RAREST), document.number(RAREST_NEEDED)):
        yield At(RAREST)


@check(
    "DAT007",
    "Available period does not cover the period needed",
    Severity.BLOCKER,
    needs=(PERIOD_NEEDED, PERIOD),
    message="The data does not cover the dates you need.",
    fix="Shorten the need with a reason, or wait.",
    source="000 §3",
)
def period_not_covered(document: Document) -> Iterator[At]:
    """The data begins later, or ends earlier, than the dates that the spec asks for.

    What lies outside is mostly a season. A model that never saw a December takes the next one
    for an error.
    """
    needed, available = document.period(PERIOD_NEEDED), document.period(PERIOD)
    if needed is None or available is None:
        return
    if available[0] > needed[0] or available[1] < needed[1]:
        yield At(PERIOD)


@check(
    "DAT009",
    "Class balance outside the requirement",
    Severity.WARNING,
    needs=(LARGEST, LARGEST_ALLOWED),
    message="The largest class exceeds its limit.",
    fix="Sample, weight, or change the limit with a reason.",
    source="000 §3",
)
def largest_class_too_large(document: Document) -> Iterator[At]:
    """The most common class makes up more of the training set than the spec allows.

    The more one class prevails, the more a model gains by always answering with it. The limit
    was set to prevent that.
    """
    if above(document.number(LARGEST), document.number(LARGEST_ALLOWED)):
        yield At(LARGEST)


@check(
    "DAT023",
    "Volume needs distributed processing",
    Severity.ADVICE,
    needs=(VOLUME,),
    message="At this volume one machine will not do.",
    fix="Plan distributed processing and its cost.",
    source="002 §6",
)
def more_than_one_machine_holds(document: Document) -> Iterator[At]:
    """A training run reads more rows than fit on one machine.

    Work on many machines has other tools, other skills and another price. It is cheaper to
    plan for than to discover.
    """
    if at_least(document.number(VOLUME), document.parameters.volume_big):
        yield At(VOLUME)
