"""MON: what is watched in production."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.reading import Row

SIGNALS = "monitoring.signals"
MODE = "deployment.serving_mode"
DRIFTS = ("monitoring.data_drift", "monitoring.model_drift")
TRACKING = "monitoring.performance_tracking"


@check(
    "MON001",
    "No monitoring signals",
    Severity.BLOCKER,
    needs=(SIGNALS,),
    presence=True,
    message="Nothing is watched in production.",
    fix="Start from the four standard signals.",
    source="000 §7; 001 §6",
)
def nothing_watched(document: Document) -> Iterator[At]:
    """The table of signals is empty, so nobody looks at the model once it runs.

    A model does not crash when it gets worse; it goes on answering. Without signals the first
    who notices is a customer.
    """
    if not document.rows(SIGNALS):
        yield At(SIGNALS)


@check(
    "MON002",
    "Model performance not monitored",
    Severity.BLOCKER,
    needs=(SIGNALS,),
    message="Nobody would notice that predictions get worse.",
    fix="Add the primary metric on production labels.",
    source="000 §7; 001 §6",
)
def performance_not_watched(document: Document) -> Iterator[At]:
    """Signals are there, and none of them is the quality of the predictions.

    Drift and latency are early signs; only the metric on labels from production says whether
    the model still does what was agreed. Late labels make it slow, not useless.
    """
    if _is_unwatched(document, "model_performance"):
        yield At(SIGNALS)


@check(
    "MON003",
    "No alert for input drift",
    Severity.BLOCKER,
    needs=(SIGNALS,),
    message="No alert for a change of the inputs.",
    fix="Add a shift score; above 0.1 KL divergence is the usual alert.",
    source="000 §7; 001 §6",
)
def inputs_not_watched(document: Document) -> Iterator[At]:
    """No signal compares the inputs in production with those of training.

    Inputs are there at once, labels weeks later. A renamed column or a new kind of customer
    shows in the inputs on the first day.
    """
    if _is_unwatched(document, "input_distribution"):
        yield At(SIGNALS)


@check(
    "MON004",
    "No alert for prediction drift",
    Severity.WARNING,
    needs=(SIGNALS,),
    message="No alert for a change of the outputs.",
    fix="Add it; more than 5% in 7 days is the usual alert.",
    source="000 §7",
)
def predictions_not_watched(document: Document) -> Iterator[At]:
    """No signal follows how the predictions themselves are spread.

    When twice as many cases as last week pass the threshold, something changed, whatever the
    single inputs look like. It is the cheapest signal there is.
    """
    if _is_unwatched(document, "prediction_distribution"):
        yield At(SIGNALS)


@check(
    "MON005",
    "No latency alert",
    Severity.WARNING,
    needs=(SIGNALS,),
    reads=(MODE,),
    message="No alert for slow answers.",
    fix="Add P99 latency.",
    source="000 §7",
)
def latency_not_watched(document: Document) -> Iterator[At]:
    """Somebody waits for the answers, and no signal says when they come late.

    A slow answer is thrown away by whoever asked, so a good model can be as useless as none. A
    nightly batch is not meant here.
    """
    if document.text(MODE) != "batch" and _is_unwatched(document, "latency"):
        yield At(SIGNALS)


@check(
    "MON020",
    "Data drift or model drift not covered",
    Severity.BLOCKER,
    needs=DRIFTS,
    presence=True,
    message="No detection of: {items}.",
    fix="Both kinds of drift detection are mandatory.",
    source="001 §6",
)
def drift_not_covered(document: Document) -> Iterator[At]:
    """It is open how a change of the data, or of what the data mean, would be found.

    Data drift is other inputs; model drift is other answers to the same inputs. Each hides from
    the detection of the other, so one alone leaves half of the failures unseen.
    """
    blank = tuple(document.label(key) for key in DRIFTS if document.is_blank(key))
    if blank:
        yield At(DRIFTS[0], blank)


@check(
    "MON021",
    "Live performance tracking not described",
    Severity.WARNING,
    needs=(TRACKING,),
    presence=True,
    message="Nothing says where the metrics are seen and how soon.",
    fix="Describe it, given the label delay.",
    source="001 §6",
)
def tracking_not_described(document: Document) -> Iterator[At]:
    """Nobody wrote where the live metrics are shown, and how old they are there.

    Labels come days or weeks after the prediction. Whoever reads the curve has to know which
    past it shows.
    """
    if document.is_blank(TRACKING):
        yield At(TRACKING)


def _is_unwatched(document: Document, signal_type: str) -> bool:
    """There are signals, and none of this type; an empty table is MON001's."""
    if document.rows_where(SIGNALS, Row.says, "signal_type", signal_type):
        return False
    return bool(document.rows(SIGNALS))
