"""MON: from which value on somebody is told, and who."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from specs.domain.amounts import above
from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.conversion import in_seconds
from specs.domain.derived import as_metric, direction, surpasses
from specs.domain.document import Document
from specs.domain.metrics import HIGHER
from specs.domain.reading import Row
from specs.domain.wording import Terms

SIGNALS = "monitoring.signals"
P99 = "deployment.p99"
BASELINE = "evaluation.baseline"
METRIC = "evaluation.primary_metric"
DIRECTION = "evaluation.metric_direction"
NOT_THE_TAIL = Terms(("p50", "median", "mean", "average"))
ABOVE, BELOW = (">", ">="), ("<", "<=")


@check(
    "MON006",
    "Alert without a threshold",
    Severity.BLOCKER,
    needs=(SIGNALS,),
    message="No number for: {items}.",
    fix="Give the value that pages somebody.",
    source="000 §7",
)
def alert_without_threshold(document: Document) -> Iterable[At]:
    """A signal has no value from which on somebody is told.

    Without a number it is a curve on a screen. Whether it is bad is then decided by whoever
    happens to look, after the damage.
    """
    rows = document.rows_where(SIGNALS, Row.lacks_number, "threshold")
    return at_rows(SIGNALS, rows, "signal", "threshold")


@check(
    "MON007",
    "Alert without an owner",
    Severity.BLOCKER,
    needs=(SIGNALS,),
    message="Nobody is told about: {items}.",
    fix="Choose an owner role.",
    source="000 §7; 002 §1",
)
def alert_without_owner(document: Document) -> Iterable[At]:
    """A signal has no role that acts on it.

    An alert that goes to everybody is answered by nobody. The owner is who looks first, and who
    may switch it off when it rings for nothing.
    """
    rows = document.rows_where(SIGNALS, Row.lacks, "owner")
    return at_rows(SIGNALS, rows, "signal", "owner")


@check(
    "MON008",
    "Latency alert later than the requirement",
    Severity.WARNING,
    needs=(SIGNALS, P99),
    message="The alert starts above the P99 promised: {items}.",
    fix="Alert at P99 or earlier.",
    source="000 §6, §7 (derived)",
)
def latency_alert_too_late(document: Document) -> Iterable[At]:
    """A latency alert rings only when the model is slower than the spec promises.

    The promise is then broken for some time and nobody knows. Alerts about a median or a mean
    are left alone, since these lie below the P99 by nature.
    """
    promised = document.seconds(P99)
    if promised is None:
        return ()
    rows = document.rows_where(SIGNALS, _rings_after, promised)
    return at_rows(SIGNALS, rows, "signal", "threshold")


@check(
    "MON009",
    "Performance alert below the baseline",
    Severity.WARNING,
    needs=(SIGNALS, BASELINE),
    reads=(DIRECTION, METRIC),
    message="The alert comes when the model is already worse than the old way: {items}.",
    fix="Set it between baseline and value to ship.",
    source="000 §7; 001 §5 (derived)",
)
def performance_alert_too_late(document: Document) -> Iterable[At]:
    """The alert on the primary metric rings only below what the old way reached.

    By then the company has paid for a model that does worse than what it replaced. Between
    baseline and value to ship there is still time to act.
    """
    baseline = document.number(BASELINE)
    if baseline is None:
        return ()
    metric, better = document.text(METRIC), direction(document)
    rows = document.rows_where(SIGNALS, _rings_below, baseline, metric, better)
    return at_rows(SIGNALS, rows, "signal", "threshold")


@check(
    "MON022",
    "Alert on the good side",
    Severity.WARNING,
    needs=(SIGNALS,),
    reads=(METRIC, DIRECTION),
    message="The alert comes when things go well: {items}.",
    fix="Turn the comparison round.",
    source="000 §7 (derived)",
)
def alert_on_the_good_side(document: Document) -> Iterable[At]:
    """An alert rings when answers are fast or the primary metric is good.

    It rings every day until somebody switches it off, and is silent on the day it was made for.
    Mostly the comparison was written as the requirement reads, not as the alert does.
    """
    metric, better = document.text(METRIC), direction(document)
    rows = document.rows_where(SIGNALS, _rings_when_all_is_well, metric, better)
    return at_rows(SIGNALS, rows, "signal", "comparator")


def _rings_after(row: Row, promised: Decimal) -> bool:
    """An alert on the slowest answers that rings only when these take longer than promised."""
    if row.cells.get("signal_type") != "latency":
        return False
    is_late = above(in_seconds(row.number("threshold"), row.text("unit")), promised)
    return is_late and not NOT_THE_TAIL.is_in(f"{row.text('signal')} {row.text('metric')}")


def _rings_below(row: Row, baseline: Decimal, metric: str, better: str) -> bool:
    """An alert on the primary metric that rings only when this is worse than the old way."""
    if row.cells.get("signal_type") != "model_performance":
        return False
    if row.text("comparator") not in _bad_side(better):
        return False
    return surpasses(baseline, as_metric(row, "metric", "threshold", metric), better)


def _rings_when_all_is_well(row: Row, metric: str, better: str) -> bool:
    match row.cells.get("signal_type"):
        case "latency":
            is_time = in_seconds(row.number("threshold"), row.text("unit")) is not None
            return is_time and row.text("comparator") in BELOW
        case "model_performance":
            is_metric = as_metric(row, "metric", "threshold", metric) is not None
            good_side = BELOW if _bad_side(better) is ABOVE else ABOVE
            return is_metric and row.text("comparator") in good_side
    return False


def _bad_side(better: str) -> tuple[str, str]:
    """The comparisons that are true when the primary metric got worse."""
    return BELOW if better == HIGHER else ABOVE
