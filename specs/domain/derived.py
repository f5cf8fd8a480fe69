"""What follows from several answers at once; all of it is None or False where one is missing."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache

from specs.domain.amounts import above, below
from specs.domain.document import Document
from specs.domain.metrics import HIGHER, LOWER, METRICS, Metric
from specs.domain.reading import Row
from specs.domain.statistics import USUAL_CONFIDENCE, wilson_half_width
from specs.domain.wording import WORD, Terms

WHOLE = Decimal(100)  # percent
PAST_POC = frozenset({"mvp", "scale", "live"})
WAYS = frozenset({HIGHER, LOWER})
# Words in the keys of metrics that say nothing of which one is meant.
UNTELLING = frozenset({"task", "rate", "error", "human"})


def primary_metric(document: Document) -> Metric | None:
    return METRICS.get(document.text("evaluation.primary_metric"))


def direction(document: Document) -> str:
    """Which way the primary metric gets better: as stated, else by the metric, else higher."""
    stated = document.text("evaluation.metric_direction")
    if stated in WAYS:
        return stated
    metric = primary_metric(document)
    return metric.direction if metric else HIGHER


def is_better(document: Document, first: Decimal | None, second: Decimal | None) -> bool:
    """The first value of the primary metric is strictly better than the second."""
    return surpasses(first, second, direction(document))


def is_worse(document: Document, first: Decimal | None, second: Decimal | None) -> bool:
    return surpasses(second, first, direction(document))


def surpasses(first: Decimal | None, second: Decimal | None, direction: str) -> bool:
    """The first value is strictly better than the second where this way is better."""
    return above(first, second) if direction == HIGHER else below(first, second)


def is_imbalanced(document: Document) -> bool:
    """One class is far more common than the others."""
    limit = document.parameters.imbalance_share
    positive = document.number("data.positive_rate")
    return (
        above(positive, limit)
        or below(positive, WHOLE - limit)
        or above(document.number("data.max_class_share_current"), limit)
    )


def half_width(share: Decimal | None, cases: Decimal | None, confidence: str) -> Decimal | None:
    """How far a share measured on so many cases may be off."""
    if share is None or cases is None:
        return None
    return wilson_half_width(share, cases, confidence)


def gain(document: Document) -> Decimal | None:
    """The step from the baseline to the value to ship; None when there is none."""
    target = document.number("evaluation.ship_threshold")
    baseline = document.number("evaluation.baseline")
    return None if target is None or baseline is None else abs(target - baseline) or None


def confidence(document: Document) -> str:
    return document.text("evaluation.subgroup_confidence") or USUAL_CONFIDENCE


def lines_without(
    document: Document, key: str, column: str, answers: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The names of the given lines of a table whose cell is empty, or none of these answers."""
    item = document.template.items.get(key)
    if item is None:
        return ()
    said = document.told_by_rows(key, _lines_with, column, answers)
    lines = item.attribute.fixed_rows
    return tuple([line.label for line in lines if line.key not in said])


def _lines_with(rows: tuple[Row, ...], column: str, answers: frozenset[str]) -> frozenset[str]:
    """The lines whose cell is answered; of a line that is there twice the first counts."""
    said = {row.text("row"): row.text(column) for row in reversed(rows)}
    return frozenset(
        line for line, cell in said.items() if cell and (not answers or cell in answers)
    )


def is_past_poc(document: Document) -> bool:
    """The project builds, rolls out or runs the product."""
    return document.text("project.stage") in PAST_POC


def as_metric(row: Row, column: str, figure: str, metric_key: str) -> Decimal | None:
    """A figure of a row as a value of a metric; None where it is of something else.

    The text of ``column`` or the unit has to name the metric. Percentages become shares.
    """
    metric, number = METRICS.get(metric_key), row.number(figure)
    if metric is None or number is None:
        return None
    unit = row.text("unit")
    if not _names(metric.key, f"{row.text(column)} {unit}"):
        return None
    is_percent = "%" in unit or "percent" in unit.lower()
    return number / WHOLE if is_percent and metric.max == 1 else number


@lru_cache(maxsize=1024)
def _names(metric: str, text: str) -> bool:
    """The text holds the key of a metric, its name, or every telling word of its key."""
    names, telling = _names_of(metric)
    return telling <= set(WORD.findall(text.lower())) or names.is_in(text)


@cache
def _names_of(metric: str) -> tuple[Terms, frozenset[str]]:
    telling = frozenset(metric.partition("_at_")[0].split("_")) - UNTELLING
    return Terms((metric, METRICS[metric].name)), telling
